import { type AttributeValue, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { administrator } from './deployment';
import { signInOutput } from './given-sign-in-app';
import { sessionLike } from './identities';
import { control, gitHub } from './local-github';
import { type RawAnswer, sendRaw } from './signed-request';
import { webhookFunctionOf } from './webhook-functions';

const { dynamoDb } = administrator;

/** Asks for the token of the sender of a delivery, as the role of a handler may that acts as people. */
export async function tokensAsHandler(): Promise<
  (ask: { appId: number; userId: number; deliveryId: string }) => Promise<RawAnswer>
> {
  const { environment, roleArn } = await webhookFunctionOf({ handler: 'note-closing' });
  const [as, host] = [await sessionLike(roleArn), new URL(gitHub.url).host];
  const url = environment.APP_FRAMEWORK_USER_TOKEN_ENDPOINT ?? '';
  return ({ appId, userId, deliveryId }) => {
    const deliveryKey = `${host}#${appId}#${deliveryId}`;
    return sendRaw({ as, url, body: JSON.stringify({ host, appId, userId, deliveryKey }) });
  };
}

/** The rows of the pairs of somebody, one a client. */
export async function pairsOf(userId: number): Promise<readonly Record<string, AttributeValue>[]> {
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName: signInOutput('UserTokensTableName'),
      KeyConditionExpression: 'GitHubUserId = :user',
      ExpressionAttributeValues: { ':user': { N: String(userId) } },
      ConsistentRead: true,
    }),
  );
  return Items;
}

/** Has the one pair of somebody be over. Answers its version. @throws Error where there is none */
export async function overdue(userId: number): Promise<string> {
  const [{ GitHubUserId, Client, Version } = {}] = await pairsOf(userId);
  if (!GitHubUserId || !Client) throw new Error('Nobody signed in.');
  const TokenExpiry = { Action: 'PUT', Value: { S: new Date(0).toISOString() } } as const;
  const Key = { GitHubUserId, Client };
  const TableName = signInOutput('UserTokensTableName');
  await dynamoDb.send(new UpdateItemCommand({ TableName, Key, AttributeUpdates: { TokenExpiry } }));
  return String(Version?.S);
}

/** What became of each refresh that GitHub was ever asked for, in order. */
export async function refreshes(): Promise<string[]> {
  const { requests } = Object(await control('GET', '/token-requests'));
  return requests
    .filter(({ grantType }: { grantType: string }) => grantType === 'refresh_token')
    .map(({ outcome }: { outcome: string }) => outcome);
}
