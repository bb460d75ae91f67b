import { createDataKeys, type DataKeysCollaborators } from '../aws/data-keys';
import { createLiveTokenTable } from './live-token-table';
import { createTokenSeal } from './token-seal';
import { createTokenTable } from './token-table';

/** What the token table holds: slots of shared tokens, rows of all live ones, and the seal that opens both. */
export function createTokenTables(collaborators: DataKeysCollaborators) {
  const { dynamoDb, tableName } = collaborators;
  return {
    slots: createTokenTable(dynamoDb, tableName),
    live: createLiveTokenTable(dynamoDb, tableName),
    seal: createTokenSeal(createDataKeys(collaborators)),
  };
}
