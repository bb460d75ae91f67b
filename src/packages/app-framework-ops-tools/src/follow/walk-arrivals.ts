import type { DeliveryRecord, DeliveryRecords } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { createPlaceFile, FollowPlace } from './follow-place';

/** What arrived is in the ledger at once, and published, or fetched from GitHub, later: so far back is looked again. */
const overlapMilliseconds = 10 * 60_000;

export interface WalkCollaborators {
  readonly records: Pick<DeliveryRecords, 'search'>;
  readonly place: Pick<ReturnType<typeof createPlaceFile>, 'read' | 'save'>;
  readonly isMeant: (record: DeliveryRecord) => boolean;
  readonly now: () => Date;
}

/** Goes through what arrived since the last time, each once, in the order of its arrival. */
export function createWalkArrivals({ records, place, isMeant, now }: WalkCollaborators) {
  const start = now();
  let known: FollowPlace = place.read() ?? { begun: start, at: start, seen: new Map() };

  return {
    /** Since when it goes on. */
    since: known.at,

    /** One look. `forward` is called for each that is new; where it answers `stop`, nothing further is taken. */
    async look(forward: (record: DeliveryRecord) => Promise<'go on' | 'stop'>): Promise<'through' | 'stopped'> {
      const until = now();
      const since = new Date(Math.max(known.begun.getTime(), known.at.getTime() - overlapMilliseconds));
      // DynamoDB refuses a time that ends before it begins.
      if (until <= since) return 'through';
      for await (const record of records.search({ since, until, order: 'oldest first' })) {
        if (!isThere(record) || !isMeant(record) || known.seen.has(record.key)) continue;
        const next = await forward(record);
        known = { ...known, seen: new Map([...known.seen, [record.key, record.receivedAt]]) };
        place.save(known);
        if (next === 'stop') return 'stopped';
      }
      const oldest = new Date(until.getTime() - overlapMilliseconds).toISOString();
      known = { ...known, at: until, seen: new Map([...known.seen].filter(([, arrival]) => arrival >= oldest)) };
      place.save(known);
      return 'through';
    },
  };
}

function isThere({ state, archiveKey }: DeliveryRecord): boolean {
  return archiveKey !== undefined && (state === 'published' || state === 'recovered');
}
