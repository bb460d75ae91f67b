import { randomUUID } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import {
  createAskOfPair,
  createGitHub,
  createGitHubOAuth,
  grantedPair,
  many,
  pairContext,
  pairItem,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { renderUnicodeCompact } from 'uqr';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { createAwsClients } from '../deployments/aws-clients';
import { deviceFlow } from './device-flow';
import { openPeople } from './people-deployment';

export interface DeviceFlowRequest {
  readonly clientId: string;
  readonly userTokensTable?: string;
  readonly kmsKeyArn?: string;
  readonly githubApiUrl?: string;
  readonly ledger?: string;
}

interface Place {
  readonly tableName: string;
  readonly keyArn: string;
  readonly apiUrl: string;
  readonly appId: number | undefined;
}

/** Signs somebody in by the device flow, and keeps the pair: sealed, or not at all. */
export async function deviceFlowAuth(
  request: DeviceFlowRequest,
  { progress, redraw }: CommandContext,
  pause: (milliseconds: number) => Promise<unknown> = timer,
): Promise<CommandResult> {
  const { clientId } = request;
  const { dynamoDb, kms } = createAwsClients();
  const { tableName, keyArn, apiUrl, appId } = await placeOf(request);
  const grant = await deviceFlow(
    { apiUrl, clientId },
    {
      oauth: createGitHubOAuth(),
      now: () => Date.now(),
      pause,
      show: ({ url, code }) =>
        progress(`${renderUnicodeCompact(url)}\n\nOpen ${url} on any device, and enter ${code}\n`),
      tell: (seconds) => redraw?.(`Waiting, ${many(seconds, 'second')} left`),
    },
  ).finally(() => redraw?.(undefined));
  const gitHub = createGitHub();
  const outcome = await createAskOfPair({ pause })({
    pair: { storedAt: Date.now() },
    ask: () => gitHub.request({ baseUrl: apiUrl, route: 'GET /user', token: grant.accessToken }),
    isNo: ({ kind }) => kind === 'unauthorized',
    remainingMilliseconds: () => 60_000,
  });
  const { id: userId, login } = Object(outcome.kind === 'answered' ? outcome.data : undefined);
  if (typeof userId !== 'number' || typeof login !== 'string') {
    throw new CommandError('failed', 'GitHub did not say whose token it is. Nothing was kept: run this again.');
  }
  const whose = { host: new URL(apiUrl).host, clientId, userId };
  const { accessToken, refreshToken, scopes, ...pair } = grantedPair(grant, { login, flow: 'device', now: new Date() });
  const seal = async (kind: 'access' | 'refresh', token: string) => {
    const EncryptionContext = pairContext(tableName, whose, kind);
    const command = new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from(token), EncryptionContext });
    const { CiphertextBlob } = await kms.send(command);
    if (CiphertextBlob) return Buffer.from(CiphertextBlob).toString('base64');
    throw new Error('KMS sealed nothing');
  };
  const keep = async () => {
    const stored = {
      ...pair,
      version: randomUUID(),
      sealedAccess: await seal('access', accessToken),
      ...(refreshToken !== undefined && { sealedRefresh: await seal('refresh', refreshToken) }),
      storedAt: Date.now(),
    };
    const Item = pairItem({ whose, appId, pair: stored, scopes });
    return dynamoDb.send(new PutItemCommand({ TableName: tableName, Item, ReturnValues: 'ALL_OLD' }));
  };
  const { Attributes: before } = await keep().catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      'failed',
      `GitHub signed ${login} in, and the pair could not be kept: ${reason}. Run this again; what GitHub granted now is in nobody's hands, and ${login} can end it at GitHub, Settings, Applications, Authorized GitHub Apps.`,
    );
  });
  const replaced = before !== undefined && before.Ended === undefined ? before.StoredAt?.S : undefined;
  if (replaced !== undefined) {
    progress(
      `An earlier sign-in, of ${replaced}, was replaced. Its tokens live at GitHub until they end by themselves: where they may have leaked, run revoke-user ${userId}, which ends all, and this command again.`,
    );
  }
  const json = {
    userId,
    login,
    clientId,
    table: tableName,
    ...(replaced !== undefined && { replaced }),
    ...(pair.expiresAt && { expires: new Date(pair.expiresAt).toISOString() }),
  };
  return {
    exitCode: exitCodes.ok,
    json,
    text: formatFields({
      'Signed in': login,
      'User id': String(userId),
      Client: clientId,
      Expires: json.expires,
      Table: tableName,
    }),
  };
}

/** Table and key, as they are named, or as the deployment says. */
async function placeOf(request: DeviceFlowRequest): Promise<Place> {
  const { clientId, userTokensTable, kmsKeyArn, githubApiUrl = 'https://api.github.com' } = request;
  if (userTokensTable !== undefined && kmsKeyArn !== undefined) {
    return { tableName: userTokensTable, keyArn: kmsKeyArn, apiUrl: githubApiUrl, appId: undefined };
  }
  const { people } = await openPeople(request);
  if (userTokensTable !== undefined && userTokensTable !== people.userTokensTable) {
    throw new CommandError(
      'usage',
      `${userTokensTable} is not the table of that deployment, which is ${people.userTokensTable}: name its key, too, with --kms-key-arn, or its ledger.`,
    );
  }
  const app = people.apps.find((one) => one.clientId === clientId);
  if (!app) {
    const known = people.apps.map((one) => one.clientId).join(', ');
    throw new CommandError(
      'not-found',
      `Nobody signs in to the client ${clientId} in that deployment, which knows ${known}.`,
    );
  }
  return {
    tableName: people.userTokensTable,
    keyArn: kmsKeyArn ?? people.keyArn,
    apiUrl: app.apiUrl,
    appId: app.appId,
  };
}
