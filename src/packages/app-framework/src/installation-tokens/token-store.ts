import { createDataKeyStore, type DataKeyStoreCollaborators } from '../aws/data-key-store';
import { createLiveTokenTable } from './live-token-table';
import { createTokenCache } from './token-cache';
import { createTokenSeal } from './token-seal';
import { createTokenTable } from './token-table';

/** The cache of installation tokens over a table and a KMS key. */
export function openTokenCache(collaborators: DataKeyStoreCollaborators) {
  return createTokenCache(openTokenStore(collaborators));
}

/** What the token table holds: slots of shared tokens, rows of all live ones, and the seal that opens both. */
export function openTokenStore(collaborators: DataKeyStoreCollaborators) {
  const { dynamoDb, tableName } = collaborators;
  return {
    slots: createTokenTable(dynamoDb, tableName),
    live: createLiveTokenTable(dynamoDb, tableName),
    seal: createTokenSeal(createDataKeyStore(collaborators)),
  };
}
