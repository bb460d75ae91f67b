import { createAsks } from '../user-tokens/asks-table';
import { createPairCipher } from '../user-tokens/pair-keys';
import { ample, app, tables, userId, whose } from '../user-tokens/pairs-world.test.support';
import { createSealPair } from '../user-tokens/seal-pair';
import { createUserTokens } from '../user-tokens/user-tokens-table';
import { createSignIns } from './sign-in-table';

const of = { deliveryKey: 'ghe.example.com#7#d1', handler: 'deploy', place: { repository: 'acme/website', number: 5 } };
const openPair = {
  login: 'ada',
  accessToken: 'ghu_1',
  refreshToken: 'ghr_1',
  expiresAt: 1,
  scopes: '',
  flow: 'web' as const,
};
const { remainingMilliseconds: time } = ample;

/**
 * What sign-in relies on, for the tables and the key of the tests and those of AWS alike, wherever signed requests lead. They go on from one test
 * to the next where they are not emptied.
 */
export function signInTablesContract(keyOf: () => string): void {
  const parts = () => {
    const cipher = createPairCipher({ keyArn: keyOf(), tableName: tables.userTokens });
    const table = createUserTokens({ tableName: tables.userTokens });
    const names = { authStateTableName: tables.authState, userTokensTableName: tables.userTokens };
    return {
      cipher,
      table,
      sealPair: createSealPair({ cipher }),
      asks: createAsks({ tableName: tables.authState }),
      signIns: createSignIns(names),
    };
  };
  const asking = { userId, appId: 7, host: app.host, clientId: app.clientId, of };

  it('open a token in its own place only', async () => {
    const { cipher } = parts();
    const sealed = await cipher.seal(whose, 'access', 'ghu_1', time);
    expect(await cipher.open(whose, 'access', sealed, time)).toBe('ghu_1');
    expect(await cipher.open(whose, 'refresh', sealed, time)).toBeUndefined();
    expect(await cipher.open({ ...whose, userId: 1 }, 'access', sealed, time)).toBeUndefined();
    expect(await cipher.open(whose, 'access', 'c29tZXRoaW5nIGVsc2U=', time)).toBeUndefined();
    expect(await cipher.open(whose, 'access', 'ghu_plain', time)).toBeUndefined();
  });

  it('keep pair, state and answer at once, each under its condition', async () => {
    const { asks, signIns, sealPair, table } = parts();
    const ask = await asks.ask(asking, time);
    expect(await asks.ask(asking, time)).toEqual(ask);
    const toStore = await sealPair({ app, userId, pair: openPair }, time);
    const signIn = { state: 'one', toStore, replaces: undefined, ask, result: 'first' };
    for (const other of [{ host: 'other.example.com' }, { clientId: 'Iv23other' }, { userId: 5 }]) {
      const foreign = { ...signIn, toStore: { ...toStore, whose: { ...whose, ...other } } };
      expect(await signIns.keep(foreign, time)).toBe('ask');
    }
    expect(await signIns.keep(signIn, time)).toBe('kept');
    expect(await signIns.resultOf('one', time)).toBe('first');
    expect(await table.read(whose, ample)).toMatchObject({ version: toStore.pair.version, login: 'ada' });
    expect(await asks.read(ask.id, time)).toMatchObject({ state: 'answered' });

    expect(await signIns.keep({ ...signIn, result: 'second' }, time)).toBe('used');
    expect(await signIns.keep({ ...signIn, state: 'two', ask: undefined }, time)).toBe('pair');
    const { version } = toStore.pair;
    expect(await signIns.keep({ ...signIn, state: 'two', replaces: version }, time)).toBe('ask');
    expect(await signIns.resultOf('two', time)).toBeUndefined();

    const waiting = async () => {
      const ids: string[] = [];
      for await (const { id } of signIns.waiting(new Date(Date.now() + 1_000), time)) ids.push(id);
      return ids;
    };
    expect(await waiting()).toEqual([ask.id]);
    await asks.resumed(ask, time);
    expect(await waiting()).toEqual([]);
    expect(await asks.read(ask.id, time)).toMatchObject({ state: 'resumed' });
    expect((await asks.ask(asking, time)).id).not.toBe(ask.id);
  });

  it('let one take the lease, and replace only what was read', async () => {
    const { table, sealPair, signIns } = parts();
    const { version: replaces } = (await table.read(whose, ample)) ?? {};
    const toStore = await sealPair({ app, userId, pair: openPair }, time);
    const { version } = toStore.pair;
    expect(await signIns.keep({ state: 'three', toStore, replaces, ask: undefined, result: 'third' }, time)).toBe(
      'kept',
    );
    const now = Date.now();
    const claim = (owner: string, at: number) =>
      table.claim({ whose, version }, { owner, until: at + 30_000, now: at }, ample);
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner, now)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claim('late', now + 30_001)).toBe(true);
    expect(await table.release({ whose, version }, 'late', ample)).toBe(true);
    expect(await table.used({ whose, version }, now, ample)).toBe(true);
    const next = await sealPair({ app, userId, pair: openPair }, time);
    expect(await table.replace({ whose, version }, next, ample)).toBe(true);
    expect(await table.replace({ whose, version }, await sealPair({ app, userId, pair: openPair }, time), ample)).toBe(
      false,
    );
    expect(await table.end({ whose, version }, 'bad', ample)).toBe(false);
    expect(await table.end({ whose, version: next.pair.version }, 'bad', ample)).toBe(true);
    expect(await table.read(whose, ample)).toMatchObject({ version: next.pair.version, ended: 'bad' });
  });
}
