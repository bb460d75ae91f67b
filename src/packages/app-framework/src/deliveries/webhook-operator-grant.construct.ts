import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import type { DeliveryLedgerTable, LedgerIndex } from '../webhooks/delivery-ledger.construct';

export interface WebhookOperatorScope {
  readonly ledger: DeliveryLedgerTable;
  /** Functions that its commands start. */
  readonly functions: readonly IFunction[];
}

/** Lets `grantee` find the ledger, read it by its keys and indexes, and start these functions: it writes no row, and reads no payload. */
export function grantWebhookOperator(grantee: IGrantable, { ledger, functions }: WebhookOperatorScope): Grant {
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
    ],
  });
}
