import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { administrator, outputs } from './deployment';

const { dynamoDb } = administrator;

/** The row of an App, as it is now. */
export async function appRow(
  appId: number,
  table: string = outputs.AppTableName,
): Promise<{ kmsKeyArn: string; gitHubApiUrl: string } | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(appId), ConsistentRead: true }),
  );
  return Item && { kmsKeyArn: Item.KmsKeyArn?.S ?? '', gitHubApiUrl: Item.GitHubApiUrl?.S ?? '' };
}

export interface NewAppRow {
  readonly appId: number;
  readonly kmsKeyArn: string;
  /** Absent in rows of older deployments. */
  readonly gitHubApiUrl?: string;
}

/** Writes a row past the import: what a hand or a restore would do. */
export async function putAppRow({ appId, kmsKeyArn, gitHubApiUrl }: NewAppRow, table: string): Promise<void> {
  const host = gitHubApiUrl && { GitHubApiUrl: { S: gitHubApiUrl } };
  const Item = { ...keyOf(appId), KmsKeyArn: { S: kmsKeyArn }, ...host };
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item }));
}

export async function deleteAppRow(appId: number): Promise<void> {
  await dynamoDb.send(new DeleteItemCommand({ TableName: outputs.AppTableName, Key: keyOf(appId) }));
}

export interface InstallationRow {
  readonly nodeId: string;
  readonly installationId: number;
  readonly name: string;
  readonly targetType: string;
  readonly isSuspended: boolean;
  readonly lastRefreshed: string;
}

/** The installation rows of an App, by node id. */
export async function installationRows(appId: number): Promise<InstallationRow[]> {
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName: outputs.InstallationTableName,
      KeyConditionExpression: 'AppId = :appId',
      ExpressionAttributeValues: { ':appId': { N: String(appId) } },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => ({
    nodeId: item.NodeId?.S ?? '',
    installationId: Number(item.InstallationId?.N),
    name: item.Name?.S ?? '',
    targetType: item.TargetType?.S ?? '',
    isSuspended: item.SuspendedAt !== undefined,
    lastRefreshed: item.LastRefreshed?.S ?? '',
  }));
}

export async function deleteInstallationRows(appId: number): Promise<void> {
  for (const { nodeId } of await installationRows(appId)) {
    await dynamoDb.send(
      new DeleteItemCommand({
        TableName: outputs.InstallationTableName,
        Key: { ...keyOf(appId), NodeId: { S: nodeId } },
      }),
    );
  }
}

function keyOf(appId: number) {
  return { AppId: { N: String(appId) } };
}
