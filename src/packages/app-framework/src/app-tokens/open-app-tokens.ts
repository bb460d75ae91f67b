import { openDynamoDb, openKms } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createAppTable } from './app-table';
import { createAppTokens } from './app-token';
import { createKmsSigner } from './kms-signer';

/** Environment of a function that acts as Apps. */
export interface AppTokensEnvironment {
  readonly APP_TABLE_NAME: string;
}

/** The App table that the environment names, tokens of its Apps, and the clients that both use. */
export function openAppTokens() {
  const appTableName = requiredVariable<keyof AppTokensEnvironment>('APP_TABLE_NAME');
  const dynamoDb = openDynamoDb();
  const kms = openKms();
  const appTable = createAppTable(dynamoDb, appTableName);
  return {
    dynamoDb,
    kms,
    appTableName,
    appTable,
    appTokens: createAppTokens({ appTable, sign: createKmsSigner(kms) }),
  };
}
