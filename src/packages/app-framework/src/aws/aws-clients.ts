import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';

// Both answer in milliseconds: a connection or an answer that takes seconds is lost, and the SDK tries again while the caller waits.
const settings = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

/** DynamoDB as the function's role. One client serves all tables, over the same connections. */
export function openDynamoDb(): DynamoDBClient {
  return new DynamoDBClient(settings);
}

/** KMS as the function's role. */
export function openKms(): KMSClient {
  return new KMSClient(settings);
}
