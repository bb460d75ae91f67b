import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../package-root';
import { makeFolderOutside } from './folder-outside';
import { freePort, requireFreePort } from './free-port';
import { stopGroup } from './process-group';
import { linkRuntimeModules } from './runtime-modules';

export interface EmulatorOptions {
  /** The `python` that `preparePython` answers. */
  readonly python: string;
  /** A free one by default. */
  readonly port?: number;
  readonly logFile: string;
  /** `parent`: ends when this process ends, however it does. `own`: lives on until it is stopped. */
  readonly lifetime: 'parent' | 'own';
  /** Seconds until changed tags of a KMS key count for authorisation; 0 by default. */
  readonly tagLagSeconds?: number;
  /** Seconds until a new KMS key, and then its imported material, are known; 0 by default. */
  readonly keyLagSeconds?: number;
  /** `PATH` and the `EMU_` variables are taken from here; nothing else reaches the emulator or its functions. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface EmulatorProcess {
  /** `http://localhost:<port>`. */
  readonly endpoint: string;
  readonly port: number;
  /** Leader of its own process group. */
  readonly pid: number;
  /** Of code and worker files of functions; `stop` removes it. */
  readonly temporaryDirectory: string;
  stop(): Promise<void>;
}

/** Long, for a busy machine: one that ended is told at once. */
const startSeconds = 120;

/** Ports that are tried where none is asked for: another process may take one between its choice and its use. */
const portTries = 3;

/** Starts the emulator on loopback in a process group of its own and waits until it is healthy. */
export async function startEmulator(options: EmulatorOptions, choosePort = freePort): Promise<EmulatorProcess> {
  if (options.port !== undefined) {
    await requireFreePort(options.port, 'local AWS');
    return startOn(options.port, options);
  }
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOn(await choosePort(), options);
    } catch (error) {
      const taken = /already in use/i.test(await readFile(options.logFile, 'utf8').catch(() => ''));
      if (!taken || tries === portTries) throw error;
    }
  }
}

async function startOn(port: number, options: EmulatorOptions): Promise<EmulatorProcess> {
  const endpoint = `http://localhost:${port}`;
  const log = await open(options.logFile, 'w');
  const temporaryDirectory = await makeFolderOutside('app-framework-local-');
  const runtimeModules = await linkRuntimeModules(join(temporaryDirectory, 'runtime-modules'));
  const tied = options.lifetime === 'parent';
  const atExit = tied ? ['--exit-with-parent', '--remove-at-exit', temporaryDirectory] : [];
  const child = spawn(options.python, ['-m', 'emulator', '--port', String(port), ...atExit], {
    cwd: packageRoot,
    detached: true,
    env: {
      ...emulatorEnvironment(options, temporaryDirectory),
      NODE_PATH: runtimeModules,
      NODE_OPTIONS: `--require ${JSON.stringify(join(packageRoot, 'emulator', 'localhost-names.cjs'))}`,
    },
    stdio: [tied ? 'pipe' : 'ignore', log.fd, log.fd],
  });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  const { pid } = child;
  const stop = async () => {
    if (pid !== undefined) await stopGroup(pid);
    await rm(temporaryDirectory, { recursive: true, force: true });
  };
  try {
    await Promise.race([failed, healthy(endpoint, child)]);
  } catch (error) {
    await stop();
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The local AWS did not start: ${why}. ${await lastLines(options.logFile)}`, { cause: error });
  } finally {
    await log.close();
  }
  if (pid === undefined) return failed;
  child.unref();
  return { endpoint, port, pid, temporaryDirectory, stop };
}

export async function isHealthy(endpoint: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

async function healthy(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startSeconds * 1_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the emulator ended at once');
    if (await answersAs(endpoint, child.pid)) return;
    await sleep(50);
  }
  throw new Error(`no healthy answer from ${endpoint} within ${startSeconds} seconds`);
}

/** Another emulator may listen on a port that was asked for. */
async function answersAs(endpoint: string, pid: number | undefined): Promise<boolean> {
  const timeout = { signal: AbortSignal.timeout(2_000) };
  const answer: unknown = await fetch(`${endpoint}/_emulator/process`, timeout)
    .then((response) => response.json())
    .catch(() => undefined);
  return typeof answer === 'object' && answer !== null && 'pid' in answer && answer.pid === pid && isHealthy(endpoint);
}

function emulatorEnvironment(options: EmulatorOptions, temporaryDirectory: string): NodeJS.ProcessEnv {
  const { environment, tagLagSeconds, keyLagSeconds } = options;
  const chosen = Object.entries(environment).filter(([name]) => name.startsWith('EMU_'));
  return {
    ...Object.fromEntries(chosen),
    ...(tagLagSeconds === undefined ? {} : { EMU_KMS_TAG_LAG_SECONDS: String(tagLagSeconds) }),
    ...(keyLagSeconds === undefined ? {} : { EMU_KMS_KEY_LAG_SECONDS: String(keyLagSeconds) }),
    // Functions run under the Node.js that runs this.
    PATH: `${dirname(process.execPath)}:${environment.PATH ?? '/usr/bin:/bin'}`,
    HOME: temporaryDirectory,
    TMPDIR: temporaryDirectory,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

async function lastLines(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return `The end of ${logFile}:\n${text.trimEnd().split('\n').slice(-15).join('\n')}`;
}
