import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readPrivateKeyText } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { codeOf, isBelowDevices, linkTarget } from './device-path';

/** No private key that GitHub gives comes near this. */
const LONGEST_PEM_BYTES = 64 * 1024;

/** A PEM file as it was read. */
export interface PemFile {
  /** As the operator named it. */
  readonly path: string;
  /** The key in PEM. */
  readonly text: string;
  /** What is in the file. */
  readonly bytes: Buffer;
  /**
   * `stream`: a pipe or a device (`<(…)`), with nothing to remove. `open file`: a file that was given as standard input or by another
   * name below `/dev` or `/proc`; that name is the system's. `shared file`: it holds more than the key.
   */
  readonly kind: 'file' | 'stream' | 'open file' | 'shared file';
}

/** Standard input, for a path that means it. */
export interface PemInput {
  readonly read: (() => Promise<string | Uint8Array>) | undefined;
  readonly isFile: boolean;
}

const names = ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/** Reads a private key from a file, a pipe, or standard input (`-`). */
export async function readPemFile(
  path: string,
  input: PemInput = { read: undefined, isFile: false },
): Promise<PemFile> {
  try {
    if (names.includes(path) && input.read !== undefined) {
      const bytes = Buffer.from(await input.read());
      refuseLong({ path, size: bytes.length });
      return pemFile({ path: '/dev/stdin', bytes, kind: input.isFile ? 'open file' : 'stream' });
    }
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new CommandError('usage', `${path} is a directory. Give the .pem file itself.`);
    }
    if (!found.isFile()) return pemFile({ path, bytes: await readFile(path), kind: 'stream' });
    refuseLong({ path, size: found.size });
    const kind = (await leadsThroughDevices(path)) ? 'open file' : 'file';
    return pemFile({ path, bytes: await readFile(path), kind });
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(path, error);
  }
}

function pemFile({ path, bytes, kind }: Omit<PemFile, 'text'>): PemFile {
  const { text, besides } = readPrivateKeyText(bytes);
  return { path, text, bytes, kind: kind !== 'stream' && besides === 'more' ? 'shared file' : kind };
}

function refuseLong({ path, size }: { readonly path: string; readonly size: number }): void {
  if (size > LONGEST_PEM_BYTES) {
    throw new CommandError(
      'refused',
      `${path} holds ${size} bytes, which is no private key. Give the .pem file that GitHub gave.`,
    );
  }
}

/** Whether the path, or a link on the way to the file, is a name that the system gave it. */
async function leadsThroughDevices(path: string): Promise<boolean> {
  let name = resolve(path);
  for (let hops = 0; hops < 40; hops += 1) {
    if (isBelowDevices(name) || isBelowDevices(join(await realpath(dirname(name)), 'x'))) return true;
    const target = await linkTarget(name);
    if (target === undefined) return false;
    name = target;
  }
  return true;
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
