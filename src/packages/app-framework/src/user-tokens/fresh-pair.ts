import { randomUUID } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import type { GitHubOAuth, OAuthClient } from '../github/oauth';
import { logError, logRecord, logWarning } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { PairCipher } from './pair-keys';
import type { SealPair } from './seal-pair';
import type { SignInApp } from './sign-in-apps';
import { grantedPair, type PairIdentity, type StoredPair } from './user-pair';
import type { UserTokens } from './user-tokens-table';

export interface FreshPairCollaborators {
  readonly table: UserTokens;
  readonly cipher: PairCipher;
  readonly sealPair: SealPair;
  readonly oauth: Pick<GitHubOAuth, 'refresh' | 'revokeToken'>;
  readonly secretOf: (app: SignInApp, remainingMilliseconds: () => number) => Promise<string>;
  readonly now?: () => Date;
  readonly newOwner?: () => string;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

export interface WantedPair {
  readonly app: SignInApp;
  readonly userId: number;
  readonly remainingMilliseconds: () => number;
}

/** A pair that serves, or that the person must sign in, and why. */
export type FreshPair =
  | { readonly kind: 'pair'; readonly pair: StoredPair }
  | { readonly kind: 'sign-in'; readonly reason: SignInReason };
export type SignInReason = 'never' | 'ended' | 'refresh token expired' | 'no refresh token' | 'cannot be opened';

/** GitHub or AWS does not say: the pair stays, and whoever asked comes again. */
export class PairUnavailableError extends Error {
  override readonly name = 'PairUnavailableError';
}

/** A pair is refreshed so long before its end. */
const earlyMilliseconds = 5 * 60_000;
/** What a refresh may take: GitHub, KMS and the table, each with its repetition. */
const leaseMilliseconds = 30_000;
const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 1_000;
/** Eight seconds together, within the lease. */
const firstRetryMilliseconds = 250;
const lastRetryMilliseconds = 4_000;
/** Less time is not enough for KMS or the table. */
const reserveMilliseconds = 3_000;

/**
 * Gives a pair that lives, refreshed by one of many: who takes the lease asks GitHub, the others wait and read what became of it. A refresh
 * token works once, so what GitHub gave out is put in the place of the version that it came from, whoever holds the lease by then; and what
 * finds no place is revoked. A holder that dies between GitHub and the table leaves a pair that GitHub refuses: the person signs in again.
 */
export function createFreshPair(collaborators: FreshPairCollaborators) {
  const { table, cipher, sealPair, oauth, secretOf } = collaborators;
  const {
    now = () => new Date(),
    newOwner = randomUUID,
    pause = (milliseconds) => timer(milliseconds),
  } = collaborators;

  /** @throws PairUnavailableError, AwsCallError */
  return async function freshPair(wanted: WantedPair): Promise<FreshPair> {
    const { app, userId, remainingMilliseconds } = wanted;
    const whose = { host: app.host, clientId: app.clientId, userId };
    for (let wait = firstPauseMilliseconds; ; wait = Math.min(longestPauseMilliseconds, wait * 2)) {
      const pair = await table.read(whose, wanted);
      const standing = standingOf(pair);
      if (standing.kind !== 'refresh') return standing;
      if (remainingMilliseconds() < leaseMilliseconds)
        return lastResort(standing.pair, 'too little time is left for it');
      const time = now().getTime();
      const of = { whose, version: standing.pair.version };
      const isFree = !standing.pair.lease || standing.pair.lease.until < time;
      const lease = { owner: newOwner(), until: time + leaseMilliseconds, now: time };
      if (isFree && (await table.claim(of, lease, wanted))) return refreshed(standing.pair, lease.owner, wanted);
      await pause(wait);
    }
  };

  function standingOf(
    pair: StoredPair | undefined,
  ): FreshPair | { readonly kind: 'refresh'; readonly pair: StoredPair } {
    const time = now().getTime();
    if (!pair) return { kind: 'sign-in', reason: 'never' };
    if (pair.ended !== undefined) return { kind: 'sign-in', reason: 'ended' };
    if (pair.expiresAt === undefined || pair.expiresAt - time > earlyMilliseconds) return { kind: 'pair', pair };
    if (pair.sealedRefresh === undefined) {
      return pair.expiresAt > time ? { kind: 'pair', pair } : { kind: 'sign-in', reason: 'no refresh token' };
    }
    if (pair.refreshExpiresAt !== undefined && pair.refreshExpiresAt <= time) {
      return { kind: 'sign-in', reason: 'refresh token expired' };
    }
    return { kind: 'refresh', pair };
  }

  async function refreshed(old: StoredPair, owner: string, wanted: WantedPair): Promise<FreshPair> {
    const { app, userId, remainingMilliseconds } = wanted;
    const whose = { host: app.host, clientId: app.clientId, userId };
    const of = { whose, version: old.version };
    const token = await cipher.open(whose, 'refresh', old.sealedRefresh ?? '', remainingMilliseconds);
    if (token === undefined) return { kind: 'sign-in', reason: 'cannot be opened' };
    const client = await clientFor(old, wanted);
    const outcome = await oauth.refresh(client, token, wanted);
    if (outcome.kind === 'granted') {
      const next = grantedPair(outcome.grant, { login: old.login, flow: old.flow, now: now() });
      const toStore = await persistently(() => sealPair({ app, userId, pair: next }, remainingMilliseconds), wanted);
      const isKept = await persistently(() => table.replace(of, toStore, wanted), wanted);
      if (isKept) {
        logRecord('a pair was refreshed', { ...told(wanted), ...countedOfPlatform({ UserTokenRefreshed: 1 }) });
        return { kind: 'pair', pair: toStore.pair };
      }
      await revokeHomeless(await clientOf(app, remainingMilliseconds), next.accessToken, wanted);
      return afterAnother(whose, wanted);
    }
    if (outcome.kind === 'refused' && outcome.error === 'bad_refresh_token') {
      await table.end(of, outcome.error, wanted);
      logRecord('a pair can be refreshed no more', { ...told(wanted), ...failedRefresh() });
      return afterAnother(whose, wanted);
    }
    await table.release(of, owner, wanted);
    const said =
      outcome.kind === 'refused' ? `GitHub refused: ${outcome.error} ${outcome.description}` : outcome.message;
    logRecord('a pair was not refreshed', { ...told(wanted), reason: said, ...failedRefresh() });
    return lastResort(old, said);
  }

  /** GitHub takes the pair before no more: what it gave in its place is kept for as long as the lease lasts, or lost. */
  async function persistently<Done>(work: () => Promise<Done>, wanted: WantedPair): Promise<Done> {
    for (let wait = firstRetryMilliseconds; ; wait *= 2) {
      try {
        return await work();
      } catch (error) {
        const isOver = wait > lastRetryMilliseconds || wanted.remainingMilliseconds() < wait + reserveMilliseconds;
        if (isOver) {
          const lost = { ...told(wanted), ...failedRefresh() };
          logError('a refreshed pair was lost: the person signs in again', error, lost);
          throw error;
        }
        await pause(wait);
      }
    }
  }

  /** What is kept by now is newer than what was tried, or says that it ended. */
  async function afterAnother(whose: PairIdentity, wanted: WantedPair): Promise<FreshPair> {
    const standing = standingOf(await table.read(whose, wanted));
    if (standing.kind !== 'refresh') return standing;
    throw new PairUnavailableError('The pair changed while it was refreshed. Try again.');
  }

  /** A token that has not ended yet serves on where no other can be had. */
  function lastResort(pair: StoredPair, why: string): FreshPair {
    const left = (pair.expiresAt ?? 0) - now().getTime();
    if (left > 30_000) return { kind: 'pair', pair };
    throw new PairUnavailableError(`The token of user ${pair.login} could not be refreshed, and may be later: ${why}`);
  }

  async function clientFor({ flow }: StoredPair, { app, remainingMilliseconds }: WantedPair): Promise<OAuthClient> {
    const { apiUrl, clientId } = app;
    return flow === 'device' ? { apiUrl, clientId } : clientOf(app, remainingMilliseconds);
  }

  async function clientOf(app: SignInApp, remainingMilliseconds: () => number): Promise<OAuthClient> {
    const { apiUrl, clientId } = app;
    return { apiUrl, clientId, clientSecret: await secretOf(app, remainingMilliseconds) };
  }

  async function revokeHomeless(client: OAuthClient, token: string, wanted: WantedPair): Promise<void> {
    const { kind } = await oauth.revokeToken(client, token, wanted);
    logWarning('refreshed pair had no place any more', { userId: wanted.userId, became: kind });
  }
}

function told({ app, userId }: WantedPair) {
  return { userId, host: app.host, clientId: app.clientId };
}

function failedRefresh() {
  return countedOfPlatform({ UserTokenRefreshFailed: 1 });
}
