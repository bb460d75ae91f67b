import { createHash, randomUUID } from 'node:crypto';
import { ApiError, throttled } from '../api/api-error';
import { createLease } from '../aws/lease';
import type { GitHubFailure } from '../github/outcome';
import type { GitHubInstallations } from '../installations/github-installations';
import { createInFlight } from '../lambda/in-flight';
import { logError } from '../lambda/logger';
import { createShortMemory } from '../lambda/short-memory';
import { countOfCredentials } from '../metrics/failure-metric';
import { createTokenRecords, type TokenRecordsCollaborators } from './record-tokens';
import type { MintedToken } from './scope';
import { type TokenIdentity, tokenCacheKey } from './token-cache-key';
import { recordOf, type SecretContent } from './token-seal';
import type { Slot, SlotToken, TokenTable } from './token-table';

export interface TokenCacheCollaborators extends TokenRecordsCollaborators {
  readonly slots: TokenTable;
  /** Whether GitHub takes a token that was reported. */
  readonly test: GitHubInstallations['test'];
  readonly random?: () => number;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** A wish for a token. */
export interface TokenWish {
  readonly identity: TokenIdentity;
  /** Who wishes: its reports of unusable tokens are counted, whoever it shares tokens with. */
  readonly caller: string;
  /** Least time that a token must have left to be handed out again. */
  readonly minimumLifetimeMilliseconds: number;
  /** `own` is a token that nobody else is given and no cache answers. */
  readonly kind: 'shared' | 'own';
  /** SHA-256 in base64 of the token that GitHub answered 401 to. */
  readonly unusableTokenHash?: string | undefined;
  readonly remainingMilliseconds: () => number;
}

/** GitHub did not give a token; the cache keeps nothing of it. */
export interface MintRefused {
  readonly kind: 'refused';
  readonly failure: GitHubFailure;
}

export type Mint = () => Promise<{ readonly kind: 'minted'; readonly token: MintedToken } | MintRefused>;
export type Obtained = { readonly kind: 'obtained'; readonly token: MintedToken } | MintRefused;
export type TokenCache = ReturnType<typeof createTokenCache>;

/** How long the process hands a token out without a look at its row: so long a revocation takes to be seen. */
const memoryMilliseconds = 60_000;
/** A token younger than that may be refused only because GitHub is still spreading it: for when GitHub cannot be asked. */
const spreadMilliseconds = 10_000;
/** How many tokens one caller may have dropped in a minute. */
const mostReports = 10;
const reportWindowMilliseconds = 60_000;

/**
 * Hands out live installation tokens again: out of the process's memory for a minute, out of the shared table after that, and from
 * `mint` where neither has one with enough time left. Those who miss at the same time share one mint, in this process and across
 * processes. The cache itself never fails a wish: where its table or KMS refuses, a token is minted.
 */
export function createTokenCache(collaborators: TokenCacheCollaborators) {
  const { slots, seal, test, now = () => new Date(), random = Math.random, newId = randomUUID } = collaborators;
  const { pause = (milliseconds) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) } = collaborators;
  const memory = createShortMemory<CachedToken>({ lifetimeMilliseconds: memoryMilliseconds, now });
  const share = createInFlight<Obtained>();
  const takeTurn = createLease<SlotToken, Slot>({ slots, now, random, pause, newOwner: newId });
  const records = createTokenRecords(collaborators);

  const suits = (token: Pick<CachedToken, 'expiresAt'>, wish: TokenWish): boolean =>
    token.expiresAt.getTime() - now().getTime() >= wish.minimumLifetimeMilliseconds;

  const fromTable = async (wish: TokenWish, slotKey: string) => {
    const serve = async (token: SlotToken): Promise<CachedToken | undefined> => {
      if (!suits({ expiresAt: new Date(token.expiresAt) }, wish)) return undefined;
      const content = await seal.open(recordOf(wish.identity, slotKey, token), token);
      if (!content) return undefined;
      if (token.tokenHash === wish.unusableTokenHash && !(await isStillTaken(wish, token, content))) {
        await slots.drop({ key: slotKey, tokenHash: token.tokenHash });
        return undefined;
      }
      return cached(content, token);
    };
    return takeTurn({ key: slotKey, serve, remainingMilliseconds: wish.remainingMilliseconds });
  };

  /** A report is believed after a look at GitHub: a token can be dead that is young, and one that somebody reports can be alive. */
  const isStillTaken = async (wish: TokenWish, { mintedAt }: SlotToken, { host, token }: SecretContent) => {
    await countReport(wish);
    const tested = await test({ host, token, remainingMilliseconds: wish.remainingMilliseconds });
    return tested === 'unclear' ? now().getTime() - mintedAt <= spreadMilliseconds : tested === 'taken';
  };

