import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, stat, unlink } from 'node:fs/promises';
import { CommandError } from '../command-line/failures';

/** No private key that GitHub gives comes near this. */
const LONGEST_PEM_BYTES = 64 * 1024;

/** A PEM file as it was read. */
export interface PemFile {
  readonly path: string;
  readonly text: string;
  /** Pipes and devices (`<(…)`, `/dev/stdin`) have nothing to remove. */
  readonly kind: 'file' | 'stream';
}

/** Reads a private key from a file or a pipe. */
export async function readPemFile(path: string): Promise<PemFile> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new CommandError('usage', `${path} is a directory. Give the .pem file itself.`);
    }
    if (found.isFile() && found.size > LONGEST_PEM_BYTES) {
      throw new CommandError(
        'refused',
        `${path} holds ${found.size} bytes, which is no private key. Give the .pem file that GitHub gave.`,
      );
    }
    return { path, text: await readFile(path, 'utf8'), kind: found.isFile() ? 'file' : 'stream' };
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(path, error);
  }
}

/**
 * Overwrites a file with random bytes, then removes it. The overwriting reaches every name of the file; what a file system, a disk or a
 * backup has copied elsewhere stays. Throws where the file is not as it was read, so that nothing else is destroyed.
 */
export async function removePemFile({ path, text }: PemFile): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const now = await file.readFile('utf8');
    if (now !== text) {
      throw new CommandError('refused', `${path} was changed since it was read, so it was left alone.`);
    }
    const { size } = await file.stat();
    await file.write(randomBytes(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  const target = await realpath(path);
  await unlink(target);
  if (target !== path) {
    await unlink(path).catch(ignoreGone);
  }
}

function ignoreGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') {
    throw error;
  }
}

function unreadable(path: string, error: unknown): Error {
  switch (codeOf(error)) {
    case 'ENOENT':
      return new CommandError('not-found', `There is no file ${path}.`);
    case 'EACCES':
    case 'EPERM':
      return new CommandError('refused', `${path} may not be read by you. Look at its owner and its mode.`);
    default:
      return new Error(`Could not read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
