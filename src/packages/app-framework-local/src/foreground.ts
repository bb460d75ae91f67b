import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from './aws/emulator-process';
import { startGitHub } from './github/server/start';
import { printProgress } from './output';

/** Runs the local AWS until this process is told to end. */
export async function runAws(options: {
  python: string;
  port: number | undefined;
  stateDirectory: string;
}): Promise<void> {
  const { python, port, stateDirectory } = options;
  await mkdir(stateDirectory, { recursive: true });
  const temporaryDirectory = await mkdtemp(join(tmpdir(), 'app-framework-local-'));
  const logFile = join(stateDirectory, 'aws.log');
  const emulator = await startEmulator({
    python,
    logFile,
    temporaryDirectory,
    lifetime: 'parent',
    environment: process.env,
    ...(port === undefined ? {} : { port }),
  });
  printProgress(`Local AWS on ${emulator.endpoint}, log in ${logFile}. Ctrl-C ends it.`);
  await untilToldToEnd();
  await emulator.stop();
  await rm(temporaryDirectory, { recursive: true, force: true });
}

/** Runs the local GitHub until this process is told to end. */
export async function runGitHub(port: number | undefined): Promise<void> {
  const gitHub = await startGitHub(port === undefined ? {} : { port });
  printProgress(`Local GitHub on ${gitHub.url}. Ctrl-C ends it.`);
  await untilToldToEnd();
  await gitHub.stop();
}

async function untilToldToEnd(): Promise<void> {
  // A signal handler alone keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve).once('SIGHUP', resolve);
  });
  clearInterval(alive);
}
