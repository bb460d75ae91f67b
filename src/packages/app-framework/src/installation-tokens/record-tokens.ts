import { randomUUID } from 'node:crypto';
import type { SealedContent } from '../aws/envelope-seal';
import { logError } from '../lambda/logger';
import { countFailure } from '../metrics/failure-metric';
import type { LiveTokenTable } from './live-token-table';
import type { MintedToken } from './scope';
import type { TokenIdentity } from './token-cache-key';
import { recordOf, type TokenRecord, type TokenSeal } from './token-seal';
import type { UnrecordedTokens } from './unrecorded-tokens-parameter';

export interface TokenRecordsCollaborators {
  readonly live: Pick<LiveTokenTable, 'put'>;
  readonly seal: TokenSeal;
  readonly unrecorded: Pick<UnrecordedTokens, 'note'>;
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** A token that GitHub has just made. */
export interface NewToken extends MintedToken {
  /** SHA-256 of the token in base64. */
  readonly tokenHash: string;
  /** Milliseconds since 1970. */
  readonly mintedAt: number;
}

/** A new token, and the slot that it is to be shared through, where it is. */
export interface TokenToRecord {
  readonly identity: TokenIdentity;
  readonly token: NewToken;
  readonly slotKey: string | undefined;
}

export type SealedToken = TokenRecord & SealedContent & { readonly tokenHash: string };

/** Writes down each token that is minted, so that it can be revoked; and where that fails, that it lives. */
export function createTokenRecords({ live, seal, unrecorded, newId = randomUUID }: TokenRecordsCollaborators) {
  const sealed = async (identity: TokenIdentity, key: string, token: NewToken): Promise<SealedToken> => {
    const record = recordAt(identity, key, token);
    const content = { token: token.token, host: identity.host, scope: token.scope };
    return { ...record, ...(await seal.seal(record, content)), tokenHash: token.tokenHash };
  };

  /** By a row that says so, found by whoever revokes; where the table takes none, by a note that it is. */
  const noteThatItLives = async ({ identity, token, slotKey }: TokenToRecord, key: string): Promise<void> => {
    const { tokenHash, expiresAt } = token;
    try {
      await live.put({ ...recordAt(identity, key, token), tokenHash, ...(slotKey && { slotKey }) });
    } catch (error) {
      const { appId, installationId } = identity;
      logError('token was not written down', error, { appId, installationId });
      await unrecorded.note(appId, expiresAt);
    }
  };

  return {
    sealed,

    /** @returns `unrecorded` where nobody can revoke the token, which is counted then */
    async record(made: TokenToRecord): Promise<'recorded' | 'unrecorded'> {
      const { identity, token, slotKey } = made;
      const key = `live#${newId()}`;
      try {
        await live.put({ ...(await sealed(identity, key, token)), ...(slotKey && { slotKey }) });
        return 'recorded';
      } catch (error) {
        const { appId, installationId } = identity;
        const fields = { appId, installationId, hashedToken: token.tokenHash };
        countFailure('UnrevocableTokens', 'token was not kept: it cannot be revoked', { error, fields });
        await noteThatItLives(made, key);
        return 'unrecorded';
      }
    },
  };
}

function recordAt(identity: TokenIdentity, key: string, { mintedAt, expiresAt }: NewToken): TokenRecord {
  return recordOf(identity, key, { mintedAt, expiresAt: expiresAt.getTime() });
}
