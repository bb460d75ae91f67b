import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { readTarget } from './target';

/** The deployment under test. Loading this file refuses an environment that mixes a local deployment with a real one. */
export const target = readTarget(process.env);
export const { outputs, region } = target;

/** Clients of whoever runs the suite: for looking at state and for setting the stage, never for a call of the product. */
export const administrator = {
  logs: new CloudWatchLogsClient({ region }),
  dynamoDb: new DynamoDBClient({ region }),
  iam: new IAMClient({ region }),
  kms: new KMSClient({ region }),
  lambda: new LambdaClient({ region }),
  sts: new STSClient({ region }),
};
