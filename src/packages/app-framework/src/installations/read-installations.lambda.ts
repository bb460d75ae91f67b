import { serveOperation } from '../api/serve-operation';
import { openDynamoDb } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createGetInstallationData } from './get-installation-data';
import { createGetInstallations } from './get-installations';
import { createInstallationTable } from './installation-table';

/** Environment that both functions need. */
export interface ReadInstallationsEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
}

const tableName = requiredVariable<keyof ReadInstallationsEnvironment>('INSTALLATION_TABLE_NAME');
const table = createInstallationTable(openDynamoDb(), tableName);

export const handler = serveOperation('GetInstallations', createGetInstallations({ table }));

/** The other function of this code: its role may read what the first may not, and the other way round. */
export const ofOneTarget = serveOperation('GetInstallationData', createGetInstallationData({ table }));
