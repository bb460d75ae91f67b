import { createTableCall } from '../aws/table-call';
import type { OAuthOutcome, Revocation } from '../github/oauth';
import { actorKey } from '../webhooks/route-source';
import { createRoleOf } from './actors-table';
import { createAsks } from './asks-table';
import { createFreshPair, type FreshPairCollaborators } from './fresh-pair';
import { pairItem } from './pair-item';
import { createPairCipher } from './pair-keys';
import { createSealPair } from './seal-pair';
import { createSenderOf } from './senders-table';
import type { SignInApp } from './sign-in-apps';
import { grantedPair, type SignInFlow } from './user-pair';
import { createUserTokens } from './user-tokens-table';

export const app: SignInApp = {
  appId: 7,
  clientId: 'Iv23li7',
  host: 'ghe.example.com',
  apiUrl: 'https://ghe.example.com/api/v3',
  secretArn: 'arn:secret',
};
export const userId = 4_000_000_001;
export const whose = { host: app.host, clientId: app.clientId, userId };
export const ample = { remainingMilliseconds: () => 55_000 };
export const tables = { userTokens: 'UserTokens', authState: 'AuthState', ledger: 'Ledger' };

/** GitHub as it hands out pairs: a refresh token works once. */
export function createRotatingGitHub() {
  let pairs = 0;
  const live = { access: '', refresh: '' };
  const revoked: string[] = [];
  const asked: { token: string; secret: string | undefined }[] = [];
  const next = () => {
    pairs += 1;
    Object.assign(live, { access: `ghu_${pairs}`, refresh: `ghr_${pairs}` });
    const lives = { expires_in: 28_800, refresh_token_expires_in: 15_897_600 };
    return {
      accessToken: live.access,
      refreshToken: live.refresh,
      expiresInSeconds: lives.expires_in,
      refreshExpiresInSeconds: lives.refresh_token_expires_in,
      scope: '',
    };
  };
  let refresh = async (): Promise<OAuthOutcome> => ({ kind: 'granted', grant: next() });
  return {
    live,
    revoked,
    asked,
    next,
    /** Has refreshes answered otherwise; `next` rotates. */
    answer: (by: () => Promise<OAuthOutcome>) => {
      refresh = by;
    },
    oauth: {
      async refresh({ clientSecret }: { clientSecret?: string | undefined }, token: string): Promise<OAuthOutcome> {
        asked.push({ token, secret: clientSecret });
        if (token !== live.refresh) return { kind: 'refused', error: 'bad_refresh_token', description: 'It was used.' };
        return refresh();
      },
      async revokeToken(_client: unknown, token: string): Promise<Revocation> {
        revoked.push(token);
        return { kind: 'revoked' };
      },
    },
  };
}

export type RotatingGitHub = ReturnType<typeof createRotatingGitHub>;

/** What works on pairs, on the fake AWS, with a clock that stands. */
export function createPairs(gitHub: RotatingGitHub, given: Partial<FreshPairCollaborators> = {}) {
  let time = Date.parse('2026-11-01T00:00:00Z');
  const now = () => new Date(time);
  const table = createUserTokens({ tableName: tables.userTokens });
  const cipher = createPairCipher({ keyArn: 'arn:key', tableName: tables.userTokens });
  const sealPair = createSealPair({ cipher, now });
  const collaborators = {
    table,
    cipher,
    sealPair,
    oauth: gitHub.oauth,
    secretOf: async () => 'client-secret',
    now,
    pause: () => new Promise((resolve) => setTimeout(resolve, 2)),
    ...given,
  };
  return {
    table,
    cipher,
    sealPair,
    now,
    asks: createAsks({ tableName: tables.authState, now }),
    senderOf: createSenderOf({ ledgerName: tables.ledger }),
    roleOf: createRoleOf({ ledgerName: tables.ledger, now }),
    freshPair: createFreshPair(collaborators),
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    /** For those who wait by this clock. */
    pause: async (milliseconds: number) => {
      time += milliseconds;
    },
    /** Has a delivery arrive; of nobody where no sender is named. */
    async delivered(deliveryKey: string, senderId?: number): Promise<void> {
      const SenderId = senderId === undefined ? {} : { SenderId: { N: String(senderId) } };
      const input = { Item: { Delivery: { S: deliveryKey }, Part: { S: 'delivery' }, ...SenderId } };
      await createTableCall(tables.ledger)({ operation: 'PutItem', input, ...ample });
    },
    /** Has a handler be deployed that may act as people. */
    async deployed(handler: string, role: string): Promise<void> {
      const input = { Item: { ...actorKey(handler), RoleName: { S: role } } };
      await createTableCall(tables.ledger)({ operation: 'PutItem', input, ...ample });
    },
    /** Has the person sign in: what is kept then. */
    async signIn({ flow = 'web' }: { readonly flow?: SignInFlow } = {}) {
      const pair = grantedPair(gitHub.next(), { login: 'ada', flow, now: now() });
      const toStore = await sealPair({ app, userId, pair }, ample.remainingMilliseconds);
      const input = { Item: pairItem(toStore) };
      await createTableCall(tables.userTokens)({ operation: 'PutItem', input, ...ample });
      return toStore.pair;
    },
    /** The access token that is kept. */
    async kept(): Promise<string | undefined> {
      const pair = await table.read(whose, ample);
      return pair && cipher.open(whose, 'access', pair.sealedAccess, ample.remainingMilliseconds);
    },
  };
}
