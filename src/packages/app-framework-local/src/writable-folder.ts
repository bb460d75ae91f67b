import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code';

/** Makes the folder unless it is there, and fails in one sentence when nothing can be written into it. */
export async function makeWritable(folder: string, what: string, advice: string): Promise<void> {
  const probe = join(folder, `.writable.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const why = String(errorCode(error) ?? error);
    throw new Error(`The ${what} ${folder} cannot be written (${why}): ${advice}.`, { cause: error });
  }
}
