import type { LiveToken, LiveTokenTable, UnreadableToken } from './live-token-table';
import type { SlotToken, TokenTable } from './token-table';

/** The two doors of one table. */
export interface GivenTokens {
  readonly slots: TokenTable;
  readonly live: LiveTokenTable;
}

const now = 1_793_534_400_000;
const minute = 60_000;
let names = 0;

const tokenOf = (tokenHash: string): SlotToken => ({
  ciphertext: Buffer.from('sealed'),
  epoch: '2026-11-01',
  mintedAt: now,
  expiresAt: now + 60 * minute,
  tokenHash,
});
const leaseOf = (owner: string) => ({ owner, until: now + 10_000 });
/** Bytes come as another type of array from a table. */
const kept = (token: object) => expect.objectContaining({ ...token, ciphertext: expect.anything() });

/** What the cache of tokens relies on, for the table in memory and the one in DynamoDB alike. */
export function tokenTableContract(given: () => GivenTokens): void {
  const newKey = (): string => {
    names += 1;
    return `token#${names}`;
  };
  const claim = (key: string, owner: string, more: { seen?: object; at?: number; overdue?: string } = {}) => {
    const { seen = {}, at = now, overdue } = more;
    return given().slots.claim({ key, now: at, lease: { owner, until: at + 10_000 }, seen, overdue });
  };
  const givenFilled = async (tokenHash: string) => {
    const key = newKey();
    await claim(key, 'maker');
    await given().slots.fill({ key, owner: 'maker', token: tokenOf(tokenHash) });
    return key;
  };

  describe('slots', () => {
    it('are empty where nothing was written', async () => {
      expect(await given().slots.read(newKey())).toEqual({});
    });

    it('are claimed by one, and by nobody else while its lease runs', async () => {
      const key = newKey();
      expect(await claim(key, 'one')).toEqual({ kind: 'claimed' });
      expect(await claim(key, 'two', { at: now + 9_999 })).toEqual({ kind: 'taken', slot: { lease: leaseOf('one') } });
      expect(await given().slots.read(key)).toEqual({ lease: leaseOf('one') });
    });

    it('are claimed by whoever finds itself, for the answer to its claim was lost', async () => {
      const key = newKey();
      await claim(key, 'one');
      expect(await claim(key, 'one')).toEqual({ kind: 'claimed' });
    });

    it.each([
      ['has run out', { at: now + 10_000 }],
      ['is overdue', { overdue: 'one' }],
    ])('are claimed where the lease %s', async (_what, more) => {
      const key = newKey();
      await claim(key, 'one');
      expect(await claim(key, 'two', more)).toEqual({ kind: 'claimed' });
      expect((await given().slots.read(key)).lease?.owner).toBe('two');
    });

    it('are claimed over the content that was seen, which stays, and over no other', async () => {
      const key = await givenFilled('first');
      expect(await claim(key, 'two')).toMatchObject({ kind: 'taken', slot: { content: { tokenHash: 'first' } } });
      const seen = { content: tokenOf('first') };
      expect(await claim(key, 'two', { seen: { content: tokenOf('other') } })).toMatchObject({ kind: 'taken' });
      expect(await claim(key, 'two', { seen })).toEqual({ kind: 'claimed' });
      expect(await given().slots.read(key)).toEqual({ content: kept(tokenOf('first')), lease: leaseOf('two') });
    });

    it('are filled by the holder of the lease, which ends, and by nobody else', async () => {
      const key = newKey();
      expect(await given().slots.fill({ key, owner: 'one', token: tokenOf('a') })).toBe('lost');
      await claim(key, 'one');
      expect(await given().slots.fill({ key, owner: 'two', token: tokenOf('b') })).toBe('lost');
      expect(await given().slots.fill({ key, owner: 'one', token: tokenOf('c') })).toBe('filled');
      expect(await given().slots.read(key)).toEqual({ content: kept(tokenOf('c')) });
      expect(await given().slots.fill({ key, owner: 'one', token: tokenOf('d') })).toBe('lost');
    });

    it('are released by the holder of the lease, and by nobody else', async () => {
      const key = newKey();
      expect(await given().slots.release({ key, owner: 'one' })).toBe('lost');
      await claim(key, 'one');
      expect(await given().slots.release({ key, owner: 'two' })).toBe('lost');
      expect(await given().slots.release({ key, owner: 'one' })).toBe('released');
      expect(await given().slots.read(key)).toEqual({});
    });

    it('lose their lease, whoever has it, and keep what is in them', async () => {
      const key = await givenFilled('first');
      expect(await given().slots.endLease(key)).toBe('none');
      await claim(key, 'two', { seen: { content: tokenOf('first') } });
      expect(await given().slots.endLease(key)).toBe('ended');
      expect(await given().slots.read(key)).toEqual({ content: kept(tokenOf('first')) });
      expect(await given().slots.endLease(newKey())).toBe('none');
    });

    it('lose the token that is meant, and no other', async () => {
      const key = await givenFilled('first');
      expect(await given().slots.drop({ key, tokenHash: 'other' })).toBe('other');
      expect(await given().slots.drop({ key, tokenHash: 'first' })).toBe('dropped');
      expect(await given().slots.read(key)).toEqual({});
      expect(await given().slots.drop({ key: newKey(), tokenHash: 'first' })).toBe('other');
    });

    it('count up to a limit', async () => {
      const count = { key: newKey(), limit: 2, until: now + 60 * minute };
      const counted: string[] = [];
      for (let one = 0; one < 3; one += 1) counted.push(await given().slots.countUpTo(count));
      expect(counted).toEqual(['counted', 'counted', 'full']);
    });
  });

  describe('live tokens', () => {
    const liveOf = (appId: number, more: Partial<LiveToken> = {}): LiveToken => {
      const { mintedAt, expiresAt } = tokenOf('');
      const sealed = { ciphertext: Buffer.from('sealed'), epoch: '2026-11-01', tokenHash: 'hash' };
      return { key: newKey(), appId, installationId: 71, sharer: 'caller', mintedAt, expiresAt, ...sealed, ...more };
    };
    const unreadable = ({ ciphertext: _ciphertext, epoch: _epoch, ...rest }: LiveToken): UnreadableToken => rest;
    const found = async (holder: { appId: number; installationId?: number }, at = now) => {
      const pages: unknown[] = [];
      for await (const page of given().live.find(holder, at)) pages.push(...page);
      return pages;
    };
    let apps = 1_000;
    const newApp = (): number => {
      apps += 1;
      return apps;
    };

    it('are found by App and by installation, while they live', async () => {
      const appId = newApp();
      const [one, other] = [liveOf(appId), liveOf(appId, { installationId: 72, slotKey: 'token#shared' })];
      for (const token of [one, other, liveOf(newApp())]) await given().live.put(token);
      expect(await found({ appId, installationId: 72 })).toEqual([kept(other)]);
      expect(await found({ appId })).toHaveLength(2);
      expect(await found({ appId }, one.expiresAt - 1)).toHaveLength(2);
      expect(await found({ appId }, one.expiresAt)).toEqual([]);
    });

    it('are there no more once they were removed, which can be done again', async () => {
      const token = liveOf(newApp());
      await given().live.put(token);
      for (let time = 0; time < 2; time += 1) await given().live.remove(token.key);
      expect(await found(token)).toEqual([]);
    });

    it('are found damaged where nobody can read them', async () => {
      const token = liveOf(newApp());
      await given().live.put(unreadable(token));
      expect(await found(token)).toEqual([{ key: token.key, isDamaged: true }]);
    });

    it('are not made unreadable by what knows less', async () => {
      const token = liveOf(newApp());
      await given().live.put(token);
      await expect(given().live.put(unreadable(token))).rejects.toThrow();
      expect(await found(token)).toEqual([kept(token)]);
    });
  });
}
