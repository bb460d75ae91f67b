import { serveOperation } from '../api/serve-operation';
import { createAppTable } from '../app-tokens/app-table';
import { createAppTokens } from '../app-tokens/app-token';
import { createKmsSigner } from '../app-tokens/kms-signer';
import { createMeteredGitHub } from '../app-tokens/metered-github';
import { openDynamoDb, openKms } from '../aws/aws-clients';
import { createInstallationFinder } from '../installations/find-installation';
import { createGitHubInstallations } from '../installations/github-installations';
import { createInstallationTable } from '../installations/installation-table';
import { requiredVariable } from '../lambda/environment';
import { createRevokeInstallationTokens } from './revoke-installation-tokens';
import { openTokenStore } from './token-store';

/** Environment that the function needs. */
export interface RevokeInstallationTokensEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
  readonly TOKEN_TABLE_NAME: string;
  readonly TOKEN_KEY_ARN: string;
}

const variable = requiredVariable<keyof RevokeInstallationTokensEnvironment>;
const dynamoDb = openDynamoDb();
const kms = openKms();
const appTable = createAppTable(dynamoDb, variable('APP_TABLE_NAME'));
const appTokens = createAppTokens({ appTable, sign: createKmsSigner(kms) });
const table = createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME'));
const gitHub = createMeteredGitHub(variable('APP_TABLE_NAME'));
const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: variable('GITHUB_API_URL') });
const finder = createInstallationFinder({ table, atGitHub });
const tokenTable = { tableName: variable('TOKEN_TABLE_NAME'), wrappingKeyArn: variable('TOKEN_KEY_ARN') };
const store = openTokenStore({ dynamoDb, kms, ...tokenTable });

export const handler = serveOperation(
  'RevokeInstallationTokens',
  createRevokeInstallationTokens({ appTokens, finder, atGitHub, ...store }),
);
