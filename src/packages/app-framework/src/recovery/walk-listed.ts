import type { GitHubFailure } from '../github/outcome';
import { forEachAtMost } from '../lambda/for-each-at-most';
import type { ListedAttempt, ListedDeliveries, SweptApp } from './listed-deliveries';
import type { SweepPass, SweepProgress, SweepTable } from './sweep-table';

export interface WalkCollaborators {
  readonly listed: Pick<ListedDeliveries, 'page'>;
  readonly table: Pick<SweepTable, 'progress' | 'saveProgress' | 'standing' | 'noteMissing'>;
  readonly now: () => Date;
}

export interface SweepRun {
  readonly app: SweptApp;
  /** True while another call of GitHub may be made. */
  readonly mayAsk: () => boolean;
  readonly remainingMilliseconds: () => number;
}

export type WalkEnd =
  | { readonly kind: 'through' | 'paused' }
  | { readonly kind: 'failed'; readonly failure: GitHubFailure };

/** GitHub's list is not in strict order, and it may be late. */
const overlapMilliseconds = 2 * 60_000;
const fullPassMilliseconds = 3_600_000;
/** What has just been sent may be on its way through the receiver. */
const settlingMilliseconds = 60_000;
const atOnce = 8;

/**
 * Reads GitHub's list from the newest down to where the last pass began, and notes what the ledger lacks. The place is saved after each
 * page, so that a run which is stopped costs at most the page that it was reading.
 */
export function createWalkListed({ listed, table, now }: WalkCollaborators) {
  return async function walk({ app, mayAsk, remainingMilliseconds }: SweepRun): Promise<WalkEnd> {
    let progress = await table.progress(app, remainingMilliseconds);
    let pass = progress.pass ?? begun(progress, now());
    for (;;) {
      if (!mayAsk()) return { kind: 'paused' };
      const page = await listed.page(app, pass.cursor, remainingMilliseconds);
      if (page.kind !== 'page') {
        // A place in a list that has moved on is none: the next run begins at the top.
        const isLost = pass.cursor !== undefined && (page.kind === 'unprocessable' || page.kind === 'not-found');
        if (isLost) await table.saveProgress(app, { ...progress, pass: undefined }, remainingMilliseconds);
        return { kind: 'failed', failure: page };
      }
      const since = pass.since;
      const wanted = page.attempts.filter(
        ({ deliveredAt }) => since === undefined || deliveredAt.toISOString() >= since,
      );
      await noteLacking(app, wanted, remainingMilliseconds);
      pass = { ...pass, newest: pass.newest ?? page.attempts[0]?.deliveredAt.toISOString(), cursor: page.next };
      const isThrough = page.next === undefined || wanted.length < page.attempts.length;
      progress = isThrough ? ended(progress, pass) : { ...progress, pass };
      await table.saveProgress(app, progress, remainingMilliseconds);
      if (isThrough) return { kind: 'through' };
    }
  };

  async function noteLacking(
    app: SweptApp,
    attempts: readonly ListedAttempt[],
    remainingMilliseconds: () => number,
  ): Promise<void> {
    // One of each delivery, whatever became of its attempts at the endpoint.
    const deliveries = new Map(attempts.map((attempt) => [attempt.deliveryId, attempt]));
    await forEachAtMost({ items: deliveries.values(), atOnce }, async (attempt) => {
      const { deliveryId } = attempt;
      const standing = await table.standing({ ...app, deliveryId }, remainingMilliseconds);
      if (standing.kind === 'published') return;
      const isUnderWay =
        standing.kind === 'received' && now().getTime() - standing.receivedAt.getTime() < settlingMilliseconds;
      if (!isUnderWay) await table.noteMissing(app, attempt, remainingMilliseconds);
    });
  }
}

function begun({ mark, fullPassAt }: SweepProgress, now: Date): SweepPass {
  const startedAt = now.toISOString();
  const isFull =
    mark === undefined || fullPassAt === undefined || now.getTime() - Date.parse(fullPassAt) >= fullPassMilliseconds;
  if (isFull) return { startedAt };
  return { startedAt, since: new Date(Date.parse(mark) - overlapMilliseconds).toISOString() };
}

function ended({ mark, fullPassAt }: SweepProgress, { newest, since, startedAt }: SweepPass): SweepProgress {
  return { mark: newest ?? mark, fullPassAt: since === undefined ? startedAt : fullPassAt };
}
