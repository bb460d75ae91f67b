import { createAppTable } from '../app-tokens/app-table';
import { openDynamoDb } from '../aws/aws-clients';
import { createApplyEvent } from '../installations/apply-event';
import { createInstallationEventTable } from '../installations/installation-event-table';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';

/** Environment that the function needs, besides that of every handler. */
export interface ApplyInstallationEventsEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
}

/** The tables of the credential manager that events of installations change. */
export function openInstallationEvents() {
  const variable = requiredVariable<keyof ApplyInstallationEventsEnvironment>;
  const dynamoDb = openDynamoDb();
  const tableName = variable('INSTALLATION_TABLE_NAME');
  return {
    appTable: createAppTable(dynamoDb, variable('APP_TABLE_NAME')),
    applyEvent: createApplyEvent({
      table: createInstallationTable(dynamoDb, tableName),
      eventTable: createInstallationEventTable(dynamoDb, tableName),
    }),
  };
}
