import type { GitHubInstallations } from '../installations/github-installations';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logWarning } from '../lambda/logger';
import type { DamagedToken, LiveToken, LiveTokenTable, TokenHolder } from './live-token-table';
import type { TokenSeal } from './token-seal';
import type { TokenTable } from './token-table';

/** What became of tokens: `unknown` are those that nobody can read any more. */
export interface RevokedCounts {
  readonly revoked: number;
  readonly failed: number;
  readonly unknown: number;
}

export interface TokenRevocationCollaborators {
  readonly live: Pick<LiveTokenTable, 'find' | 'remove'>;
  readonly slots: Pick<TokenTable, 'drop' | 'endLease'>;
  readonly seal: Pick<TokenSeal, 'open'>;
  readonly atGitHub: Pick<GitHubInstallations, 'revoke' | 'now'>;
}

/** Whose tokens, and how long it may take. */
export interface TokensToRevoke {
  readonly holder: TokenHolder;
  readonly remainingMilliseconds: () => number;
}

const atOnce = 10;
/** What one token takes at most, when GitHub does not answer and is asked again. Without that much time left none is begun. */
const perTokenMilliseconds = 15_000;
/** The index lags behind, and others go on minting: so the list is read again until it holds nothing new, but not for ever. */
const mostPasses = 3;
/** GitHub may refuse a token as unknown for so long after it made it. */
const spreadMilliseconds = 10_000;

/** Makes live tokens unusable, each with itself, which is the only way that GitHub has. */
export function createTokenRevocation({ live, slots, seal, atGitHub }: TokenRevocationCollaborators) {
  /**
   * First, so that nobody is handed the token while it ends: what processes hold in memory, they forget within a minute. Whoever minted
   * it may be about to put it into its slot, and cannot without the lease; what was there before that is taken out after it.
   */
  const unshare = async (slotKey: string, tokenHash: string): Promise<void> => {
    await slots.endLease(slotKey);
    await slots.drop({ key: slotKey, tokenHash });
  };

  const revokeAtGitHub = async (token: LiveToken, run: TokensToRevoke): Promise<keyof RevokedCounts> => {
    const content = await seal.open(token, token);
    if (!content) return 'unknown';
    if (token.slotKey !== undefined) await unshare(token.slotKey, token.tokenHash);
    const { host, token: text } = content;
    const outcome = await atGitHub.revoke({
      host,
      token: text,
      remainingMilliseconds: () => Math.min(perTokenMilliseconds, run.remainingMilliseconds()),
    });
    const age = atGitHub.now().getTime() - token.mintedAt;
    const isGone = outcome.kind === 'unauthorized' && age > spreadMilliseconds;
    if (outcome.kind !== 'answered' && !isGone) {
      const { appId, installationId, tokenHash: hashedToken } = token;
      logWarning('token was not revoked', { appId, installationId, hashedToken, reason: outcome.message });
      return 'failed';
    }
    await live.remove(token.key);
    return 'revoked';
  };

  const revokeOne = async (token: LiveToken | DamagedToken, run: TokensToRevoke): Promise<keyof RevokedCounts> => {
    if ('isDamaged' in token) return 'unknown';
    if (run.remainingMilliseconds() < perTokenMilliseconds) return 'failed';
    try {
      return await revokeAtGitHub(token, run);
    } catch (error) {
      const { appId, installationId, tokenHash: hashedToken } = token;
      logError('token was not revoked', error, { appId, installationId, hashedToken });
      return 'failed';
    }
  };

  return async function revokeTokens(run: TokensToRevoke): Promise<RevokedCounts> {
    const counts = { revoked: 0, failed: 0, unknown: 0 };
    const seen = new Set<string>();
    for (let pass = 0, before = -1; pass < mostPasses && seen.size > before; pass += 1) {
      before = seen.size;
      for await (const page of live.find(run.holder, atGitHub.now().getTime())) {
        const items = page.filter(({ key }) => !seen.has(key));
        for (const { key } of items) seen.add(key);
        await forEachAtMost({ items, atOnce }, async (token) => {
          counts[await revokeOne(token, run)] += 1;
        });
      }
    }
    return counts;
  };
}
