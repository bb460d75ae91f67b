import fc from 'fast-check';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createListedDeliveries, type ListedAttempt } from './listed-deliveries';
import { parseProgress, type SweepProgress } from './sweep-progress';
import { createWalkListed } from './walk-listed';

const app = { appId: 42, host: 'api.github.com', baseUrl: 'http://127.0.0.1' };
const remainingMilliseconds = () => 60_000;
const start = Date.parse('2026-11-01T12:00:00Z');

/** Most are such that a double holds their neighbour instead. */
const ids = fc.oneof(
  fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 0n, max: 50n }).map((above) => 2n ** 53n - 20n + above),
);
const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const mark = fc.record({ at: times.map((at) => at.toISOString()), id: ids.map(String) });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const text = fc.string({ minLength: 1 });
const progresses: fc.Arbitrary<SweepProgress> = fc.record({
  since: maybe(text),
  mark: maybe(mark),
  pass: maybe(fc.record({ startedAt: text, cursor: maybe(text), newest: maybe(mark) })),
  rest: maybe(fc.record({ startedAt: text, cursor: text })),
  fullPassAt: maybe(text),
  pace: maybe(fc.nat()),
});

describe('parseProgress', () => {
  it('reads what was saved, the ids digit by digit', () => {
    fc.assert(fc.property(progresses, (saved) => expect(parseProgress(JSON.stringify(saved))).toEqual(saved)));
  });

  it('makes of any text a progress that is saved and read as the same', () => {
    const nearly = progresses.chain((saved) =>
      fc.dictionary(fc.constantFrom(...Object.keys(saved)), fc.jsonValue()).map((odd) => ({ ...saved, ...odd })),
    );
    const oddMarks = fc.record({
      mark: fc.record({ at: fc.jsonValue(), id: fc.oneof(fc.jsonValue(), ids.map(Number)) }),
    });
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      nearly.map((one) => JSON.stringify(one)),
      oddMarks.map((one) => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(texts, (saved) => {
        const progress = parseProgress(saved);
        expect(parseProgress(JSON.stringify(progress))).toEqual(progress);
        for (const one of [progress.mark, progress.pass?.newest]) if (one) expect(one.id).toMatch(/^\d+$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('createListedDeliveries', () => {
  let gitHub: FakeGitHub;
  beforeAll(async () => {
    gitHub = await startFakeGitHub();
  });
  afterAll(() => gitHub.stop());

  it('reads the ids of a list digit by digit, and asks for the same one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(ids, { minLength: 1, maxLength: 5 }), async (listed) => {
        gitHub.reset();
        const rest =
          '"guid":"72d3162e-cc78-11e3-81ab-4c9367dc0958","delivered_at":"2026-11-01T12:00:00Z","event":"push","status_code":502';
        gitHub.on('GET /app/hook/deliveries', { body: `[${listed.map((id) => `{"id":${id},${rest}}`).join()}]` });
        const lists = createListedDeliveries({
          gitHub: createGitHub({ retryMilliseconds: 1 }),
          token: async () => 'jwt',
        });
        const there = { ...app, baseUrl: gitHub.url };
        const page = await lists.page(there, undefined, remainingMilliseconds);
        const read = page.kind === 'page' ? page.attempts.map(({ id }) => id) : [];
        expect(read).toEqual(listed.map(String));
        for (const id of read) await lists.fetch(there, id, remainingMilliseconds);
        expect(gitHub.asked().slice(1)).toEqual(listed.map((id) => `GET /app/hook/deliveries/${id}`));
      }),
      { numRuns: 50 },
    );
  });
});

describe('createWalkListed', () => {
  /** Reads one page over a mark. Answers which deliveries it noted, and the mark that it left. */
  async function walked(attempts: readonly ListedAttempt[], saved: SweepProgress) {
    const noted: string[] = [];
    let kept: SweepProgress = saved;
    const { toMark } = createWalkListed({
      listed: { page: async () => ({ kind: 'page', unreadable: 0, attempts }) },
      table: {
        progress: async () => kept,
        // As the table does: through text.
        saveProgress: async (_app, progress) => {
          kept = parseProgress(JSON.stringify(progress));
        },
        standing: async () => ({ kind: 'absent' }),
        noteMissing: async (_app, { id }) => {
          noted.push(id);
        },
      },
      now: () => new Date(start),
    });
    await toMark({ app, mayAsk: () => true, passedOver: () => {}, seen: () => {}, remainingMilliseconds });
    return { noted, mark: kept.mark };
  }

  it('notes what has a greater id than the mark, however old and close it is, and leaves the greatest as the mark', async () => {
    const long = new Date(start - 86_400_000);
    await fc.assert(
      fc.asyncProperty(ids, fc.uniqueArray(ids, { minLength: 1, maxLength: 8 }), async (marked, listed) => {
        const attempts = listed.map((id, at) => ({
          id: String(id),
          deliveryId: `72d3162e-cc78-11e3-81ab-00000000000${at}`,
          deliveredAt: long,
          event: 'push',
          status: 0,
        }));
        const at = new Date(start).toISOString();
        const { noted, mark } = await walked(attempts, { mark: { at, id: String(marked) } });
        expect(noted.toSorted()).toEqual(
          listed
            .filter((id) => id > marked)
            .map(String)
            .toSorted(),
        );
        const greatest = [marked, ...listed].reduce((one, other) => (other > one ? other : one));
        expect(mark).toEqual({ at, id: String(greatest) });
      }),
      { numRuns: 300 },
    );
  });
});
