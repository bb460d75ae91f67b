import { openDynamoDb } from '../aws/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createInstallationTable } from './installation-table';

/** Environment of the functions that read the installation table. */
export interface InstallationsEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
}

/** The installation table that the environment names. */
export function openInstallations() {
  const tableName = requiredVariable<keyof InstallationsEnvironment>('INSTALLATION_TABLE_NAME');
  return { table: createInstallationTable(openDynamoDb(), tableName) };
}
