import type { DeliveryRecord } from '@aws/app-framework-for-github-apps-on-aws/operator';
import fc from 'fast-check';
import { parseRepositoryFilter, parseTime } from '../command-line/arguments';
import { type DeliveryFilter, deliveryStates, handlerStates, isMeant, searchFor } from './delivery-filter';

const now = new Date('2026-11-01T12:00:00Z');
const name = fc.string({ unit: fc.constantFrom(...'abZ09-'), minLength: 1, maxLength: 5 });
const works = fc.array(fc.record({ handler: name, state: fc.constantFrom(...handlerStates) }), { maxLength: 3 });

const records: fc.Arbitrary<DeliveryRecord> = fc
  .record({
    deliveryId: fc.uuid(),
    appId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    event: name,
    state: fc.constantFrom(...deliveryStates),
    repositoryId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    repository: fc.tuple(name, name).map((parts) => parts.join('/')),
    works,
  })
  .map((given) => ({
    ...given,
    host: 'api.github.com',
    key: `api.github.com#${given.appId}#${given.deliveryId}`,
    own: false,
    receivedAt: now.toISOString(),
    handlers: given.works.map(({ handler }) => handler),
    works: given.works.map((work) => ({ ...work, attempts: 1, isOpen: false })),
  }));

const upperOf = (text: string) => text.toUpperCase();

describe('isMeant', () => {
  it('means a delivery by each of its own members, alone and together, and by no other', () => {
    fc.assert(
      fc.property(records, records, (record, other) => {
        const { event, appId, state, repository = '', repositoryId } = record;
        const [work] = record.works;
        const own: DeliveryFilter[] = [
          { event },
          { appId },
          { state },
          { repository },
          { repository: upperOf(repository) },
          { repository: String(repositoryId) },
          ...(work
            ? [
                { handler: work.handler },
                { handlerState: work.state },
                { handler: work.handler, handlerState: work.state },
              ]
            : []),
        ];
        for (const filter of own)
          expect({ filter, isMeant: isMeant(record, filter) }).toEqual({ filter, isMeant: true });
        expect(isMeant(record, Object.assign({}, ...own))).toBe(true);
        for (const filter of own) {
          const isLike =
            (filter.event === undefined || filter.event === other.event) &&
            (filter.appId === undefined || filter.appId === other.appId) &&
            (filter.state === undefined || filter.state === other.state) &&
            (filter.repository === undefined ||
              [upperOf(other.repository ?? ''), String(other.repositoryId)].includes(upperOf(filter.repository))) &&
            ((filter.handler ?? filter.handlerState) === undefined ||
              other.works.some(
                (each) =>
                  (filter.handler ?? each.handler) === each.handler &&
                  (filter.handlerState ?? each.state) === each.state,
              ));
          expect({ filter, isMeant: isMeant(other, filter) }).toEqual({ filter, isMeant: isLike });
        }
      }),
    );
  });
});

describe('searchFor', () => {
  it('looks at a time that ends after it begins, or refuses', () => {
    const around = fc.integer({ min: -26, max: 2 }).map((hours) => new Date(now.getTime() + hours * 3_600_000));
    const time = fc.option(fc.oneof(around, fc.date({ max: new Date('2200-01-01'), noInvalidDate: true })), {
      nil: undefined,
    });
    fc.assert(
      fc.property(time, time, time, (since, until, hour) => {
        const filter = { ...(since && { since }), ...(until && { until }), ...(hour && { hour }) };
        try {
          const search = searchFor(filter, 'newest first', now);
          expect(search.since.getTime()).toBeLessThan(search.until.getTime());
        } catch (error) {
          expect(error).toMatchObject({ kind: 'usage' });
        }
      }),
    );
  });
});

describe('what filters are made of', () => {
  it('is a time that the text names, to the minute, or is refused', () => {
    const two = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'));
    const days = fc.tuple(fc.integer({ min: 2_000, max: 2_100 }), two(13), two(32)).map((parts) => parts.join('-'));
    const times = fc
      .tuple(
        days,
        two(25).filter((hour) => hour !== '24'),
        two(61),
      )
      .map(([day, hour, minute]) => `${day}T${hour}:${minute}`);
    fc.assert(
      fc.property(fc.oneof(times, fc.string()), fc.constantFrom('', 'Z'), (text, zone) => {
        let time: Date;
        try {
          time = parseTime(text + zone);
        } catch (error) {
          expect(error).toMatchObject({ code: 'commander.invalidArgument' });
          return;
        }
        if (text.includes('T')) expect(time.toISOString().slice(0, 16)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is a repository that GitHub could have, or is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        try {
          expect(parseRepositoryFilter(text)).toMatch(/^(\d+|[\w-]+\/[\w.-]+)$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'commander.invalidArgument' });
        }
      }),
    );
  });
});
