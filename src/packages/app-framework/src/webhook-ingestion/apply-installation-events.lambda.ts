import { createAppTable } from '../app-tokens/app-table';
import { openDynamoDb } from '../aws/aws-clients';
import { serveEvents } from '../handlers/serve-events';
import { createApplyEvent } from '../installations/apply-event';
import { createInstallationEventTable } from '../installations/installation-event-table';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';
import { createApplyInstallationEvents } from './apply-installation-events';

/** Environment that the function needs, besides that of every handler. */
export interface ApplyInstallationEventsEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
}

const variable = requiredVariable<keyof ApplyInstallationEventsEnvironment>;
const dynamoDb = openDynamoDb();
const tableName = variable('INSTALLATION_TABLE_NAME');
const applyEvent = createApplyEvent({
  table: createInstallationTable(dynamoDb, tableName),
  eventTable: createInstallationEventTable(dynamoDb, tableName),
});

export const handler = serveEvents(
  createApplyInstallationEvents({ appTable: createAppTable(dynamoDb, variable('APP_TABLE_NAME')), applyEvent }),
);
