import { serveOperation } from '../api/serve-operation';
import { openDynamoDb, openKms } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createAppTable } from './app-table';
import { createAppTokens } from './app-token';
import { createGetAppToken } from './get-app-token';
import { createKmsSigner } from './kms-signer';

/** Environment that the function needs. */
export interface GetAppTokenEnvironment {
  readonly APP_TABLE_NAME: string;
}

const appTableName = requiredVariable<keyof GetAppTokenEnvironment>('APP_TABLE_NAME');
const appTokens = createAppTokens({
  appTable: createAppTable(openDynamoDb(), appTableName),
  sign: createKmsSigner(openKms()),
});

export const handler = serveOperation('GetAppToken', createGetAppToken({ appTokens }));
