import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapForCdk } from './aws/cdk-bootstrap';
import { isHealthy } from './aws/emulator-process';
import { isRunning } from './aws/process-group';
import { preparePython } from './aws/python-environment';
import { resetInBackground, startInBackground, stopInBackground } from './background-deployment';
import { createGitHubControl } from './github/control/control-client';
import { createLocalState, projectDirectory } from './local-state';
import { packageRoot } from './package-root';

const silent = () => undefined;

describe('startInBackground', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'background-'));
  });
  afterEach(async () => {
    // What a failed test left running.
    await stopInBackground(createLocalState(folder));
    await rm(folder, { recursive: true, force: true });
  });

  it('starts both ready for deploying, once, empties them and leaves nothing behind', async () => {
    const state = createLocalState(folder);
    const cacheDirectory = join(projectDirectory(__dirname), '.cache', 'python');
    const cli = ['--import', require.resolve('tsx'), join(packageRoot, 'src', 'cli.ts'), 'github'];
    const options = {
      state,
      python: await preparePython({ cacheDirectory, environment: process.env, progress: silent }),
      gitHubCommand: [process.execPath, ...cli],
      progress: silent,
    };

    const env = await startInBackground(options);
    const processes = await state.readProcesses();
    expect(await state.readEnvironment()).toEqual(env);
    expect(await isHealthy(env.AWS_ENDPOINT_URL ?? '')).toBe(true);
    const behindProxy = { PATH: process.env.PATH, HOME: folder, HTTP_PROXY: 'http://127.0.0.1:9', ...env };
    await expect(bootstrapForCdk(behindProxy)).resolves.toBeUndefined();
    await expect(startInBackground(options)).rejects.toThrow('already runs');

    const gitHub = createGitHubControl(env.APP_FRAMEWORK_LOCAL_GITHUB ?? '');
    await gitHub.createApp({ slug: 'robot' });
    const newEnv = await resetInBackground(state, silent);
    expect(newEnv.AWS_ACCESS_KEY_ID).not.toBe(env.AWS_ACCESS_KEY_ID);
    expect((await gitHub.secrets()).pems).toEqual([]);

    expect(await stopInBackground(state)).toBe(true);
    expect(await stopInBackground(state)).toBe(false);
    expect([processes?.aws.pid, processes?.gitHub.pid].map((pid) => isRunning(pid ?? process.pid))).toEqual([
      false,
      false,
    ]);
  });
});
