import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import type { DeliveryLedgerTable, LedgerIndex } from '../webhooks/delivery-ledger.construct';

export interface WebhookOperatorScope {
  readonly ledger: DeliveryLedgerTable;
  /** Functions that its commands start. */
  readonly functions: readonly IFunction[];
  /** What it may read and change, to rotate it. */
  readonly webhookSecret: ISecret;
}

/** Lets `grantee` find the ledger and read it, start these functions, and rotate the webhook secret: it writes no row, and reads no payload. */
export function grantWebhookOperator(
  grantee: IGrantable,
  { ledger, functions, webhookSecret }: WebhookOperatorScope,
): Grant {
  const { secretFullArn, secretArn, encryptionKey } = webhookSecret;
  const indexes = ['Hour', 'EventDay', 'Open', 'DeliveryId'] satisfies LedgerIndex[];
  return grantByManagedPolicy({
    id: 'WebhookOperator',
    deployment: ledger,
    grantee,
    statements: [
      { actions: ['tag:GetResources'], resourceArns: ['*'] },
      { actions: ['dynamodb:GetItem'], resourceArns: [ledger.tableArn] },
      {
        actions: ['dynamodb:Query'],
        resourceArns: [ledger.tableArn, ...indexes.map((index) => `${ledger.tableArn}/index/${index}`)],
      },
      { actions: ['lambda:InvokeFunction'], resourceArns: functions.map(({ functionArn }) => functionArn) },
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
