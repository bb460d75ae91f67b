import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { openPeople } from './people-deployment';

/** Attributes that are shown: no token among them, sealed or not, so that none is read. */
const shown = {
  Login: 'Login',
  Client: 'Client',
  Expires: 'TokenExpiry',
  'Refresh until': 'RefreshTokenExpiry',
  'Last used': 'LastUsed',
  'Signed in': 'StoredAt',
  Flow: 'Flow',
  Ended: 'Ended',
} as const;

/** Shows the sign-ins of a person, without their tokens. */
export async function showUser(request: { readonly userId: number; readonly ledger?: string }): Promise<CommandResult> {
  const { dynamoDb, people } = await openPeople(request);
  const names = Object.values(shown);
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName: people.userTokensTable,
      KeyConditionExpression: 'GitHubUserId = :user',
      ExpressionAttributeValues: { ':user': { N: String(request.userId) } },
      ProjectionExpression: names.map((_, index) => `#${index}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
      ConsistentRead: true,
    }),
  );
  if (Items.length === 0) {
    throw new CommandError(
      'not-found',
      `Nobody with the id ${request.userId} is signed in. https://api.github.com/users/LOGIN tells the id of a login.`,
    );
  }
  const rows = Items.map((item) =>
    Object.fromEntries(Object.entries(shown).map(([label, name]) => [label, item[name]?.S])),
  );
  return {
    exitCode: exitCodes.ok,
    json: Items.map((item) => Object.fromEntries(names.map((name) => [name, item[name]?.S]))),
    text: rows.map((row) => formatFields(row)).join('\n\n'),
  };
}
