import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';

/** Clients with the region, the credentials and the endpoints that the AWS environment gives. Nothing is sent until one is used. */
export function createAwsClients() {
  return {
    dynamoDb: new DynamoDBClient({}),
    kms: new KMSClient({}),
    lambda: new LambdaClient({}),
    tagging: new ResourceGroupsTaggingAPIClient({}),
  };
}
