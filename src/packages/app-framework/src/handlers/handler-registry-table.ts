import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { routingKey } from '../webhooks/route-source';

export interface HandlerRegistryCollaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly tableName: string;
}

/** Writes the routing of a deployment into the ledger's table, where the receiver and the recovery read it. */
export function createHandlerRegistry({ dynamoDb, tableName }: HandlerRegistryCollaborators) {
  return async function register(properties: Readonly<Record<string, unknown>>): Promise<void> {
    const { Routes: routes } = properties;
    if (typeof routes !== 'string') throw new Error('Routes must be a text of JSON.');
    const Item = { ...routingKey, Routes: { S: routes } };
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
  };
}
