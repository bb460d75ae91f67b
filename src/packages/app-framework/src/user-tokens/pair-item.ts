import { numberOf, textOf, timeOf } from '../aws/table-item';
import type { PairIdentity, SignInFlow, StoredPair } from './user-pair';

/** Key of a pair: one row for each person, host and client id. */
export function pairKey({ host, clientId, userId }: PairIdentity) {
  return { GitHubUserId: { N: String(userId) }, Client: { S: `${host}#${clientId}` } };
}

/** What KMS binds the token of a pair to. */
export function pairContext(tableName: string, { host, clientId, userId }: PairIdentity, kind: 'access' | 'refresh') {
  return { table: tableName, host, client: clientId, user: String(userId), kind };
}

/** A row of the table; absent where it is none of a pair. */
export function pairOf(item: unknown): StoredPair | undefined {
  const sealedAccess = textOf(item, 'EncryptedAccessToken');
  if (sealedAccess === undefined) return undefined;
  const expiresAt = timeOf(item, 'TokenExpiry')?.getTime();
  const sealedRefresh = textOf(item, 'EncryptedRefreshToken');
  const refreshExpiresAt = timeOf(item, 'RefreshTokenExpiry')?.getTime();
  const lastUsed = timeOf(item, 'LastUsed')?.getTime();
  const owner = textOf(item, 'LeaseOwner');
  const ended = textOf(item, 'Ended');
  const flow: SignInFlow = textOf(item, 'Flow') === 'device' ? 'device' : 'web';
  return {
    // A row that something else wrote has none, and is replaced like any other.
    version: textOf(item, 'Version') ?? '',
    login: textOf(item, 'Login') ?? '',
    sealedAccess,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(sealedRefresh !== undefined && { sealedRefresh }),
    ...(refreshExpiresAt !== undefined && { refreshExpiresAt }),
    flow,
    storedAt: timeOf(item, 'StoredAt')?.getTime() ?? 0,
    ...(lastUsed !== undefined && { lastUsed }),
    ...(owner !== undefined && { lease: { owner, until: numberOf(item, 'LeaseUntil') ?? 0 } }),
    ...(ended !== undefined && { ended }),
  };
}

/** A pair that is to be kept. */
export interface PairToStore {
  readonly whose: PairIdentity;
  readonly appId: number | undefined;
  readonly pair: StoredPair;
  readonly scopes: string;
}

/** The whole row of a pair. */
export function pairItem({ whose, appId, pair, scopes }: PairToStore) {
  return {
    ...pairKey(whose),
    ...(appId !== undefined && { AppId: { N: String(appId) } }),
    Login: { S: pair.login },
    EncryptedAccessToken: { S: pair.sealedAccess },
    ...(pair.sealedRefresh !== undefined && { EncryptedRefreshToken: { S: pair.sealedRefresh } }),
    ...timeAt('TokenExpiry', pair.expiresAt),
    ...timeAt('RefreshTokenExpiry', pair.refreshExpiresAt),
    ...timeAt('StoredAt', pair.storedAt),
    ...timeAt('LastUsed', pair.lastUsed),
    Scopes: { S: scopes },
    Flow: { S: pair.flow },
    Version: { S: pair.version },
  };
}

function timeAt(name: string, milliseconds: number | undefined) {
  return milliseconds === undefined ? {} : { [name]: { S: new Date(milliseconds).toISOString() } };
}
