import { createHash, randomUUID } from 'node:crypto';
import { ApiError, throttled } from '../api/api-error';
import { createInFlight } from '../lambda/in-flight';
import { logWarning } from '../lambda/logger';
import { createShortMemory } from '../lambda/short-memory';
import type { LiveTokenTable } from './live-token-table';
import type { MintedToken } from './scope';
import { type TokenIdentity, tokenCacheKey } from './token-cache-key';
import { createTokenLease } from './token-lease';
import type { SecretContent, TokenRecord, TokenSeal } from './token-seal';
import type { SlotToken, TokenTable } from './token-table';

export interface TokenCacheCollaborators {
  readonly slots: TokenTable;
  readonly live: Pick<LiveTokenTable, 'put'>;
  readonly seal: TokenSeal;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly pause?: (milliseconds: number) => Promise<void>;
  readonly newId?: () => string;
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

export type TokenCache = ReturnType<typeof createTokenCache>;

/** How long the process hands a token out without a look at its row: so long a revocation takes to be seen. */
const memoryMilliseconds = 60_000;
/** A token younger than that may be refused only because GitHub is still spreading it. */
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
  const { slots, live, seal, now = () => new Date(), random = Math.random, newId = randomUUID } = collaborators;
  const { pause = (milliseconds) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) } = collaborators;
  const memory = createShortMemory<CachedToken>({ lifetimeMilliseconds: memoryMilliseconds, now });
  const share = createInFlight<MintedToken>();
  const takeTurn = createTokenLease({ slots, now, random, pause, newOwner: newId });

  const suits = (token: Pick<CachedToken, 'expiresAt'>, wish: TokenWish): boolean =>
    token.expiresAt.getTime() - now().getTime() >= wish.minimumLifetimeMilliseconds;

  const fromTable = async (wish: TokenWish, slotKey: string) => {
    const { unusableTokenHash } = wish;
    const serve = async (token: SlotToken): Promise<CachedToken | undefined> => {
      if (!suits({ expiresAt: new Date(token.expiresAt) }, wish)) return undefined;
      const isReported = token.tokenHash === unusableTokenHash;
      if (isReported && now().getTime() - token.mintedAt > spreadMilliseconds) {
        await countReport(wish);
        await slots.drop({ key: slotKey, tokenHash: token.tokenHash });
        return undefined;
      }
      const content = await seal.open(recordOf(wish.identity, slotKey, token), token);
      return content && cached(content, token);
    };
    return takeTurn({ key: slotKey, serve, remainingMilliseconds: wish.remainingMilliseconds });
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

  /** Keeps a minted token: a row to revoke it by, and the slot where it is to be shared. */
  const keep = async (wish: TokenWish, minted: MintedToken, slot?: HeldSlot): Promise<'kept'> => {
    const { identity } = wish;
    const times = { mintedAt: now().getTime(), expiresAt: minted.expiresAt.getTime() };
    const tokenHash = hashOf(minted.token);
    const content = { token: minted.token, host: identity.host, scope: minted.scope };
    const sealed = async (key: string) => {
      const record = recordOf(identity, key, times);
      return { ...record, ...(await seal.seal(record, content)), tokenHash };
    };
    await live.put({ ...(await sealed(`live#${newId()}`)), ...(slot && { slotKey: slot.key }) });
    if (slot) await slots.fill({ ...slot, token: await sealed(slot.key) });
    return 'kept';
  };

  /** Others need not wait for the lease to run out where nothing comes of it. */
  const giveBack = async (wish: TokenWish, slot: HeldSlot | undefined): Promise<void> => {
    if (slot) await unlessRefused('lease was not given back', wish, () => slots.release(slot));
  };

  const mintAndKeep = async (wish: TokenWish, mint: Mint, slot?: HeldSlot): Promise<MintedToken> => {
    let minted: MintedToken;
    try {
      minted = await mint();
    } catch (error) {
      await giveBack(wish, slot);
      throw error;
    }
    const kept = await unlessRefused('token was not kept: it cannot be revoked', wish, () => keep(wish, minted, slot));
    if (!kept) await giveBack(wish, slot);
    return minted;
  };

  const sharedToken = async (wish: TokenWish, mint: Mint, slotKey: string): Promise<MintedToken> => {
    const turn = await unlessRefused('token cache was not read', wish, () => fromTable(wish, slotKey));
    if (turn?.kind === 'served') {
      memory.remember(slotKey, turn.served);
      return turn.served;
    }
    const slot = turn?.owner === undefined ? undefined : { key: slotKey, owner: turn.owner };
    const minted = await mintAndKeep(wish, mint, slot);
    memory.remember(slotKey, { ...minted, tokenHash: hashOf(minted.token) });
    return minted;
  };

  return {
    /** @throws what `mint` throws, and ApiError `ThrottledError` where the caller reports too many tokens as unusable */
    async obtain(wish: TokenWish, mint: Mint): Promise<MintedToken> {
      if (wish.kind === 'own') return mintAndKeep(wish, mint);
      const slotKey = `token#${tokenCacheKey(wish.identity)}`;
      const remembered = memory.recall(slotKey);
      if (remembered && remembered.tokenHash !== wish.unusableTokenHash && suits(remembered, wish)) return remembered;
      const { minimumLifetimeMilliseconds, unusableTokenHash = '' } = wish;
      return share(`${slotKey} ${minimumLifetimeMilliseconds} ${unusableTokenHash}`, () =>
        sharedToken(wish, mint, slotKey),
      );
    },
  };
}

type Mint = () => Promise<MintedToken>;

interface CachedToken extends MintedToken {
  readonly tokenHash: string;
}

interface HeldSlot {
  readonly key: string;
  readonly owner: string;
}

function recordOf(
  { appId, installationId, sharer }: TokenIdentity,
  key: string,
  { mintedAt, expiresAt }: Pick<TokenRecord, 'mintedAt' | 'expiresAt'>,
): TokenRecord {
  return { key, appId, installationId, sharer, mintedAt, expiresAt };
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
    // The name only: messages of AWS hold ARNs.
    logWarning(what, { appId, installationId, reason: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}
