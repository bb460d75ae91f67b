import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmetCondition } from '../aws/conditional-write';
import type { Installation } from './installation';
import { type InstallationRow, itemOf, parseItem } from './installation-item';

/** A change of the row that was seen, or of none. */
export interface RowSwap {
  readonly seen: InstallationRow | undefined;
  readonly next: Installation;
  /** Since when at least `next` is so. */
  readonly knownAt: Date;
}

/** `changed` means that the row is not the one that was seen, and that nothing was written. */
export type Swapped =
  | { readonly kind: 'written' }
  | { readonly kind: 'changed'; readonly row: InstallationRow | undefined };

export type InstallationEventTable = ReturnType<typeof createInstallationEventTable>;

/** What events write into the installation table. */
export function createInstallationEventTable(client: DynamoDBClient, tableName: string) {
  return {
    /** Writes only where the row still is what was seen, and answers the row that is there otherwise. */
    async swap({ seen, next, knownAt }: RowSwap): Promise<Swapped> {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: itemOf(next, knownAt.toISOString()),
        ...unchangedSince(seen),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const unmet = await unmetCondition(() => client.send(command));
      if (!unmet) return { kind: 'written' };
      return { kind: 'changed', row: unmet.item && parseItem(unmet.item) };
    },

    /** Removes the row of an installation that has ended, however young: its id never comes back. */
    async removeEnded(ended: Pick<Installation, 'appId' | 'nodeId' | 'installationId'>): Promise<'removed' | 'kept'> {
      const { appId, nodeId, installationId } = ended;
      const command = new DeleteItemCommand({
        TableName: tableName,
        Key: { AppId: { N: String(appId) }, NodeId: { S: nodeId } },
        ConditionExpression: 'InstallationId = :installationId',
        ExpressionAttributeValues: { ':installationId': { N: String(installationId) } },
      });
      return (await unmetCondition(() => client.send(command))) ? 'kept' : 'removed';
    },
  };
}

function unchangedSince(seen: InstallationRow | undefined) {
  // Not the key: a row that lacks what a row must have is none, and may be replaced.
  if (!seen) return { ConditionExpression: 'attribute_not_exists(LastRefreshed)' };
  const { installationId, lastRefreshed } = seen;
  const id = { ':installationId': { N: String(installationId) } };
  if (lastRefreshed === undefined) {
    return {
      ConditionExpression: 'InstallationId = :installationId AND attribute_not_exists(LastRefreshed)',
      ExpressionAttributeValues: id,
    };
  }
  return {
    ConditionExpression: 'InstallationId = :installationId AND LastRefreshed = :lastRefreshed',
    ExpressionAttributeValues: { ...id, ':lastRefreshed': { S: lastRefreshed } },
  };
}
