import { createMeteredGitHub } from '../app-tokens/metered-github';
import { type AppTokensEnvironment, openAppTokens } from '../app-tokens/open-app-tokens';
import { createInstallationFinder } from '../installations/find-installation';
import { createGitHubInstallations } from '../installations/github-installations';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';
import { createTokenTables } from './token-tables';
import { createUnrecordedTokens } from './unrecorded-tokens-parameter';

/** Environment of a function that mints installation tokens or revokes them. */
export interface InstallationTokensEnvironment extends AppTokensEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
  readonly TOKEN_TABLE_NAME: string;
  readonly TOKEN_KEY_ARN: string;
  readonly UNRECORDED_TOKENS_PARAMETER: string;
}

/** What such a function stands on, over what the environment names. */
export function openInstallationTokens() {
  const variable = requiredVariable<keyof InstallationTokensEnvironment>;
  const { dynamoDb, kms, appTableName, appTokens } = openAppTokens();
  const gitHub = createMeteredGitHub(appTableName);
  const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: variable('GITHUB_API_URL') });
  const table = createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME'));
  const tokenTable = { tableName: variable('TOKEN_TABLE_NAME'), wrappingKeyArn: variable('TOKEN_KEY_ARN') };
  return {
    dynamoDb,
    tokenTableName: tokenTable.tableName,
    appTokens,
    atGitHub,
    finder: createInstallationFinder({ table, atGitHub }),
    store: createTokenTables({ dynamoDb, kms, ...tokenTable }),
    unrecorded: createUnrecordedTokens(variable('UNRECORDED_TOKENS_PARAMETER')),
  };
}
