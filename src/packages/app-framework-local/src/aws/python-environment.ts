import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../package-root';
import { makeWritable } from '../writable-folder';
import { packageSources } from './package-sources';
import { findPython } from './python-interpreter';
import { runPython, withoutPythonSettings } from './run-python';

export interface PythonEnvironmentOptions {
  /** Kept between runs; one folder for each lock file and Python version is made in it. */
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told one line before a step that takes seconds. */
  readonly progress: (line: string) => void;
}

const lockFile = join(packageRoot, 'emulator', 'requirements.lock.txt');
const selfCheck = ['-I', join(packageRoot, 'emulator', 'self_check.py'), lockFile];

/**
 * Makes a Python environment with the locked wheels, hashes checked, unless it exists already; answers its `python`. One
 * that lacks something is made anew. Whatever is set for the Python and pip of this machine counts only as far as it says
 * where packages come from. Several processes may ask at once.
 */
export async function preparePython(options: PythonEnvironmentOptions): Promise<string> {
  const { cacheDirectory, environment, progress } = options;
  const base = await findPython(environment);
  const hash = createHash('sha256')
    .update(await readFile(lockFile))
    .update(base.version)
    .digest('hex')
    .slice(0, 16);
  const directory = join(cacheDirectory, hash);
  if (existsSync(directory)) {
    const broken = await whatIsBroken(directory, environment);
    if (!broken) return pythonOf(directory);
    progress(`The local AWS in ${directory} is damaged (${broken}).`);
    await discard(directory);
  }

  progress(`Installing the local AWS for Python ${base.version} into ${directory} (once, about 15 seconds)`);
  await makeWritable(cacheDirectory, 'folder for Python packages', 'run this where the project may be written');
  const unfinished = `${directory}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await install(unfinished, base.executable, environment);
    const broken = await whatIsBroken(unfinished, environment);
    if (broken) throw new Error(`The local AWS was installed and does not work: ${broken}.`);
    await moveIntoPlace(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return pythonOf(directory);
}

async function install(directory: string, python: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const clean = withoutPythonSettings(environment);
  await runPython('make a Python environment', python, ['-I', '-m', 'venv', directory], clean);
  const options = [
    '--quiet',
    // Python does so itself where a module is loaded, and half of them never is.
    '--no-compile',
    '--no-input',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
  ];
  const sources = await packageSources(pythonOf(directory), environment);
  await runPython(
    'install the locked Python packages',
    pythonOf(directory),
    ['-I', '-m', 'pip', 'install', ...options, '-r', lockFile],
    { ...clean, ...sources },
  );
}

/** What the environment says of itself when it cannot do its work. */
async function whatIsBroken(directory: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  return runPython('check', pythonOf(directory), selfCheck, withoutPythonSettings(environment)).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Out of the way at once: another process may be about to move a good one into its place. */
async function discard(directory: string): Promise<void> {
  const aside = `${directory}.damaged.${process.pid}`;
  await rename(directory, aside).catch((error: unknown) => {
    if (existsSync(directory)) throw error;
  });
  await rm(aside, { recursive: true, force: true });
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
