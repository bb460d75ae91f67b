import fc from 'fast-check';
import { useFakeAws } from './fake-aws.test.support';
import { createHandleDelivery, type TaskOutcome } from './handle-delivery';
import { createHandlerLedger } from './handler-ledger-table';
import { taskOf } from './task.test.support';

const aws = useFakeAws();

const leftMilliseconds = 30_000;
const mostAttempts = 4;

type Step =
  | { readonly do: 'deliver' }
  | { readonly do: 'pass'; readonly milliseconds: number }
  /** The oldest or the youngest of those who work ends, throws, or is killed. */
  | { readonly do: 'end' | 'throw' | 'kill'; readonly who: 'first' | 'last' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ do: 'deliver' } as const),
  fc.record({ do: fc.constant('pass' as const), milliseconds: fc.constantFrom(1, 29_999, 34_999, 35_001, 60_000) }),
  fc.record({ do: fc.constantFrom('end', 'throw', 'kill'), who: fc.constantFrom('first', 'last') }),
);

/** Handlers of one delivery on one ledger, whose steps are taken one at a time. */
function arrange() {
  aws().clear();
  let time = Date.parse('2026-11-01T12:00:00Z');
  let begun = 0;
  const working: { settle: (how: 'end' | 'throw') => void; outcome: Promise<TaskOutcome>; until: number }[] = [];
  const outcomes: { outcome: TaskOutcome; status: unknown }[] = [];
  const handle = createHandleDelivery({
    ledger: createHandlerLedger({ tableName: 'ledger' }),
    mostAttempts,
    now: () => new Date(time),
  });
  const note = (outcome: TaskOutcome) => outcomes.push({ outcome, status: aws().rows()[0]?.Status });

  async function deliver(): Promise<void> {
    let isStarted: () => void = () => undefined;
    const started = new Promise<'started'>((resolve) => {
      isStarted = () => resolve('started');
    });
    let settle: (how: 'end' | 'throw') => void = () => undefined;
    const work = () => {
      begun += 1;
      isStarted();
      return new Promise<void>((resolve, reject) => {
        settle = (how) => (how === 'end' ? resolve() : reject(new Error('it failed')));
      });
    };
    const outcome = handle({ task: taskOf(), remainingMilliseconds: () => leftMilliseconds, work });
    const first = await Promise.race([started, outcome]);
    if (first === 'started') {
      // Nobody begins while another one may still be working: that is what a lease is for.
      expect(working.filter(({ until }) => until >= time)).toEqual([]);
      working.push({ settle: (how) => settle(how), outcome, until: time + leftMilliseconds });
    } else note(first);
  }

  return {
    outcomes,
    begun: () => begun,
    async take(next: Step): Promise<void> {
      if (next.do === 'deliver') return deliver();
      if (next.do === 'pass') {
        time += next.milliseconds;
        return;
      }
      const one = next.who === 'first' ? working.shift() : working.pop();
      if (!one || next.do === 'kill') return;
      one.settle(next.do);
      note(await one.outcome);
    },
  };
}

describe('two handlers, a takeover and a late first owner, in any order', () => {
  it('end done once or parked: nothing final changes, no message goes before that, and nothing is stuck', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const { take, outcomes, begun } = arrange();
        for (const next of steps) await take(next);
        for (let tried = 0; tried <= mostAttempts; tried += 1) {
          await take({ do: 'pass', milliseconds: 35_001 });
          await take({ do: 'deliver' });
          await take({ do: 'end', who: 'last' });
        }

        const states = aws().history.map(({ Status }) => Object(Status).S);
        const final = states.findIndex((state) => state === 'done' || state === 'parked');
        expect(final).toBe(states.length - 1);
        expect(begun()).toBeLessThanOrEqual(mostAttempts);
        expect(Number(Object(aws().rows()[0]?.Attempts).N)).toBe(states.filter((state) => state === 'leased').length);
        for (const { outcome, status } of outcomes) {
          if (outcome.kind === 'settled') expect(['done', 'parked']).toContain(Object(status).S);
        }
      }),
      { numRuns: 80 },
    );
  });
});
