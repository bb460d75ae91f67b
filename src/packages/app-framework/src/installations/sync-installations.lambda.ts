import { createAppTable } from '../apps/app-table';
import { createAppTokens } from '../apps/app-token';
import { createKmsSigner } from '../apps/kms-signer';
import { createMeteredGitHub } from '../apps/metered-github';
import { openDynamoDb, openKms } from '../lambda/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createGitHubInstallations } from './github-installations';
import { createInstallationTable } from './installation-table';
import { createSync } from './sync';
import { createSyncPlaceParameter } from './sync-place-parameter';

/** Environment that the function needs. */
export interface SyncInstallationsEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
  readonly SYNC_PLACE_PARAMETER: string;
}

const variable = requiredVariable<keyof SyncInstallationsEnvironment>;
const dynamoDb = openDynamoDb();
const appTable = createAppTable(dynamoDb, variable('APP_TABLE_NAME'));
const sync = createSync({
  appTable,
  appTokens: createAppTokens({ appTable, sign: createKmsSigner(openKms()) }),
  atGitHub: createGitHubInstallations({
    gitHub: createMeteredGitHub(variable('APP_TABLE_NAME')),
    gitHubApiUrl: variable('GITHUB_API_URL'),
  }),
  table: createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME')),
  place: createSyncPlaceParameter(variable('SYNC_PLACE_PARAMETER')),
});

/** The schedule's entry. What the sync did stands in the log; a run with an App that failed ends as an error, so that alarms see it. */
export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const { failures } = await sync(() => context.getRemainingTimeInMillis());
  if (failures.length > 0)
    throw new Error(`Apps could not be synced: ${failures.map(({ appId }) => appId).join(', ')}`);
}
