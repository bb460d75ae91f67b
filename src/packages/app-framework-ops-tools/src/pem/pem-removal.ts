import { randomBytes } from 'node:crypto';
import { access, constants, open, realpath, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../command-line/failures';
import { codeOf } from './device-path';
import type { PemFile } from './pem-file';

/** What was done to a file: gone, or of no use to anybody, with its name left for a reason. */
export type Removal = { readonly kind: 'removed' } | { readonly kind: 'overwritten'; readonly nameLeft: string };

/**
 * Finds out whether a file could be overwritten and removed, and changes nothing.
 * @throws CommandError where it could not
 */
export async function refuseUnremovable({ path, kind }: PemFile): Promise<void> {
  if (kind === 'stream') return;
  if (kind === 'shared file') {
    throw new CommandError(
      'refused',
      `${path} holds more than the private key, so it is not removed. Give --keep-pem, and take the key out of it after the import. Nothing was created.`,
    );
  }
  await assert(() => open(path, 'r+').then((file) => file.close()), `${path} may not be overwritten by you`);
  if (kind === 'open file') return;
  const target = await realpath(path);
  for (const name of new Set([target, path])) {
    await assert(() => access(dirname(name), constants.W_OK), `${name} may not be removed by you from its folder`);
    await refuseSticky(name);
  }
}

/**
 * Overwrites a file with random bytes, then removes it. The overwriting reaches every name of the file; what a file system, a disk or a
 * backup has copied elsewhere stays. Throws where the file is not as it was read, so that nothing else is destroyed, and where it could not be
 * overwritten. Once it was, it is of no use to anybody: a name that could not be removed is an answer.
 */
export async function removePemFile({ path, bytes, kind }: PemFile): Promise<Removal> {
  await overwrite({ path, bytes });
  if (kind !== 'file') return { kind: 'overwritten', nameLeft: 'nothing below /dev or /proc is removed' };
  try {
    const target = await realpath(path);
    await unlink(target);
    if (target !== path) await unlink(path).catch(ignoreGone);
    return { kind: 'removed' };
  } catch (error) {
    return { kind: 'overwritten', nameLeft: error instanceof Error ? error.message : String(error) };
  }
}

async function overwrite({ path, bytes }: Pick<PemFile, 'path' | 'bytes'>): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const now = await file.readFile();
    if (!now.equals(bytes)) {
      throw new CommandError('refused', `${path} was changed since it was read, so it was left alone.`);
    }
    await file.write(randomBytes(now.length), 0, now.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** In a folder such as `/tmp` only its owner removes a file. */
async function refuseSticky(path: string): Promise<void> {
  const [folder, file] = [await stat(dirname(path)), await stat(path)];
  const me = process.getuid?.() ?? 0;
  if ((folder.mode & 0o1000) !== 0 && ![0, folder.uid, file.uid].includes(me)) {
    throw unremovable(`${path} belongs to somebody else, and its folder lets only its owner remove it`, 'sticky');
  }
}

async function assert(attempt: () => Promise<unknown>, sentence: string): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    throw unremovable(sentence, String(codeOf(error) ?? error));
  }
}

function unremovable(sentence: string, reason: string): CommandError {
  return new CommandError(
    'refused',
    `${sentence} (${reason}). Change its mode or that of its folder, or give --keep-pem and destroy it yourself. Nothing was created.`,
  );
}

function ignoreGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
