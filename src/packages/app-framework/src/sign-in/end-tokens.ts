import { createHash } from 'node:crypto';
import type { GitHubOAuth, OAuthClient, Revocation, Timed } from '../github/oauth';
import { logError } from '../lambda/logger';
import type { PairCipher } from '../user-tokens/pair-keys';
import type { PairIdentity, StoredPair } from '../user-tokens/user-pair';

export interface EndTokensCollaborators {
  readonly cipher: Pick<PairCipher, 'open'>;
  readonly oauth: Pick<GitHubOAuth, 'refresh' | 'revokeToken'>;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** A pair in whose place another one is kept. */
export interface ReplacedPair extends Timed {
  readonly client: OAuthClient;
  readonly whose: PairIdentity;
  readonly old: StoredPair;
}

const pauseMilliseconds = 400;
const mostTries = 3;

/** Ends at GitHub what nobody keeps: single tokens, for the person may have other good ones of the same App. */
export function createEndTokens({ cipher, oauth, pause }: EndTokensCollaborators) {
  /** What GitHub says at last. What it does not do is told to the operator. */
  async function endToken(client: OAuthClient, token: string, timed: Timed): Promise<Revocation['kind']> {
    let outcome = await oauth.revokeToken(client, token, timed);
    for (let tries = 1; tries < mostTries && outcome.kind === 'unavailable' && hasTime(timed); tries += 1) {
      await pause(pauseMilliseconds);
      outcome = await oauth.revokeToken(client, token, timed);
    }
    if (outcome.kind === 'refused' || outcome.kind === 'unavailable') {
      const hashedToken = createHash('sha256').update(token).digest('base64');
      const message = outcome.kind === 'refused' ? `${outcome.error}: ${outcome.description}` : outcome.message;
      logError('a token that nobody keeps lives on at GitHub until it ends', new Error(message), { hashedToken });
    }
    return outcome.kind;
  }

  /**
   * GitHub ends a pair by its access token, and knows one that is over no more, while the refresh token lives for months: it is used up then,
   * and what comes of it is ended.
   */
  async function endPair({ client, whose, old, remainingMilliseconds }: ReplacedPair): Promise<void> {
    const timed = { remainingMilliseconds };
    const access = await cipher.open(whose, 'access', old.sealedAccess, remainingMilliseconds);
    if (access === undefined || (await endToken(client, access, timed)) !== 'unknown') return;
    if (old.sealedRefresh === undefined) return;
    const refresh = await cipher.open(whose, 'refresh', old.sealedRefresh, remainingMilliseconds);
    if (refresh === undefined) return;
    const { clientSecret: _, ...withoutSecret } = client;
    const outcome = await oauth.refresh(old.flow === 'device' ? withoutSecret : client, refresh, timed);
    if (outcome.kind === 'granted') await endToken(client, outcome.grant.accessToken, timed);
    // A refusal says that it works no more.
    if (outcome.kind === 'unavailable') throw new Error(outcome.message);
  }

  return {
    endToken,

    /** The person is signed in already: what fails here is told to the operator, and goes no further. */
    async endReplaced(pair: ReplacedPair): Promise<void> {
      try {
        await endPair(pair);
      } catch (error) {
        const { userId, host, clientId } = pair.whose;
        logError('a pair that was replaced could not be ended', error, { userId, host, clientId });
      }
    },
  };
}

function hasTime({ remainingMilliseconds }: Timed): boolean {
  return remainingMilliseconds() > 2_000;
}
