import { type AttributeValue, type DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';

/** What the App table says about an App: the key that signs for it and the host that it lives on. */
export interface AppRow {
  readonly appId: number;
  readonly kmsKeyArn: string;
  /** Base URL of the host's REST API; absent in rows that were written before the host was kept. */
  readonly gitHubApiUrl?: string;
}

export type AppTable = ReturnType<typeof createAppTable>;

/** The App table, read only: a function that could write here could point an App at another key. */
export function createAppTable(client: DynamoDBClient, tableName: string) {
  return {
    /** The row of an App, absent where it has none. Consistent, because right after a rotation the old key signs no more. */
    async getApp(appId: number): Promise<AppRow | undefined> {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { AppId: { N: String(appId) } }, ConsistentRead: true }),
      );
      return Item && parseAppRow(Item);
    },

    /** Ids of all Apps, also of those whose row is damaged otherwise. */
    async listAppIds(): Promise<number[]> {
      const appIds: number[] = [];
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: tableName,
            ProjectionExpression: 'AppId',
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        );
        appIds.push(...(page.Items ?? []).map(appIdOf));
        from = page.LastEvaluatedKey;
      } while (from);
      return appIds;
    },
  };
}

/** @throws Error that says what is wrong with a row that no import has written */
export function parseAppRow(item: Record<string, AttributeValue>): AppRow {
  const appId = appIdOf(item);
  const kmsKeyArn = item.KmsKeyArn?.S;
  if (!kmsKeyArn) {
    throw new Error(
      `The row of App ${appId} in the App table names no key (KmsKeyArn). Import the App's private key again.`,
    );
  }
  const gitHubApiUrl = item.GitHubApiUrl?.S;
  return { appId, kmsKeyArn, ...(gitHubApiUrl && { gitHubApiUrl }) };
}

function appIdOf(item: Record<string, AttributeValue>): number {
  const appId = Number(item.AppId?.N);
  if (Number.isSafeInteger(appId) && appId > 0) return appId;
  throw new Error(
    `The App table has a row with AppId ${item.AppId?.N ?? 'absent'}, which is no id of an App. Delete the row.`,
  );
}
