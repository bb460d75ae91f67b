import { createSecretKey, randomBytes } from 'node:crypto';
import type { DataKeys } from '../aws/data-keys';
import type { LiveToken, UnreadableToken } from './live-token-table';
import { createTokenSeal } from './token-seal';
import type { Slot, TokenTable } from './token-table';

/**
 * The table of live tokens in memory; `tokenTableContract` holds it to what DynamoDB does. Everything takes a turn of the event loop, as a call
 * does.
 */
export function createFakeTokenTable() {
  const slots = new Map<string, Slot>();
  const live = new Map<string, LiveToken | UnreadableToken>();
  const counters = new Map<string, number>();
  const calls: string[] = [];
  const fault: { error?: Error } = {};
  const call = async (what: string): Promise<void> => {
    calls.push(what);
    await Promise.resolve();
    if (fault.error) throw fault.error;
  };
  const without = ({ content, lease }: Slot, what: 'content' | 'lease'): Slot => ({
    ...(what !== 'content' && content && { content }),
    ...(what !== 'lease' && lease && { lease }),
  });

  const table: TokenTable = {
    read: async (key) => {
      await call('read');
      return slots.get(key) ?? {};
    },
    claim: async ({ key, now, lease, seen, overdue }) => {
      await call('claim');
      const slot = slots.get(key) ?? {};
      const isFree = !slot.lease || slot.lease.until <= now || slot.lease.owner === overdue;
      const isSame = !slot.content || slot.content.tokenHash === seen.content?.tokenHash;
      if (slot.lease?.owner === lease.owner) return { kind: 'claimed' };
      if (!isFree || !isSame) return { kind: 'taken', slot };
      slots.set(key, { ...slot, lease });
      return { kind: 'claimed' };
    },
    fill: async ({ key, owner, token }) => {
      await call('fill');
      if (slots.get(key)?.lease?.owner !== owner) return 'lost';
      slots.set(key, { content: token });
      return 'filled';
    },
    release: async ({ key, owner }) => {
      await call('release');
      const slot = slots.get(key);
      if (slot?.lease?.owner !== owner) return 'lost';
      slots.set(key, without(slot, 'lease'));
      return 'released';
    },
    endLease: async (key) => {
      await call('end');
      const slot = slots.get(key);
      if (!slot?.lease) return 'none';
      slots.set(key, without(slot, 'lease'));
      return 'ended';
    },
    drop: async ({ key, tokenHash }) => {
      await call('drop');
      const slot = slots.get(key);
      if (slot?.content?.tokenHash !== tokenHash) return 'other';
      slots.set(key, without(slot, 'content'));
      return 'dropped';
    },
    countUpTo: async ({ key, limit }) => {
      await call('count');
      const count = counters.get(key) ?? 0;
      if (count >= limit) return 'full';
      counters.set(key, count + 1);
      return 'counted';
    },
  };

  return {
    table,
    slots,
    live,
    /** What was called, in order. */
    calls,
    /** Set its `error` to have every call fail. */
    fault,
    liveTokens: {
      put: async (token: LiveToken | UnreadableToken) => {
        await call('put');
        if (!('ciphertext' in token) && live.has(token.key)) throw new Error(`there is a row ${token.key} already`);
        live.set(token.key, token);
      },
      find: async function* (
        { appId, installationId }: { appId: number; installationId?: number | undefined },
        now: number,
      ) {
        await call('find');
        const found = [...live.values()].filter(
          (token) =>
            token.appId === appId &&
            token.expiresAt > now &&
            [undefined, token.installationId].includes(installationId),
        );
        yield found.map((token) => ('ciphertext' in token ? token : { key: token.key, isDamaged: true as const }));
      },
      remove: async (key: string) => {
        await call('remove');
        live.delete(key);
      },
    },
  };
}

/** The notes of tokens that no table knows, in memory; none of them ends while nobody gives a clock. */
export function createFakeUnrecordedTokens(now: () => Date = () => new Date(0)) {
  const notes: { readonly appId: number; readonly until: Date }[] = [];
  return {
    notes,
    note: async (appId: number, until: Date) => {
      notes.push({ appId, until });
    },
    until: async (appId: number) => {
      const ends = notes.filter((note) => note.appId === appId).map(({ until }) => until.getTime());
      const last = Math.max(0, ...ends);
      return last > now().getTime() ? new Date(last) : undefined;
    },
  };
}

export type FakeTokenTable = ReturnType<typeof createFakeTokenTable>;

/** Data keys in memory, one for each day. Set `fault.error` to have KMS refuse. */
export function createFakeDataKeys(now: () => Date = () => new Date()) {
  const keys = new Map<string, ReturnType<typeof createSecretKey>>();
  const fault: { error?: Error } = {};
  const dataKeys: DataKeys = {
    current: async () => {
      if (fault.error) throw fault.error;
      const epoch = now().toISOString().slice(0, 10);
      const key = keys.get(epoch) ?? createSecretKey(randomBytes(32));
      keys.set(epoch, key);
      return { epoch, key };
    },
    find: async (epoch) => {
      if (fault.error) throw fault.error;
      const key = keys.get(epoch);
      return key && { epoch, key };
    },
  };
  return { dataKeys, keys, fault, seal: createTokenSeal(dataKeys) };
}
