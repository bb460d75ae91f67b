import type { GitHubOAuth } from '../github/oauth';
import { logError, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { FreshPair, WantedPair } from './fresh-pair';
import type { PairCipher } from './pair-keys';
import type { SignInApp } from './sign-in-apps';
import type { UserTokens } from './user-tokens-table';
import { createAskOfPair, type YoungPairCollaborators } from './young-pair';

export interface RevokeUserCollaborators extends YoungPairCollaborators {
  readonly apps: readonly SignInApp[];
  readonly table: UserTokens;
  readonly cipher: PairCipher;
  readonly freshPair: (wanted: WantedPair) => Promise<FreshPair>;
  readonly oauth: Pick<GitHubOAuth, 'revokeGrant'>;
  readonly secretOf: (app: SignInApp, remainingMilliseconds: () => number) => Promise<string>;
}

/** What became of a person's sign-in to one App. */
export interface UserRevocation {
  readonly appId: number;
  readonly clientId: string;
  readonly host: string;
  /** `ended`: GitHub took the pair no more, and the row is gone; `failed`: everything is as it was. */
  readonly outcome: 'revoked' | 'ended' | 'not signed in' | 'failed';
  readonly reason?: string;
}

/**
 * Ends a person's sign-in to every App of the deployment, or to one: the grant at GitHub with all its tokens, then the row. Where GitHub does
 * not confirm it the row stays, and it can be asked again.
 */
export function createRevokeUser(collaborators: RevokeUserCollaborators) {
  const { apps, table, cipher, freshPair, oauth, secretOf } = collaborators;
  const askOfPair = createAskOfPair(collaborators);

  /** @throws Error for a request without a person */
  return async function revokeUser(
    input: unknown,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly revocations: readonly UserRevocation[] }> {
    const userId = field(input, 'userId');
    if (typeof userId !== 'number' || !Number.isSafeInteger(userId)) throw new Error('Say whose sign-in: userId.');
    const clientId = field(input, 'clientId');
    const revocations: UserRevocation[] = [];
    for (const app of apps.filter((one) => clientId === undefined || one.clientId === clientId)) {
      const which = { appId: app.appId, clientId: app.clientId, host: app.host };
      try {
        const outcome = await revoke(app, userId);
        logRecord('sign-in of a person revoked', { userId, ...which, outcome });
        revocations.push({ ...which, outcome });
      } catch (error) {
        logError('sign-in of a person could not be revoked', error, { userId, ...which });
        revocations.push({
          ...which,
          outcome: 'failed',
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    }
    return { revocations };

    async function revoke(app: SignInApp, id: number): Promise<UserRevocation['outcome']> {
      const timed = { remainingMilliseconds };
      const whose = { host: app.host, clientId: app.clientId, userId: id };
      const fresh = await freshPair({ app, userId: id, ...timed });
      const pair = fresh.kind === 'pair' ? fresh.pair : await table.read(whose, timed);
      if (!pair) return 'not signed in';
      const of = { whose, version: pair.version };
      const token = await cipher.open(whose, 'access', pair.sealedAccess, remainingMilliseconds);
      if (token === undefined) {
        throw new Error(
          'The pair cannot be opened, so GitHub cannot be asked: the person can revoke the App in their settings.',
        );
      }
      if (fresh.kind === 'sign-in') {
        await table.remove(of, timed);
        return 'ended';
      }
      const { apiUrl, clientId: client } = app;
      const clientSecret = await secretOf(app, remainingMilliseconds);
      const outcome = await askOfPair({
        pair,
        ask: () => oauth.revokeGrant({ apiUrl, clientId: client, clientSecret }, token, timed),
        isNo: ({ kind }) => kind === 'unknown',
        ...timed,
      });
      if (outcome.kind === 'unavailable') throw new Error(outcome.message);
      if (outcome.kind === 'refused') throw new Error(`GitHub refused: ${outcome.error} ${outcome.description}`);
      await table.remove(of, timed);
      return outcome.kind === 'unknown' ? 'ended' : 'revoked';
    }
  };
}
