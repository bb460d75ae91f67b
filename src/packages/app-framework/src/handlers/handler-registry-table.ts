import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { operationsKey, routingKey } from '../webhooks/route-source';

export interface HandlerRegistryCollaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly tableName: string;
}

/** Writes into the ledger's table the routing of a deployment, which the receiver and the recovery read, and what it consists of. */
export function createHandlerRegistry({ dynamoDb, tableName }: HandlerRegistryCollaborators) {
  return async function register(properties: Readonly<Record<string, unknown>>): Promise<void> {
    const { Routes: routes, Operations: operations } = properties;
    if (typeof routes !== 'string' || typeof operations !== 'string')
      throw new Error('Routes and Operations must be texts of JSON.');
    const rows = [
      { ...routingKey, Routes: { S: routes } },
      { ...operationsKey, Operations: { S: operations } },
    ];
    for (const Item of rows) await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
  };
}
