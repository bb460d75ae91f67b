import { serveOperation } from '../api/serve-operation';
import { createAppTable } from '../apps/app-table';
import { createAppTokens } from '../apps/app-token';
import { createKmsSigner } from '../apps/kms-signer';
import { createGitHub } from '../github/github';
import { openDynamoDb, openKms } from '../lambda/aws-clients';
import { requiredVariable } from '../lambda/environment';
import { createInstallationFinder } from './find-installation';
import { createGitHubInstallations } from './github-installations';
import { createInstallationTable } from './installation-table';
import { createGetInstallationToken } from './installation-token';

/** Environment that the function needs. */
export interface GetInstallationTokenEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly INSTALLATION_TABLE_NAME: string;
  readonly GITHUB_API_URL: string;
}

const variable = requiredVariable<keyof GetInstallationTokenEnvironment>;
const dynamoDb = openDynamoDb();
const appTokens = createAppTokens({
  appTable: createAppTable(dynamoDb, variable('APP_TABLE_NAME')),
  sign: createKmsSigner(openKms()),
});
const table = createInstallationTable(dynamoDb, variable('INSTALLATION_TABLE_NAME'));
const atGitHub = createGitHubInstallations({ gitHub: createGitHub(), gitHubApiUrl: variable('GITHUB_API_URL') });
const finder = createInstallationFinder({ table, atGitHub });

export const handler = serveOperation(
  'GetInstallationToken',
  createGetInstallationToken({ appTokens, finder, atGitHub }),
);
