import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import type { DeliveryLedgerTable, LedgerIndex } from '../webhooks/delivery-ledger.construct';
import { logGroupPrefixes } from './log-groups.construct';

export interface WebhookOperatorScope {
  readonly ledger: DeliveryLedgerTable;
  /** Functions that its commands start. */
  readonly functions: readonly IFunction[];
  /** Tables of which it may see whether they can be restored. */
  readonly backedUp: readonly ITable[];
  /** What its logs belong to. */
  readonly logged: readonly IConstruct[];
}

/**
 * Lets `grantee` find the ledger and read it, and start these functions: it writes no row, reads no payload and no secret. It
 * may search the logs, in which no secret is.
 */
export function grantWebhookOperator(
  grantee: IGrantable,
  { ledger, functions, backedUp, logged }: WebhookOperatorScope,
): Grant {
  const indexes = ['Hour', 'EventDay', 'Open', 'DeliveryId'] satisfies LedgerIndex[];
  return grantByManagedPolicy({
    id: 'WebhookOperator',
    deployment: ledger,
    grantee,
    statements: [
      // None knows resources, but for the list of log groups, which has names alone. Figures tell how old what is in the queues is.
      {
        actions: [
          ...['tag:GetResources', 'cloudwatch:GetMetricStatistics', 'cloudwatch:DescribeAlarms'],
          ...['logs:DescribeLogGroups', 'logs:GetQueryResults'],
        ],
        resourceArns: ['*'],
      },
      {
        actions: ['logs:StartQuery'],
        resourceArns: logGroupPrefixes(logged).map((prefix) =>
          Stack.of(ledger).formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${prefix}*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      },
      // Whoever is told by alarms has a topic of any name.
      {
        actions: ['sns:GetTopicAttributes'],
        resourceArns: [Stack.of(ledger).formatArn({ service: 'sns', resource: '*' })],
      },
      { actions: ['dynamodb:GetItem'], resourceArns: [ledger.tableArn] },
      { actions: ['dynamodb:DescribeContinuousBackups'], resourceArns: backedUp.map(({ tableArn }) => tableArn) },
      {
        actions: ['dynamodb:Query'],
        resourceArns: [ledger.tableArn, ...indexes.map((index) => `${ledger.tableArn}/index/${index}`)],
      },
      { actions: ['lambda:InvokeFunction'], resourceArns: functions.map(({ functionArn }) => functionArn) },
    ],
  });
}

export interface SecretRotationScope {
  readonly webhookSecret: ISecret;
  readonly deployment: IConstruct;
}

/** Lets `grantee` read the webhook secret and change it. */
export function grantSecretRotation(grantee: IGrantable, { webhookSecret, deployment }: SecretRotationScope): Grant {
  const { secretFullArn, secretArn, encryptionKey } = webhookSecret;
  return grantByManagedPolicy({
    id: 'WebhookSecretRotation',
    deployment,
    grantee,
    statements: [
      {
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        // AWS ends its ARN with six characters of its own.
        resourceArns: [secretFullArn ?? `${secretArn}-??????`],
      },
      ...(encryptionKey
        ? [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resourceArns: [encryptionKey.keyArn] }]
        : []),
    ],
  });
}