  /** Counted in the table, so that a caller has no more of it for asking many processes. */
  const countReport = async ({ caller }: TokenWish): Promise<void> => {
    const window = Math.floor(now().getTime() / reportWindowMilliseconds);
    const until = (window + 1) * reportWindowMilliseconds;
    const key = `reports#${hashOf(caller)}#${window}`;
    if ((await slots.countUpTo({ key, limit: mostReports, until })) === 'counted') return;
    throw throttled(
      `More than ${mostReports} tokens a minute were reported as unusable. Look at what GitHub answers to them, then try again.`,
      { retryAfterSeconds: (until - now().getTime()) / 1000 },
    );
  };

  /** Others need not wait for the lease to run out where nothing comes of it. */
  const giveBack = async (wish: TokenWish, slot: HeldSlot | undefined): Promise<void> => {
    if (slot) await unlessRefused('lease was not given back', wish, () => slots.release(slot));
  };

  /** @returns `lost` where the token may have been revoked already, so that nobody else is to be given it */
  const keep = async (wish: TokenWish, minted: MintedToken, slot: HeldSlot | undefined): Promise<'kept' | 'lost'> => {
    const { identity } = wish;
    const token = { ...minted, tokenHash: hashOf(minted.token), mintedAt: now().getTime() };
    const recorded = await records.record({ identity, token, slotKey: slot?.key });
    if (recorded === 'unrecorded') await giveBack(wish, slot);
    if (recorded === 'unrecorded' || !slot) return 'kept';
    const fill = async () => slots.fill({ ...slot, token: await records.sealed(identity, slot.key, token) });
    const filled = await unlessRefused('token was not shared', wish, fill);
    if (filled === undefined) await giveBack(wish, slot);
    return filled === 'lost' ? 'lost' : 'kept';
  };

  const mintAndKeep = async (wish: TokenWish, mint: Mint, slot?: HeldSlot): Promise<Minted> => {
    let minted: Awaited<ReturnType<Mint>>;
    try {
      minted = await mint();
    } catch (error) {
      await giveBack(wish, slot);
      throw error;
    }
    if (minted.kind === 'minted') {
      const { appId, installationId } = wish.identity;
      countOfCredentials('TokensMinted', 1, { event: 'token minted', fields: { appId, installationId }, now: now() });
      return { ...minted, fate: await keep(wish, minted.token, slot) };
    }
    await giveBack(wish, slot);
    return minted;
  };

  const sharedToken = async (wish: TokenWish, mint: Mint, slotKey: string): Promise<Obtained> => {
    memory.forget(slotKey);
    const turn = await unlessRefused('token cache was not read', wish, () => fromTable(wish, slotKey));
    if (turn?.kind === 'served') {
      memory.remember(slotKey, turn.served);
      return { kind: 'obtained', token: turn.served };
    }
    const slot = turn?.owner === undefined ? undefined : { key: slotKey, owner: turn.owner };
    const minted = await mintAndKeep(wish, mint, slot);
    if (minted.kind === 'refused') return minted;
    const { token, fate } = minted;
    if (fate === 'kept') memory.remember(slotKey, { ...token, tokenHash: hashOf(token.token) });
    return { kind: 'obtained', token };
  };

  return {
    /** @throws what `mint` throws, and ApiError `ThrottledError` where the caller reports too many tokens as unusable */
    async obtain(wish: TokenWish, mint: Mint): Promise<Obtained> {
      if (wish.kind === 'own') {
        const minted = await mintAndKeep(wish, mint);
        return minted.kind === 'refused' ? minted : { kind: 'obtained', token: minted.token };
      }
      const slotKey = `token#${tokenCacheKey(wish.identity)}`;
      const remembered = memory.recall(slotKey);
      if (remembered && remembered.tokenHash !== wish.unusableTokenHash && suits(remembered, wish)) {
        return { kind: 'obtained', token: remembered };
      }
      const { minimumLifetimeMilliseconds, unusableTokenHash = '' } = wish;
      return share(`${slotKey} ${minimumLifetimeMilliseconds} ${unusableTokenHash}`, () =>
        sharedToken(wish, mint, slotKey),
      );
    },
  };
}

type Minted = { readonly kind: 'minted'; readonly token: MintedToken; readonly fate: 'kept' | 'lost' } | MintRefused;

interface CachedToken extends MintedToken {
  readonly tokenHash: string;
}

interface HeldSlot {
  readonly key: string;
  readonly owner: string;
}

function cached({ token, scope }: SecretContent, { expiresAt, tokenHash }: SlotToken): CachedToken {
  return { token, scope, expiresAt: new Date(expiresAt), tokenHash };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** What the table or KMS throws is noted and costs nothing but the cache. What the caller is to be told is thrown on. */
async function unlessRefused<Value>(
  what: string,
  { identity: { appId, installationId } }: TokenWish,
  run: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    logError(what, error, { appId, installationId });
    return undefined;
  }
}
