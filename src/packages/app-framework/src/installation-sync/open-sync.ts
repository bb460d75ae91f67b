import { createAppTable } from '../app-tokens/app-table';
import { createAppTokens } from '../app-tokens/app-token';
import { createKmsSigner } from '../app-tokens/kms-signer';
import { createMeteredGitHub } from '../app-tokens/metered-github';
import { openDynamoDb, openKms } from '../aws/aws-clients';
import { createGitHubInstallations } from '../installations/github-installations';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';
import { createSync, type SyncInstallations } from './sync';
import { createSyncPlaceParameter } from './sync-place-parameter';

/** Environment of a function that syncs. */
export interface SyncEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
  readonly SYNC_PLACE_PARAMETER: string;
}

/** The sync over what the environment names: the same for the schedule and for `RefreshCachedData`. */
export function openSync(): SyncInstallations {
  const variable = requiredVariable<keyof SyncEnvironment>;
  const dynamoDb = openDynamoDb();
  const appTable = createAppTable(dynamoDb, variable('APP_TABLE_NAME'));
  return createSync({
    appTable,
    appTokens: createAppTokens({ appTable, sign: createKmsSigner(openKms()) }),
    atGitHub: createGitHubInstallations({
      gitHub: createMeteredGitHub(variable('APP_TABLE_NAME')),
      gitHubApiUrl: variable('GITHUB_API_URL'),
    }),
    table: createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME')),
    place: createSyncPlaceParameter(variable('SYNC_PLACE_PARAMETER')),
  });
}
