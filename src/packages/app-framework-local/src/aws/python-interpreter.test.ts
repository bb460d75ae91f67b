import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from './python-interpreter';

describe('findPython', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pythons-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  /** A program on the PATH that answers the interview like a Python would. */
  const givenPython = async (
    name: string,
    answer: [minor: number, implementation: string, canMakeEnvironments: boolean],
  ) => {
    const [minor, implementation, canMakeEnvironments] = answer;
    const file = join(folder, name);
    await writeFile(
      file,
      `#!/bin/sh\necho '${JSON.stringify([file, 3, minor, implementation, canMakeEnvironments])}'\n`,
    );
    await chmod(file, 0o755);
    return file;
  };
  const find = (more: NodeJS.ProcessEnv = {}) => findPython({ PATH: folder, ...more });

  it('takes python3 when it will do', async () => {
    const executable = await givenPython('python3', [12, 'cpython', true]);
    await givenPython('python3.14', [14, 'cpython', true]);

    expect(await find()).toEqual({ executable, version: '3.12' });
  });

  it('looks on when python3 is too old, too new or not CPython', async () => {
    await givenPython('python3', [9, 'cpython', true]);
    await givenPython('python3.14', [15, 'cpython', true]);
    await givenPython('python3.13', [13, 'pypy', true]);
    const executable = await givenPython('python3.11', [11, 'cpython', true]);

    expect(await find()).toEqual({ executable, version: '3.11' });
  });

  it('takes the one that APP_FRAMEWORK_LOCAL_PYTHON names', async () => {
    await givenPython('python3', [12, 'cpython', true]);
    const executable = await givenPython('mine', [13, 'cpython', true]);

    expect(await find({ APP_FRAMEWORK_LOCAL_PYTHON: executable })).toEqual({ executable, version: '3.13' });
  });

  it('fails with the one command that installs venv', async () => {
    await givenPython('python3', [11, 'cpython', false]);

    await expect(find()).rejects.toThrow('`sudo apt-get install --yes python3.11-venv`');
  });

  it('fails with what to install when there is no Python, or only others', async () => {
    await expect(find()).rejects.toThrow(/needs Python 3\.10 to 3\.14, which is not on the PATH: install it/);
    await givenPython('python3', [8, 'cpython', true]);
    await expect(find()).rejects.toThrow(/Found only .*python3 \(cpython 3\.8\)/);
  });
});
