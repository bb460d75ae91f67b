import { spawn } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmulatorControl } from './aws/emulator-control';
import { isHealthy, startEmulator } from './aws/emulator-process';
import { freePort, requireFreePort } from './aws/free-port';
import { isRunning, stopGroup } from './aws/process-group';
import { createGitHubControl } from './github/control/control-client';
import { prepareForDeploying } from './local-deployment';
import type { LocalState, RunningProcess } from './local-state';
import { makeWritable } from './writable-folder';

export interface BackgroundOptions {
  readonly state: LocalState;
  readonly python: string;
  readonly awsPort?: number;
  readonly gitHubPort?: number;
  readonly tagLagSeconds?: number;
  readonly keyLagSeconds?: number;
  /** Starts the local GitHub in the foreground of a process: a program and its arguments, without the port. */
  readonly gitHubCommand: readonly string[];
  readonly progress: (line: string) => void;
}

/** Starts both as processes that outlive this one and writes where they are into the state directory. */
export async function startInBackground(options: BackgroundOptions): Promise<Record<string, string>> {
  const { state, progress } = options;
  await refuseSecondStart(state);
  await makeWritable(state.directory, 'state folder', 'choose another with --state');
  const begun: Promise<RunningProcess>[] = [];
  const begin = (starting: Promise<RunningProcess>) => {
    begun.push(starting);
    return starting;
  };
  const giveUp = async () => {
    await Promise.all(begun.map((one) => one.then(stopProcess, () => undefined)));
    await state.forget();
  };
  // Until both are written down nobody else could stop them, and one that is just starting has no place to be found.
  const interrupted = () => void giveUp().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const [aws, gitHub] = await Promise.all([begin(startAws(options)), begin(startGitHubProcess(options))]);
    await state.writeProcesses({ aws, gitHub });
    const { env } = await prepareForDeploying(placesOf(state, aws, gitHub, progress));
    await state.writeEnvironment(env);
    return env;
  } catch (error) {
    await giveUp();
    throw error;
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  }
}

/** Ends what the state directory says is running; answers whether there was anything. */
export async function stopInBackground(state: LocalState): Promise<boolean> {
  const processes = await state.readProcesses();
  await Promise.all([processes?.aws, processes?.gitHub].map(async (one) => one && stopProcess(one)));
  await state.forget();
  return processes !== undefined;
}

/** Empties both and prepares AWS for deploying again, with a new administrator. */
export async function resetInBackground(
  state: LocalState,
  progress: (line: string) => void,
): Promise<Record<string, string>> {
  const processes = await state.readProcesses();
  if (!processes) throw new Error('No local deployment is running: start one with `app-framework-local start`.');
  const { aws, gitHub } = processes;
  await Promise.all([createEmulatorControl(aws.url).reset(), createGitHubControl(gitHub.url).reset()]);
  const { env } = await prepareForDeploying(placesOf(state, aws, gitHub, progress));
  await state.writeEnvironment(env);
  return env;
}

async function startAws(options: BackgroundOptions): Promise<RunningProcess> {
  const logFile = join(options.state.directory, 'aws.log');
  const { pid, endpoint, temporaryDirectory } = await startEmulator({
    python: options.python,
    logFile,
    lifetime: 'own',
    environment: process.env,
    ...(options.awsPort === undefined ? {} : { port: options.awsPort }),
    ...(options.tagLagSeconds === undefined ? {} : { tagLagSeconds: options.tagLagSeconds }),
    ...(options.keyLagSeconds === undefined ? {} : { keyLagSeconds: options.keyLagSeconds }),
  });
  return { pid, url: endpoint, logFile, temporaryDirectory };
}

async function startGitHubProcess({ state, gitHubCommand, gitHubPort }: BackgroundOptions): Promise<RunningProcess> {
  const [program, ...args] = gitHubCommand;
  if (!program) throw new Error('There is no command that starts the local GitHub.');
  if (gitHubPort !== undefined) await requireFreePort(gitHubPort, 'local GitHub');
  const port = gitHubPort ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(state.directory, 'github.log');
  const log = await open(logFile, 'w');
  const child = spawn(program, [...args, '--port', String(port)], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  const { pid } = child;
  try {
    if (pid === undefined) return await failed;
  } finally {
    await log.close();
  }
  child.unref();
  const health = createGitHubControl(url).health;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const healthy = await health().then(
      () => true,
      () => false,
    );
    if (healthy) return { pid, url, logFile };
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  await stopGroup(pid);
  throw new Error(`The local GitHub did not start on ${url}; see ${logFile}.`);
}

async function stopProcess({ pid, temporaryDirectory }: RunningProcess): Promise<void> {
  await stopGroup(pid);
  if (temporaryDirectory) await rm(temporaryDirectory, { recursive: true, force: true });
}

async function refuseSecondStart(state: LocalState): Promise<void> {
  const processes = await state.readProcesses();
  if (!processes) return;
  if (isRunning(processes.aws.pid) && (await isHealthy(processes.aws.url))) {
    throw new Error(
      `A local deployment already runs from ${state.directory}: stop it with \`app-framework-local stop\`.`,
    );
  }
  await stopInBackground(state);
}

function placesOf(state: LocalState, aws: RunningProcess, gitHub: RunningProcess, progress: (line: string) => void) {
  return { awsEndpoint: aws.url, gitHubUrl: gitHub.url, stateDirectory: state.directory, progress };
}
