import { type DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

/** An App of the table by its two ids. */
export interface IdentifiedApp {
  readonly appId: number;
  /** Absent until somebody has looked it up. */
  readonly clientId?: string;
  readonly gitHubApiUrl?: string;
}

/** Client ids in the App table, where they are kept once they are known. */
export function createClientIdTable({ dynamoDb, tableName }: { dynamoDb: DynamoDBClient; tableName: string }) {
  return {
    tableName,

    async list(): Promise<IdentifiedApp[]> {
      const apps: IdentifiedApp[] = [];
      for await (const { Items = [] } of paginateScan({ client: dynamoDb }, { TableName: tableName })) {
        for (const { AppId, ClientId, GitHubApiUrl } of Items) {
          const [clientId, gitHubApiUrl] = [ClientId?.S, GitHubApiUrl?.S];
          apps.push({ appId: Number(AppId?.N), ...(clientId && { clientId }), ...(gitHubApiUrl && { gitHubApiUrl }) });
        }
      }
      return apps;
    },

    /** Keeps the client id of an App that has a row. It never changes. */
    async keep(appId: number, clientId: string): Promise<void> {
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: { AppId: { N: String(appId) } },
          UpdateExpression: 'SET ClientId = :clientId',
          ConditionExpression: 'attribute_exists(AppId)',
          ExpressionAttributeValues: { ':clientId': { S: clientId } },
        }),
      );
    },
  };
}
