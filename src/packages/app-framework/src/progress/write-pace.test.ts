import fc from 'fast-check';
import { type PaceState, spent, type WriteKind, waitFor } from './write-pace';

/** When writes go out that are all ready at the beginning, each as soon as it may. */
function timesOf(kinds: readonly WriteKind[]): { readonly kind: WriteKind; readonly at: number }[] {
  let [now, state]: [number, PaceState] = [1_000_000, {}];
  return kinds.map((kind) => {
    now += waitFor(state, { kind, now });
    state = spent(state, { kind, now });
    return { kind, at: now };
  });
}

function mostWithin(milliseconds: number, times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + milliseconds).length));
}

describe('the pace of writes', () => {
  it('stays inside 2 a second, 60 creations a minute and 400 an hour, whatever is asked', () => {
    const kinds = fc.array(fc.constantFrom<WriteKind>('creation', 'change'), { minLength: 1, maxLength: 700 });
    fc.assert(
      fc.property(kinds, (asked) => {
        const times = timesOf(asked);
        const creations = times.filter(({ kind }) => kind === 'creation').map(({ at }) => at);
        const all = times.map(({ at }) => at);
        expect(mostWithin(1_000, all)).toBeLessThanOrEqual(2);
        expect(mostWithin(60_000, creations.length > 0 ? creations : [0])).toBeLessThanOrEqual(60);
        expect(mostWithin(3_600_000, creations.length > 0 ? creations : [0])).toBeLessThanOrEqual(400);
      }),
      { numRuns: 20 },
    );
  });

  it('lets sixty jobs be shown in a minute, and their ends at once in between', () => {
    const times = timesOf(Array.from({ length: 60 }, () => 'creation' as const));
    expect((times.at(-1)?.at ?? 0) - (times[0]?.at ?? 0)).toBeLessThan(62_000);
    const state = Array.from({ length: 60 }).reduce<PaceState>((one) => spent(one, { kind: 'creation', now: 0 }), {});
    expect(waitFor(state, { kind: 'change', now: 60_000 })).toBe(0);
    expect(waitFor(state, { kind: 'creation', now: 0 })).toBeGreaterThan(59_000);
  });
});
