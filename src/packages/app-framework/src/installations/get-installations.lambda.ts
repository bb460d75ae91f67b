import { serveOperation } from '../api/serve-operation';
import { openDynamoDb } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createGetInstallations } from './get-installations';
import { createInstallationTable } from './installation-table';

/** Environment that the function needs. */
export interface GetInstallationsEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
}

const tableName = requiredVariable<keyof GetInstallationsEnvironment>('INSTALLATION_TABLE_NAME');
const table = createInstallationTable(openDynamoDb(), tableName);

export const handler = serveOperation('GetInstallations', createGetInstallations({ table }));
