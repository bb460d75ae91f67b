import { createTableCall, everyItem, isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** A row of the App table. */
export interface RegisteredApp {
  readonly appId: number;
  readonly kmsKeyArn: string;
  readonly gitHubApiUrl: string;
}

/** One as the table has it: rows of earlier versions name no host. */
export type ListedApp = Pick<RegisteredApp, 'appId'> & Partial<Pick<RegisteredApp, 'gitHubApiUrl'>>;

export type RegisteredApps = ReturnType<typeof createRegisteredApps>;

/** The App table, as whoever registers an App needs it. No row that is there is changed. */
export function createRegisteredApps({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  async function list(remainingMilliseconds: () => number): Promise<readonly ListedApp[]> {
    const apps: ListedApp[] = [];
    const input = { ProjectionExpression: 'AppId, GitHubApiUrl', ConsistentRead: true };
    for await (const item of everyItem(call, { operation: 'Scan', input, remainingMilliseconds })) {
      const app = listedIn(item);
      if (app) apps.push(app);
    }
    return apps;
  }

  return {
    list,

    async ids(remainingMilliseconds: () => number): Promise<readonly number[]> {
      return (await list(remainingMilliseconds)).map(({ appId }) => appId);
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

function listedIn(item: unknown): ListedApp | undefined {
  const [appId, gitHubApiUrl] = [numberOf(item, 'AppId'), textOf(item, 'GitHubApiUrl')];
  return appId === undefined ? undefined : { appId, ...(gitHubApiUrl !== undefined && { gitHubApiUrl }) };
}
