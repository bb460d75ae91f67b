import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalState, exportLines, projectDirectory } from './local-state';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-state-'));
});
afterEach(async () => rm(folder, { recursive: true }));

describe('createLocalState', () => {
  it('gives back what was written, readable by its owner only, and forgets it', async () => {
    const state = createLocalState(join(folder, 'deep'));
    const processes = {
      aws: { pid: 11, url: 'http://localhost:1', logFile: 'a', temporaryDirectory: 't' },
      gitHub: { pid: 12, url: 'http://127.0.0.1:2', logFile: 'b' },
    };
    await state.writeEnvironment({ AWS_REGION: 'us-east-1' });
    await state.writeProcesses(processes);

    expect(await state.readEnvironment()).toEqual({ AWS_REGION: 'us-east-1' });
    expect(await state.readProcesses()).toEqual(processes);
    expect((await stat(join(folder, 'deep', 'environment.json'))).mode & 0o077).toBe(0);

    await state.forget();
    expect(await state.readEnvironment()).toBeUndefined();
    expect(await state.readProcesses()).toBeUndefined();
  });

  it('fails on a broken file rather than taking it for none', async () => {
    const state = createLocalState(folder);
    await mkdir(join(folder, 'environment.json'));

    await expect(state.readEnvironment()).rejects.toThrow('EISDIR');
  });
});

describe('exportLines', () => {
  it('is what a shell needs, and unsets what leads to a real account', () => {
    const script = `${exportLines({ PLAIN: 'a', QUOTED: `it's "$HOME"` })}\necho "$PLAIN|$QUOTED|$AWS_PROFILE"`;

    const shell = execFileSync('/bin/sh', ['-c', script], {
      env: { AWS_PROFILE: 'work', HOME: '/h' },
      encoding: 'utf8',
    });

    expect(shell).toBe(`a|it's "$HOME"|\n`);
  });
});

describe('projectDirectory', () => {
  it('is the nearest folder with a repository, or the one asked from', async () => {
    const inside = join(folder, 'repository', 'a', 'b');
    await mkdir(inside, { recursive: true });
    expect(projectDirectory('/')).toBe('/');

    await mkdir(join(folder, 'repository', '.git'));
    expect(projectDirectory(inside)).toBe(join(folder, 'repository'));
  });
});
