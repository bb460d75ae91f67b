import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { createProxyAgent } from './proxies';

/** Clients with the region, the credentials and the endpoints that the AWS environment gives. Nothing is sent until one is used. */
export function createAwsClients() {
  const settings = clientSettings();
  return {
    dynamoDb: new DynamoDBClient(settings),
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
    secrets: new SecretsManagerClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  };
}

/** What every client is made with, besides what it finds itself: the way through a proxy, for those that fetch credentials too. */
export function clientSettings() {
  const httpsAgent = createProxyAgent();
  if (httpsAgent === undefined) return {};
  const requestHandler = { httpsAgent };
  return {
    requestHandler,
    credentialDefaultProvider: (init: object = {}) => defaultProvider({ ...init, clientConfig: { requestHandler } }),
  };
}
