import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePython } from './python-environment';
import { runPython } from './run-python';

/** A machine on which every setting that is known to divert pip or Python is made, in the environment and in a file. */
async function givenHostileEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(join(folder, 'home', '.config', 'pip'), { recursive: true });
  await mkdir(join(folder, 'modules'));
  await writeFile(join(folder, 'home', '.config', 'pip', 'pip.conf'), `[install]\ntarget = ${elsewhere}-by-file\n`);
  await writeFile(join(folder, 'modules', 'json.py'), 'raise RuntimeError("not the json of Python")');
  return {
    ...process.env,
    HOME: join(folder, 'home'),
    PIP_TARGET: elsewhere,
    PIP_PREFIX: elsewhere,
    PIP_USER: '1',
    PIP_REQUIRE_VIRTUALENV: '1',
    PIP_CONSTRAINT: join(folder, 'no-such-file.txt'),
    PYTHONPATH: join(folder, 'modules'),
    PYTHONHOME: elsewhere,
    PYTHONUSERBASE: elsewhere,
  };
}

describe('preparePython', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'python-environment-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('installs whatever the machine is set to, and heals what was damaged', async () => {
    const environment = await givenHostileEnvironment(folder);
    const cacheDirectory = join(folder, 'cache');
    const told: string[] = [];
    const prepare = () => preparePython({ cacheDirectory, environment, progress: (line) => told.push(line) });

    const python = await prepare();
    expect(await readdir(folder)).not.toContain('elsewhere');
    expect(await prepare()).toBe(python);
    expect(told).toEqual([expect.stringContaining('Installing the local AWS')]);

    const where = 'import ministack; print(ministack.__path__[0])';
    const [ministack = ''] = (await runPython('ask', python, ['-I', '-c', where], process.env)).split('\n');
    await rm(join(ministack, 'services', 'kms.py'));
    expect(await prepare()).toBe(python);

    expect(told[1]).toMatch(/^The local AWS in .* is damaged .*ministack lacks ministack\/services\/kms\.py/s);
    expect(await readdir(cacheDirectory)).toHaveLength(1);
    await expect(runPython('load', python, ['-I', '-c', 'import ministack.app'], process.env)).resolves.toBe('');
  });

  it('fails with what is missing when an installation did not bring it', async () => {
    const python = join(folder, 'python');
    // Like a Python whose pip says that all is well and installs nothing.
    await writeFile(
      python,
      `#!/bin/sh
case "$*" in
  *-c*) echo '["${python}", 3, 12, "cpython", true]';;
  *venv*) for folder; do :; done; mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python";;
  *self_check*) echo 'ministack is not installed' >&2; exit 1;;
esac
`,
    );
    await chmod(python, 0o755);
    const environment = { PATH: process.env.PATH, APP_FRAMEWORK_LOCAL_PYTHON: python };
    const prepared = preparePython({ cacheDirectory: join(folder, 'cache'), environment, progress: () => undefined });

    await expect(prepared).rejects.toThrow(/was installed and does not work: .*ministack is not installed/s);
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });
});
