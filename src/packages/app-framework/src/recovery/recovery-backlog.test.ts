import { createRecoverDeliveries } from './recover-deliveries';

const arrived = new Date('2026-11-01T12:00:00Z');
const minutesLater = (minutes: number) => new Date(arrived.getTime() + minutes * 60_000);

/** So many that arrived an hour ago, all of them postponed. */
function withBacklog(count: number) {
  const now = minutesLater(60);
  const one = {
    host: 'api.github.com',
    appId: 42,
    deliveryId: '',
    event: 'issues',
    archiveKey: 'key',
    secretVersion: 0,
  };
  const deliveries = Array.from({ length: count }, () => ({
    ...one,
    receivedAt: arrived,
    attempts: 9,
    postponedUntil: minutesLater(65),
  }));
  const recover = createRecoverDeliveries({
    unfinished: {
      async *pages({ shard }) {
        if (shard === 0) for (let from = 0; from < count; from += 1_000) yield pageOf(from);
      },
      giveUp: async () => {},
      postpone: async () => {},
    },
    readPayload: async () => undefined,
    publish: async () => 'published',
    report: () => {},
    now: () => now,
  });
  const pageOf = (from: number) => ({ deliveries: deliveries.slice(from, from + 1_000), unreadable: [] });
  return { recover };
}

describe('createRecoverDeliveries', () => {
  it('tells the age of the oldest however many there are', async () => {
    const { recover } = withBacklog(200_000);
    expect(await recover(() => 50_000)).toMatchObject({ recovered: 0, oldestUnpublishedSeconds: 3_600 });
  });
});
