import { createMeteredGitHub } from '../app-tokens/metered-github';
import { type AppTokensEnvironment, openAppTokens } from '../app-tokens/open-app-tokens';
import { createGitHubInstallations } from '../installations/github-installations';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';
import { createSync, type SyncInstallations } from './sync';
import { createSyncPlaceParameter } from './sync-place-parameter';

/** Environment of a function that syncs. */
export interface SyncEnvironment extends AppTokensEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
  readonly SYNC_PLACE_PARAMETER: string;
}

/** The sync over what the environment names: the same for the schedule and for `RefreshCachedData`. */
export function openSync(): SyncInstallations {
  const variable = requiredVariable<keyof SyncEnvironment>;
  const { dynamoDb, appTableName, appTable, appTokens } = openAppTokens();
  return createSync({
    appTable,
    appTokens,
    atGitHub: createGitHubInstallations({
      gitHub: createMeteredGitHub(appTableName),
      gitHubApiUrl: variable('GITHUB_API_URL'),
    }),
    table: createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME')),
    place: createSyncPlaceParameter(variable('SYNC_PLACE_PARAMETER')),
  });
}
