import fc from 'fast-check';
import { scheduledTimes } from './scheduled-times';

const minute = 60_000;
const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }).map((at) => new Date(at));
const one = (min: number, max: number) => fc.integer({ min, max }).map(String);
const or = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant('*'), arbitrary);
const cron = fc
  .tuple(one(0, 59), or(one(0, 23)), or(one(1, 28)), or(one(1, 12)), or(fc.constantFrom('MON', '0', '1-5', 'SAT,SUN')))
  .map((fields) => fields.join(' '));
const text = fc.oneof(
  fc.tuple(cron, fc.constantFrom(...zones)).map(([given, timezone]) => ({ cron: given, timezone })),
  fc.constantFrom('5 minutes', '7 hours', '1 day').map((rate) => ({ rate })),
);

describe('the times of a schedule', () => {
  it('follow one another without a gap: the last by then is the one that the next comes after', () => {
    fc.assert(
      fc.property(text, time, (given, at) => {
        const { nextAfter, lastAt } = scheduledTimes(given);
        const next = nextAfter(at);
        const last = lastAt(at);
        if (!next || !last) throw new Error('There is always one before and one after.');
        expect(next.getTime()).toBeGreaterThan(at.getTime());
        expect(last.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(nextAfter(last)).toEqual(next);
        expect(lastAt(next)).toEqual(next);
        expect(next.getTime() % minute).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('go forward in an hour that clocks show twice, too', () => {
    const { nextAfter } = scheduledTimes({ cron: '*/5 * * * *', timezone: 'Europe/Berlin' });
    for (const at of ['2026-10-25T00:58:00Z', '2026-10-25T01:02:00Z', '2026-10-25T01:57:00Z']) {
      const next = nextAfter(new Date(at));
      expect(next?.getTime()).toBeGreaterThan(Date.parse(at));
      expect(next?.getTime()).toBeLessThanOrEqual(Date.parse('2026-10-25T02:00:00Z'));
    }
  });

  it('are those that clocks show', () => {
    const { nextAfter, lastAt } = scheduledTimes({ cron: '30 2 * * *', timezone: 'Europe/Berlin' });
    expect(nextAfter(new Date('2026-07-01T12:00:00Z'))).toEqual(new Date('2026-07-02T00:30:00Z'));
    expect(nextAfter(new Date('2026-12-01T12:00:00Z'))).toEqual(new Date('2026-12-02T01:30:00Z'));
    expect(lastAt(new Date('2026-12-02T01:29:59Z'))).toEqual(new Date('2026-12-01T01:30:00Z'));
    expect(scheduledTimes({ cron: '0 0 29 2 *' }).lastAt(new Date('2026-11-29T00:00:00Z'))).toEqual(
      new Date('2024-02-29T00:00:00Z'),
    );
  });

  it('are read or refused in words, whatever is given', () => {
    const part = fc.string({ unit: fc.constantFrom(...'0159*,-/ LW#?MONJAN@xé'), maxLength: 20 });
    fc.assert(
      fc.property(
        fc.oneof(
          part,
          fc.tuple(part, part, part, part, part).map((all) => all.join(' ')),
        ),
        (given) => {
          try {
            expect(scheduledTimes({ cron: given }).nextAfter(new Date(0))).toBeInstanceOf(Date);
          } catch (error) {
            expect(error).toEqual(
              expect.objectContaining({ message: expect.stringMatching(/^cron ".*" (is none|never|comes)/s) }),
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
