import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logInfo } from '../lambda/logger';

/** What became of one of those that were asked for. */
export interface Repetition {
  readonly key: string;
  readonly handler?: string;
  readonly outcome: RepetitionOutcome;
  /** Why it failed. */
  readonly reason?: string;
}

export type RepetitionOutcome =
  | 'sent'
  /** It is done, or the handler is at it: nothing was sent. */
  | 'done'
  | 'working'
  /** The handler does not get such events. */
  | 'not routed'
  /** The deployment does not handle events of its account. */
  | 'held back'
  /** The deployment has no such handler, or no such delivery, or no payload of it any more. */
  | 'no handler'
  | 'no delivery'
  | 'no payload'
  | 'failed';

const atOnce = 8;

/** Does each, and tells of each on its own: one that fails holds up none. */
export async function repeatEach<Item extends { readonly key: string; readonly handler?: string | undefined }>(
  items: readonly Item[],
  repeat: (item: Item) => Promise<RepetitionOutcome>,
): Promise<Repetition[]> {
  const repetitions: Repetition[] = [];
  await forEachAtMost({ items, atOnce }, async (item) => {
    const { key, handler } = item;
    const which = { key, ...(handler !== undefined && { handler }) };
    try {
      const outcome = await repeat(item);
      logInfo('delivery repeated for an operator', { ...which, outcome });
      repetitions.push({ ...which, outcome });
    } catch (error) {
      logError('delivery could not be repeated for an operator', error, which);
      repetitions.push({ ...which, outcome: 'failed', reason: String(error) });
    }
  });
  return repetitions;
}
