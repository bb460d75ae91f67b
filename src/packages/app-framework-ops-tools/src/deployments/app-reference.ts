import {
  type AppRegistrations,
  createAppRegistrations,
  createGitHub,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { GetAppTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import { CommandError } from '../command-line/failures';
import { createAwsClients } from './aws-clients';
import { createClientIdTable, type IdentifiedApp } from './client-id-table';
import { createDirectory } from './directory';
import { connectTo } from './framework-client';

/**
 * The id of an App that was named by its id or by its client id. A client id stands in the App's row once it was asked for: the first time, the
 * Apps of the table are asked for theirs, as themselves.
 */
export async function appIdOf(app: AppReference, table: string | undefined): Promise<number> {
  if (typeof app === 'number') return app;
  const { clientId } = app;
  const { tagging, lambda, dynamoDb } = createAwsClients();
  const option = 'the option --table NAME';
  const tableName = table ?? (await createDirectory({ tagging, lambda }).theAppTable({ option }));
  const ids = createClientIdTable({ dynamoDb, tableName });
  const apps = await ids.list();
  const known = apps.find((each) => each.clientId === clientId);
  if (known !== undefined) return known.appId;
  const registrations = createAppRegistrations({ dynamoDb, tableName });
  const silent: string[] = [];
  for (const each of apps.filter((one) => one.clientId === undefined)) {
    const found = await askForClientId(each, registrations).catch((error) => {
      silent.push(`App ${each.appId} could not be asked: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    if (found !== undefined) await ids.keep(each.appId, found);
    if (found === clientId) return each.appId;
  }
  throw new CommandError(
    'not-found',
    [`No App of table ${tableName} has the client id ${clientId}. Look at it, or give the App id.`, ...silent].join(
      '\n',
    ),
  );
}

async function askForClientId(app: IdentifiedApp, registrations: AppRegistrations): Promise<string | undefined> {
  const { appId } = app;
  const client = await connectTo({ endpoint: 'AppTokenEndpoint', table: registrations.tableName });
  const { appToken } = await client.send(new GetAppTokenCommand({ appId }));
  const gitHubApiUrl = app.gitHubApiUrl ?? (await registrations.hostOfRowsWithoutOne());
  return (await readApp({ gitHubApiUrl, token: appToken })).clientId;
}

/** An App by both of its ids, as `GET /app` has them. @throws CommandError where GitHub does not know the token */
export async function readApp({ gitHubApiUrl, token }: { gitHubApiUrl: string; token: string }) {
  const outcome = await createGitHub().request({ baseUrl: gitHubApiUrl, route: 'GET /app', token });
  if (outcome.kind !== 'answered') {
    const isLater = outcome.kind === 'throttled' || outcome.kind === 'unavailable';
    const answer = `${outcome.status === undefined ? 'failed' : `answered ${outcome.status}`} (${outcome.message})`;
    throw new CommandError(isLater ? 'retry-later' : 'refused', `GET /app at ${gitHubApiUrl} ${answer}.`);
  }
  const { id, client_id } = Object(outcome.data);
  return {
    appId: typeof id === 'number' ? id : undefined,
    clientId: typeof client_id === 'string' ? client_id : undefined,
  };
}
