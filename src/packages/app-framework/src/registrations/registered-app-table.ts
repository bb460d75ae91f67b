import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** A row of the App table. */
export interface RegisteredApp {
  readonly appId: number;
  readonly kmsKeyArn: string;
  readonly gitHubApiUrl: string;
}

export type RegisteredApps = ReturnType<typeof createRegisteredApps>;

/** The App table, as whoever registers an App needs it. No row that is there is changed. */
export function createRegisteredApps({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  return {
    async ids(remainingMilliseconds: () => number): Promise<readonly number[]> {
      const ids: number[] = [];
      let from: unknown;
      do {
        const input = {
          ProjectionExpression: 'AppId',
          ConsistentRead: true,
          ...(from !== undefined && { ExclusiveStartKey: from }),
        };
        const answer = await call({ operation: 'Scan', input, remainingMilliseconds });
        const items = field(answer, 'Items');
        ids.push(...(Array.isArray(items) ? items.flatMap((item) => numberOf(item, 'AppId') ?? []) : []));
        from = field(answer, 'LastEvaluatedKey');
      } while (from !== undefined);
      return ids;
    },

    /** The key that the App signs with; absent where it has no row. */
    async keyOf(appId: number, remainingMilliseconds: () => number): Promise<string | undefined> {
      const input = { Key: { AppId: { N: String(appId) } }, ConsistentRead: true };
      return textOf(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'), 'KmsKeyArn');
    },

    /** Again for the same App and key is as good as once. @throws Error where the App has another key already */
    async write({ appId, kmsKeyArn, gitHubApiUrl }: RegisteredApp, remaining: () => number): Promise<void> {
      const input = {
        Key: { AppId: { N: String(appId) } },
        UpdateExpression: 'SET KmsKeyArn = :key, GitHubApiUrl = :url',
        ConditionExpression: 'attribute_not_exists(AppId) OR KmsKeyArn = :key',
        ExpressionAttributeValues: { ':key': { S: kmsKeyArn }, ':url': { S: gitHubApiUrl } },
      };
      try {
        await call({ operation: 'UpdateItem', input, remainingMilliseconds: remaining });
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
        throw new Error(`The App table has another key for App ${appId} already, which was left as it is.`, {
          cause: error,
        });
      }
    },
  };
}
