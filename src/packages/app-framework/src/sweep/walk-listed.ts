import type { GitHubFailure } from '../github/outcome';
import { forEachAtMost } from '../lambda/for-each-at-most';
import type { ListedAttempt, ListedDeliveries, SweptApp } from './listed-deliveries';
import type { SweepMark, SweepPass, SweepProgress, SweepRest } from './sweep-progress';
import type { SweepTable } from './sweep-table';

export interface WalkCollaborators {
  readonly listed: Pick<ListedDeliveries, 'page'>;
  readonly table: Pick<SweepTable, 'progress' | 'saveProgress' | 'standing' | 'noteMissing'>;
  readonly now: () => Date;
}

export interface SweepRun {
  readonly app: SweptApp;
  /** True while another call of GitHub may be made. */
  readonly mayAsk: () => boolean;
  /** Told of what GitHub lists and nobody here can read: it must not go without a sign, nor keep the others from being read. */
  readonly passedOver: (count: number) => void;
  /** Told of each attempt when it is read for the first time. */
  readonly seen: (attempt: ListedAttempt) => void;
  readonly remainingMilliseconds: () => number;
}

export type WalkEnd =
  | { readonly kind: 'through' | 'paused' }
  | { readonly kind: 'failed'; readonly failure: GitHubFailure };

/** GitHub's list is not in strict order, and it may be late. */
const overlapMilliseconds = 2 * 60_000;
const fullPassMilliseconds = 3_600_000;
/** So long before an App is first seen here its webhook may have come here already: no more than that, and only what nobody took. */
const beginningMilliseconds = 3_600_000;
/** What has just been sent may be on its way through the receiver. */
const settlingMilliseconds = 60_000;
const atOnce = 8;

/** Reads GitHub's list, newest first, and notes what the ledger lacks. */
export function createWalkListed({ listed, table, now }: WalkCollaborators) {
  return {
    /**
     * Reads from the newest down to the mark, less two minutes. The place is saved after each page, so that a run which is stopped costs at
     * most the page that it was reading.
     */
    async toMark(run: SweepRun): Promise<WalkEnd> {
      const { app, mayAsk, remainingMilliseconds } = run;
      const known = await table.progress(app, remainingMilliseconds);
      const progress: SweepProgress = known ?? { since: now().toISOString() };
      // Before GitHub is asked, which may fail: what comes meanwhile is not to be older than that.
      if (!known) await table.saveProgress(app, progress, remainingMilliseconds);
      let pass: SweepPass = progress.pass ?? { startedAt: now().toISOString() };
      for (;;) {
        if (!mayAsk()) return { kind: 'paused' };
        const page = await listed.page(app, pass.cursor, remainingMilliseconds);
        if (page.kind !== 'page') {
          if (isLost(page, pass.cursor))
            await table.saveProgress(app, { ...progress, pass: undefined }, remainingMilliseconds);
          return { kind: 'failed', failure: page };
        }
        run.passedOver(page.unreadable);
        const wanted = page.attempts.filter((attempt) => !isCompared(attempt, progress.mark));
        await noteLacking(run, wanted, progress);
        for (const attempt of wanted) if (isNew(attempt, progress)) run.seen(attempt);
        pass = { ...pass, newest: newestOf(page.attempts, pass.newest ?? progress.mark), cursor: page.next };
        const isThrough = page.next === undefined || wanted.length < page.attempts.length;
        await table.saveProgress(app, isThrough ? ended(progress, pass) : { ...progress, pass }, remainingMilliseconds);
        if (isThrough) return { kind: 'through' };
      }
    },

    /** Once an hour reads what is below, too, from where the pass to the mark ended: no page twice. */
    async theRest(run: SweepRun): Promise<WalkEnd> {
      const { app, mayAsk, remainingMilliseconds } = run;
      const progress = (await table.progress(app, remainingMilliseconds)) ?? {};
      for (let { rest } = progress; rest; ) {
        if (!mayAsk()) return { kind: 'paused' };
        const page = await listed.page(app, rest.cursor, remainingMilliseconds);
        if (page.kind !== 'page') {
          if (isLost(page, rest.cursor))
            await table.saveProgress(app, { ...progress, rest: undefined }, remainingMilliseconds);
          return { kind: 'failed', failure: page };
        }
        run.passedOver(page.unreadable);
        await noteLacking(run, page.attempts, progress);
        const { startedAt }: SweepRest = rest;
        rest = page.next === undefined ? undefined : { startedAt, cursor: page.next };
        const at = rest ? {} : { fullPassAt: startedAt };
        await table.saveProgress(app, { ...progress, ...at, rest }, remainingMilliseconds);
      }
      return { kind: 'through' };
    },
  };

  async function noteLacking(
    { app, remainingMilliseconds }: SweepRun,
    attempts: readonly ListedAttempt[],
    { since }: SweepProgress,
  ): Promise<void> {
    const ours = attempts.filter((attempt) => isOurs(attempt, since));
    // The newest of each delivery, whatever became of its attempts at the endpoint.
    const deliveries = new Map(ours.reverse().map((attempt) => [attempt.deliveryId, attempt]));
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

/** A place in a list that has moved on is none: the next run begins at the top. */
function isLost({ kind }: GitHubFailure, cursor: string | undefined): boolean {
  return cursor !== undefined && (kind === 'unprocessable' || kind === 'not-found');
}

/** What was delivered before the App was here is another's: to handle it now would be to do it again. */
function isOurs({ deliveredAt, status }: ListedAttempt, since: string | undefined): boolean {
  if (since === undefined) return true;
  const isTaken = status >= 200 && status < 300;
  return deliveredAt.getTime() >= Date.parse(since) - (isTaken ? 0 : beginningMilliseconds);
}

/** Neither its time nor its id is news. One that was listed late has an old time, and a new id. */
function isCompared({ deliveredAt, id }: ListedAttempt, mark: SweepMark | undefined): boolean {
  if (mark === undefined) return false;
  return deliveredAt.getTime() < Date.parse(mark.at) - overlapMilliseconds && BigInt(id) <= BigInt(mark.id);
}

/** What lies in the overlap is read again, and ids only grow. */
function isNew(attempt: ListedAttempt, { mark, since }: SweepProgress): boolean {
  return isOurs(attempt, since) && (mark === undefined || BigInt(attempt.id) > BigInt(mark.id));
}

function newestOf(attempts: readonly ListedAttempt[], before: SweepMark | undefined): SweepMark | undefined {
  return attempts.reduce<SweepMark | undefined>((mark, { deliveredAt, id }) => {
    const at = deliveredAt.toISOString();
    if (mark === undefined) return { at, id };
    return { at: at > mark.at ? at : mark.at, id: BigInt(id) > BigInt(mark.id) ? id : mark.id };
  }, before);
}

function ended(progress: SweepProgress, { newest, cursor, startedAt }: SweepPass): SweepProgress {
  const { since, mark, fullPassAt, rest, pace } = progress;
  const through = { since, mark: newest ?? mark, pace };
  if (cursor === undefined) return { ...through, fullPassAt: startedAt };
  const isDue = fullPassAt === undefined || Date.parse(startedAt) - Date.parse(fullPassAt) >= fullPassMilliseconds;
  return { ...through, fullPassAt, rest: rest ?? (isDue ? { cursor, startedAt } : undefined) };
}
