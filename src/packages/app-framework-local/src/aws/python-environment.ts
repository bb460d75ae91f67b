import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failureOf } from './failed-command';
import { packageRoot } from './package-root';
import { findPython } from './python-interpreter';

const run = promisify(execFile);

export interface PythonEnvironmentOptions {
  /** Kept between runs; one folder for each lock file and Python version is made in it. */
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told one line before a step that takes seconds. */
  readonly progress: (line: string) => void;
}

/**
 * Makes a Python environment with the locked wheels, hashes checked, unless it exists already; answers its `python`.
 * Several processes may ask at once.
 */
export async function preparePython({
  cacheDirectory,
  environment,
  progress,
}: PythonEnvironmentOptions): Promise<string> {
  const lockFile = join(packageRoot, 'emulator', 'requirements.lock.txt');
  const base = await findPython(environment);
  const hash = createHash('sha256')
    .update(await readFile(lockFile))
    .update(base.version)
    .digest('hex')
    .slice(0, 16);
  const directory = join(cacheDirectory, hash);
  if (existsSync(directory)) return pythonOf(directory);

  progress(`Installing the local AWS for Python ${base.version} into ${directory} (once, about 15 seconds)`);
  const unfinished = `${directory}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(cacheDirectory, { recursive: true });
  try {
    await step('make a Python environment', base.executable, ['-m', 'venv', unfinished], environment);
    const options = [
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      '--require-hashes',
      '--only-binary',
      ':all:',
    ];
    const install = ['-m', 'pip', 'install', ...options, '-r', lockFile];
    await step('install the locked Python packages', pythonOf(unfinished), install, environment);
    await moveIntoPlace(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return pythonOf(directory);
}

/** A folder under its final name is complete; whoever comes second keeps the first one's. */
async function moveIntoPlace(unfinished: string, directory: string): Promise<void> {
  await rename(unfinished, directory).catch((error: unknown) => {
    if (!existsSync(directory)) throw error;
  });
}

function pythonOf(directory: string): string {
  return join(directory, 'bin', 'python');
}

async function step(what: string, command: string, args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  await run(command, args, { env: environment, maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
    throw new Error(`Could not ${what} (${command} ${args.slice(0, 3).join(' ')} …): ${failureOf(error)}`, {
      cause: error,
    });
  });
}
