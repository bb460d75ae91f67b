import fc from 'fast-check';
import { archiveKey, deliveryKey, parseDeliveryKey } from './delivery';
import { hourShard, ledgerShards, shardOf } from './ledger-keys';

const someone = fc.record({
  host: fc.constantFrom('api.github.com', 'ghe.example.com', '127.0.0.1:8080'),
  appId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  deliveryId: fc.uuid(),
});

describe('parseDeliveryKey', () => {
  it('reads what deliveryKey makes', () => {
    fc.assert(fc.property(someone, (one) => expect(parseDeliveryKey(deliveryKey(one))).toEqual(one)));
  });

  it.each(['', 'a', 'a#1', 'a#b#c', '#1#c', 'a#1#', 'a#1#c#d', 'a#1.5#c'])('refuses %j', (key) => {
    expect(() => parseDeliveryKey(key)).toThrow('is no key of a delivery');
  });
});

describe('archiveKey', () => {
  it('is one for each App and host, and begins with the day in UTC', () => {
    const one = { host: '127.0.0.1:80', appId: 7, deliveryId: 'd' };
    const at = new Date('2026-11-01T23:59:59Z');
    expect(archiveKey(one, 'issues', at)).toBe('webhooks/2026/11/01/issues/127.0.0.1_80/7/d.json');
    expect(archiveKey({ ...one, appId: 8 }, 'issues', at)).not.toBe(archiveKey(one, 'issues', at));
  });
});

describe('shardOf', () => {
  it('spreads deliveries over all shards, the same for the same one', () => {
    const shards = new Set<number>();
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(shardOf(id)).toBe(shardOf(id));
        shards.add(shardOf(id));
      }),
      { numRuns: 1_000 },
    );
    expect([...shards].sort((one, other) => one - other)).toEqual(
      Array.from({ length: ledgerShards }, (_none, index) => index),
    );
    expect(hourShard(new Date('2026-11-01T07:59:59Z'), 3)).toBe('2026-11-01T07#3');
  });
});
