import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type EmulatorProcess, isHealthy, startEmulator } from '../../src/aws/emulator-process';
import { freePort } from '../../src/aws/free-port';
import { isRunning, stopGroup } from '../../src/aws/process-group';
import { preparePython } from '../../src/aws/python-environment';
import { projectDirectory } from '../../src/local-state';
import { packageRoot } from '../../src/package-root';
import { until } from './until';

/** A process that starts the emulator tied to itself, says its id, and then hangs. */
const parentProgram = `
  const [python, cwd, port, folder] = process.argv.slice(1);
  const child = require('node:child_process').spawn(python, ['-m', 'emulator', '--port', port, '--exit-with-parent', '--remove-at-exit', folder],
    { cwd, detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' } });
  console.log(child.pid);
  setInterval(() => undefined, 1000);`;

describe('startEmulator', () => {
  let python = '';
  let folder = '';
  const options = (port?: number) => ({
    python,
    ...(port !== undefined && { port }),
    logFile: join(folder, 'aws.log'),
    lifetime: 'parent' as const,
    environment: process.env,
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulator-lifetime-'));
    const cacheDirectory = join(projectDirectory(__dirname), '.cache', 'python');
    python = await preparePython({ cacheDirectory, environment: process.env, progress: () => undefined });
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));
  const started: EmulatorProcess[] = [];
  const start = async (...how: Parameters<typeof startEmulator>) => {
    const emulator = await startEmulator(...how);
    started.push(emulator);
    return emulator;
  };
  /** Whether it answers, in whatever time. */
  const answers = ({ endpoint }: EmulatorProcess) => until(() => isHealthy(endpoint), Boolean);
  // What a failed test has left would keep the pipes of these tests open.
  afterEach(() => Promise.all(started.splice(0).map((emulator) => emulator.stop())));

  it('starts on loopback only, and nothing of its group is left when it is stopped', async () => {
    const emulator = await start(options());

    expect(await answers(emulator)).toBe(true);
    await emulator.stop();
    expect(await isHealthy(emulator.endpoint)).toBe(false);
    expect(isRunning(-emulator.pid)).toBe(false);
    expect(existsSync(emulator.temporaryDirectory)).toBe(false);
  });

  it('fails with which port is taken, be it by another emulator', async () => {
    const first = await start(options());

    await expect(start(options(first.port))).rejects.toThrow(`The local AWS cannot listen on port ${first.port}`);
    expect(await answers(first)).toBe(true);
  });

  it('takes another port where the one it chose is taken before it listens', async () => {
    const first = await start(options());
    const chosen = [first.port, first.port];
    const second = await start(options(), async () => chosen.pop() ?? freePort());

    expect(await answers(second)).toBe(true);
    expect(second.port).not.toBe(first.port);
  });

  it('gives up after three ports that are taken', async () => {
    const first = await start(options());
    let chosen = 0;
    const second = start(options(), async () => {
      chosen += 1;
      return first.port;
    });

    await expect(second).rejects.toThrow('The local AWS did not start: the emulator ended at once');
    expect(chosen).toBe(3);
  });

  it('leaves no emulator behind when the process that started it is killed', async () => {
    const port = String(await freePort());
    const gone = await mkdtemp(join(folder, 'gone-'));
    const parent = spawn(process.execPath, ['-e', parentProgram, python, packageRoot, port, gone], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await new Promise<string[]>((resolve) =>
      createInterface(parent.stdout).once('line', (line) => resolve([line])),
    );
    try {
      expect(await until(() => isHealthy(`http://localhost:${port}`), Boolean)).toBe(true);

      parent.kill('SIGKILL');

      expect(
        await until(
          async () => isRunning(Number(pid)),
          (runs) => !runs,
        ),
      ).toBe(false);
      expect(existsSync(gone)).toBe(false);
    } finally {
      // What is left would keep the pipes of these tests open.
      parent.kill('SIGKILL');
      await stopGroup(Number(pid));
    }
  });
});
