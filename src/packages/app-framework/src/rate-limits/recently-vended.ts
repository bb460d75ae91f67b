import type { AppTable } from '../app-tokens/app-table';
import type { LiveToken, LiveTokenTable } from '../installation-tokens/live-token-table';
import type { TokenSeal } from '../installation-tokens/token-seal';
import { logError, logWarning } from '../lambda/logger';
import type { RecentToken } from './track-rate-limits';

export interface RecentlyVendedCollaborators {
  readonly appTable: Pick<AppTable, 'listAppIds'>;
  readonly live: Pick<LiveTokenTable, 'find'>;
  readonly seal: Pick<TokenSeal, 'open'>;
  readonly now?: () => Date;
}

const minute = 60_000;
/** What "recently" means: the time between two runs. */
const recentMilliseconds = 10 * minute;
/** A shared token with less than 15 minutes left is handed out no more, unless somebody asks for so little. */
const leastSharedLeftMilliseconds = 15 * minute;

/**
 * The tokens that somebody may have been given in the last 10 minutes. Of one's own tokens it is known; a shared one is taken while it
 * could have been handed out: not every time that it is leaves a trace. An App whose tokens cannot be read stops no other; when all are
 * through, its failure is thrown.
 */
export function createRecentlyVended(collaborators: RecentlyVendedCollaborators) {
  const { appTable, live, seal, now = () => new Date() } = collaborators;

  return async function* recentlyVended(): AsyncGenerator<RecentToken> {
    const failures: unknown[] = [];
    for (const appId of await appTable.listAppIds()) {
      try {
        yield* recentTokensOf(appId);
      } catch (error) {
        logError('tokens of an App could not be read', error, { appId });
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };

  async function* recentTokensOf(appId: number): AsyncGenerator<RecentToken> {
    const time = now().getTime();
    const endsAfter = time + leastSharedLeftMilliseconds - recentMilliseconds;
    for await (const page of live.find({ appId }, endsAfter)) {
      for (const found of page) {
        if ('isDamaged' in found || !mayBeRecent(found, time)) continue;
        const content = await seal.open(found, found);
        const { installationId } = found;
        if (content) yield { appId, installationId, token: content.token, gitHubApiUrl: content.host };
        else logWarning('a token in the table could not be opened', { appId, installationId });
      }
    }
  }
}

function mayBeRecent({ slotKey, mintedAt }: LiveToken, time: number): boolean {
  return slotKey !== undefined || mintedAt >= time - recentMilliseconds;
}
