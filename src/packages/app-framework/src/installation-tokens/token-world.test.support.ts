import { createHash } from 'node:crypto';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createTokenCache, type Mint, type TokenWish } from './token-cache';

export const minute = 60_000;
export const never = 2 ** 31 - 1;
export const identity = {
  host: 'https://api.github.com',
  appId: 7,
  installationId: 71,
  state: 'as it is',
  sharer: 'caller 1/role/ci',
  scope: {},
};
const wish: TokenWish = {
  identity,
  caller: '1/role/ci',
  minimumLifetimeMilliseconds: 15 * minute,
  kind: 'shared',
  remainingMilliseconds: () => 60_000,
};
export const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');
export const busy = Object.assign(new Error('arn:aws:dynamodb:eu-west-1:111122223333:table/T is busy'), {
  name: 'ThrottlingException',
});

/** Stops the clock for the tests of a file, and answers what they log. */
export function useStoppedClock() {
  let logged: string[];
  beforeEach(() => {
    jest.useFakeTimers({
      now: new Date('2026-11-01T12:00:00Z'),
      doNotFake: ['nextTick', 'queueMicrotask', 'performance'],
    });
    logged = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
  return { logged: () => logged };
}

/** A deployment: one table, one KMS, one GitHub that takes 400 ms for a token, and as many processes as a test starts. */
export function arrange() {
  const fake = createFakeTokenTable();
  const keys = createFakeDataKeys();
  const minted: string[] = [];
  const unrecorded = createFakeUnrecordedTokens();
  const gitHub = { milliseconds: 400, failures: 0, tests: 0, takes: 'taken' as 'taken' | 'refused' | 'unclear' };
  const test = async () => {
    gitHub.tests += 1;
    return gitHub.takes;
  };
  const mint: Mint = async () => {
    const token = `ghs_${minted.length}`;
    minted.push(token);
    await new Promise((resolve) => setTimeout(resolve, gitHub.milliseconds));
    if (gitHub.failures-- > 0) throw new Error('GitHub answered 500.');
    const expiresAt = new Date(Date.now() + 60 * minute);
    return { kind: 'minted', token: { token, expiresAt, scope: { permissions: { contents: 'read' } } } };
  };
  const startProcess = ({ clockOffset = 0 } = {}) => {
    const reads: number[] = [];
    const slots = {
      ...fake.table,
      read: (key: string) => {
        reads.push(Date.now());
        return fake.table.read(key);
      },
    };
    const cache = createTokenCache({
      slots,
      live: fake.liveTokens,
      seal: keys.seal,
      unrecorded,
      test,
      now: () => new Date(Date.now() + clockOffset),
    });
    const ask = async (change: Partial<TokenWish> = {}, by: Mint = mint) => {
      const obtained = await cache.obtain({ ...wish, ...change }, by);
      if (obtained.kind === 'refused') throw new Error(obtained.failure.message);
      return obtained.token;
    };
    return { ask, reads };
  };
  return { ...fake, keys, minted, gitHub, unrecorded, startProcess };
}

/** Lets time pass until all are answered. */
export async function settled<Value>(answers: Promise<Value>[]): Promise<PromiseSettledResult<Value>[]> {
  const all = Promise.allSettled(answers);
  await jest.advanceTimersByTimeAsync(2 * minute);
  return all;
}
export async function one<Value>(answer: Promise<Value>): Promise<Value> {
  const caught = answer.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(500);
  await caught;
  return answer;
}
