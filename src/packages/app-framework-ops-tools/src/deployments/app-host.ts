import { createAppRegistrations } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { createAwsClients } from './aws-clients';
import { createDirectory } from './directory';

/** The host, and port if any, that people and git know a GitHub by, from the base URL of its REST API. */
export function gitHostOf(gitHubApiUrl: string): string {
  const { host } = new URL(gitHubApiUrl);
  if (host === 'api.github.com') return 'github.com';
  return /^api\.[^.]+\.ghe\.com$/.test(host) ? host.slice('api.'.length) : host;
}

/** Whether a token of an App may go to a host. On this computer it may go to any port: they are all of this computer. */
export function isHostOf(gitHubApiUrl: string, host: string): boolean {
  const own = gitHostOf(gitHubApiUrl);
  return own === host.toLowerCase() || (isLoopback(own) && isLoopback(host));
}

/** The base URL of the REST API that an App is registered for, by its row. */
export async function hostOfApp({ appId, table }: { appId: number; table: string | undefined }): Promise<string> {
  const { tagging, lambda, dynamoDb } = createAwsClients();
  const option = 'the option --table NAME';
  const tableName = table ?? (await createDirectory({ tagging, lambda }).theAppTable({ option }));
  const registrations = createAppRegistrations({ dynamoDb, tableName });
  const row = await registrations.read(appId);
  if (row !== undefined) return row.gitHubApiUrl ?? registrations.hostOfRowsWithoutOne();
  throw new CommandError(
    'not-found',
    `Table ${tableName} has no row for App ${appId}, so nobody knows which host its tokens are for. Look at the App id and the table; import a key with import-private-key.`,
  );
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}
