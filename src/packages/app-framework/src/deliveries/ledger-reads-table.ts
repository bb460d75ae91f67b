import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerReads } from './delivery-records-table';

/** Reads of a ledger by a client, for who has one; functions send signed requests. */
export function ledgerReads({
  dynamoDb,
  tableName,
}: {
  readonly dynamoDb: DynamoDBClient;
  readonly tableName: string;
}): LedgerReads {
  return {
    query: (input) => dynamoDb.send(new QueryCommand({ TableName: tableName, ...input })),
    item: (Key) => dynamoDb.send(new GetItemCommand({ TableName: tableName, Key })),
  };
}
