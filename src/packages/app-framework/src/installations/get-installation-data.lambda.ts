import { serveOperation } from '../api/serve-operation';
import { openDynamoDb } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createGetInstallationData } from './get-installation-data';
import { createInstallationTable } from './installation-table';

/** Environment that the function needs. */
export interface GetInstallationDataEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
}

const tableName = requiredVariable<keyof GetInstallationDataEnvironment>('INSTALLATION_TABLE_NAME');
const table = createInstallationTable(openDynamoDb(), tableName);

export const handler = serveOperation('GetInstallationData', createGetInstallationData({ table }));
