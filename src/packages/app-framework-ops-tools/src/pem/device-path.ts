import { readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Names here are the system's: none is ever removed. */
export function isBelowDevices(path: string): boolean {
  return /^\/(dev|proc|sys)(\/|$)/.test(path);
}

/** What a symbolic link points at, as an absolute path; absent for what is none. */
export async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return resolve(dirname(path), await readlink(path));
  } catch (error) {
    if (codeOf(error) === 'EINVAL') return undefined;
    throw error;
  }
}

/** The code of an error of the system. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
