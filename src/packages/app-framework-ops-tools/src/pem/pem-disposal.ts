import type { CommandContext } from '../command-line/command';
import type { PemFile } from './pem-file';
import { removePemFile } from './pem-removal';

/** What the operator wants to become of the PEM file after the import. */
export type PemDisposal = 'remove' | 'keep' | 'ask';

/** What became of it. */
export interface PemFate {
  /** `overwritten`: its content is destroyed, and its name is left. */
  readonly kind: 'removed' | 'overwritten' | 'kept' | 'not removed';
  readonly path: string;
  /** For people: why. */
  readonly note?: string;
}

/** A PEM file whose key is live. */
export interface PemToDispose {
  readonly pem: PemFile;
  readonly disposal: PemDisposal;
  readonly ask: CommandContext['ask'] | undefined;
}

/** Removes the PEM file where the operator wants that. Never throws: the key is live by now, whatever becomes of the file. */
export async function disposeOfPem({ pem, disposal, ask }: PemToDispose): Promise<PemFate> {
  const { path } = pem;
  if (pem.kind === 'stream') {
    return { kind: 'kept', path, note: 'it is no file that could be removed' };
  }
  try {
    if ((await answerFor({ pem, disposal, ask })) === 'no') {
      return { kind: 'kept', path, note: 'as you asked; it still opens the App, so keep it safe or destroy it' };
    }
    const removal = await removePemFile(pem);
    if (removal.kind === 'removed') return { kind: 'removed', path };
    return { kind: 'overwritten', path, note: `its content is destroyed, its name is left (${removal.nameLeft})` };
  } catch (error) {
    return { kind: 'not removed', path, note: error instanceof Error ? error.message : String(error) };
  }
}

async function answerFor({ pem, disposal, ask }: PemToDispose): Promise<'yes' | 'no'> {
  if (disposal === 'ask') {
    return (await ask?.(`The key is live in KMS. Overwrite and remove ${pem.path} now?`)) ?? 'no';
  }
  return disposal === 'remove' ? 'yes' : 'no';
}
