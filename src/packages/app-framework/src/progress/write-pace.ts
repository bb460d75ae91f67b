/** What a write does at GitHub: making a check run or a comment counts against more limits than changing one. */
export type WriteKind = 'creation' | 'change';

/** By limit: the time in milliseconds up to which what was written has used it. */
export type PaceState = Readonly<Partial<Record<LimitName, number>>>;

type LimitName = 'second' | 'minute' | 'hour';

interface Limit {
  /** One write a so long time, on average. */
  readonly everyMilliseconds: number;
  /** So many may come at once after a pause. */
  readonly burst: number;
  readonly counts: readonly WriteKind[];
}

/**
 * Within a second 2 writes, within a minute 60 that create content, within an hour 400: below what GitHub lets anybody
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits), for others write as the App, too.
 * In any stretch of time there are as many as its average and one burst.
 */
const limits: Readonly<Record<LimitName, Limit>> = {
  second: { everyMilliseconds: 500, burst: 1, counts: ['creation', 'change'] },
  minute: { everyMilliseconds: 60_000 / 50, burst: 10, counts: ['creation'] },
  hour: { everyMilliseconds: 3_600_000 / 340, burst: 60, counts: ['creation'] },
};
export const limitNames: readonly LimitName[] = ['second', 'minute', 'hour'];

export interface WriteAsked {
  readonly kind: WriteKind;
  readonly now: number;
}

/** Milliseconds until a write may go out. */
export function waitFor(state: PaceState, { kind, now }: WriteAsked): number {
  const waits = countingFor(kind).map((name) => {
    const { everyMilliseconds, burst } = limits[name];
    return (state[name] ?? 0) - (burst - 1) * everyMilliseconds - now;
  });
  return Math.ceil(Math.max(0, ...waits));
}

/** How the limits are used once a write has gone out. */
export function spent(state: PaceState, { kind, now }: WriteAsked): PaceState {
  const used = countingFor(kind).map((name) => [
    name,
    Math.max(now, state[name] ?? 0) + limits[name].everyMilliseconds,
  ]);
  return { ...state, ...Object.fromEntries(used) };
}

function countingFor(kind: WriteKind): LimitName[] {
  return limitNames.filter((name) => limits[name].counts.includes(kind));
}
