import { join } from 'node:path';
import { createEmulatorControl } from './aws/emulator-control';
import { startEmulator } from './aws/emulator-process';
import { requireFreePort } from './aws/free-port';
import { startGitHub } from './github/server/start';
import { printProgress } from './output';
import { makeWritable } from './writable-folder';

/** Runs the local AWS until this process is told to end. */
export async function runAws(options: {
  python: string;
  port: number | undefined;
  stateDirectory: string;
}): Promise<void> {
  const { python, port, stateDirectory } = options;
  await makeWritable(stateDirectory, 'state folder', 'choose another with --state');
  const logFile = join(stateDirectory, 'aws.log');
  const emulator = await startEmulator({
    python,
    logFile,
    lifetime: 'parent',
    environment: process.env,
    ...(port === undefined ? {} : { port }),
  });
  const { url } = await createEmulatorControl(emulator.endpoint).tls();
  printProgress(`Local AWS on ${emulator.endpoint}, for browsers on ${url}, log in ${logFile}. Ctrl-C ends it.`);
  await untilToldToEnd();
  await emulator.stop();
}

/** Runs the local GitHub until this process is told to end. */
export async function runGitHub(port: number | undefined): Promise<void> {
  if (port !== undefined) await requireFreePort(port, 'local GitHub');
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
