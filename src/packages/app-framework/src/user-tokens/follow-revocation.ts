import type { UserTokenAnswer, UserTokenRequest } from '../as-user/user-token-request';
import type { EventContext } from '../handlers/serve-events';
import { field } from '../lambda/parsed-json';
import type { SignInApp } from './sign-in-apps';
import type { UserTokens } from './user-tokens-table';

export interface FollowRevocationCollaborators {
  readonly apps: readonly SignInApp[];
  readonly table: Pick<UserTokens, 'read' | 'remove'>;
  /** Asks `get-user-token`, which looks at GitHub whether the pair still serves. */
  readonly ask: (request: UserTokenRequest, remainingMilliseconds: () => number) => Promise<UserTokenAnswer>;
}

/**
 * Takes away the pair of a person who revoked the App at GitHub. The event may be old, and the person have signed in since: a pair that
 * was kept after it came stays, and any other goes only where GitHub takes it no more.
 */
export function createFollowRevocation({ apps, table, ask }: FollowRevocationCollaborators) {
  return async function follow({ payload, delivery, logger, remainingMilliseconds }: EventContext): Promise<void> {
    const { sender, host, app_id: appId, delivery_key: deliveryKey, received_at: receivedAt, action } = delivery;
    const app = apps.find((one) => one.appId === appId && one.host === host);
    const userId = sender?.id ?? field(field(payload, 'sender'), 'id');
    if (action !== 'revoked' || !app || typeof userId !== 'number') return;
    const timed = { remainingMilliseconds };
    const whose = { host, clientId: app.clientId, userId };
    const pair = await table.read(whose, timed);
    const noted = { appId, userId };
    if (!pair) return logger.info('a person revoked the App: nothing was kept of them', noted);
    if (pair.storedAt > Date.parse(receivedAt)) {
      return logger.info('a person revoked the App, and signed in again since', noted);
    }
    const answer = await ask({ host, appId, deliveryKey, userId, version: pair.version }, remainingMilliseconds);
    if ('token' in answer) return logger.info('a revocation was told of a pair that GitHub takes: it stays', noted);
    const removed = await table.remove({ whose, version: pair.version }, timed);
    logger.info('a person revoked the App: their pair is gone', { ...noted, removed });
  };
}
