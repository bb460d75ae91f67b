import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** What events of installations are held against, and what they change. */
export interface InstallationEventTables {
  readonly appTable: ITable;
  readonly installationTable: ITable;
}

/** Lets `grantee` look whether an App has a row, and bring rows of installations up to date. */
export function grantInstallationEvents(
  grantee: IGrantable,
  { appTable, installationTable }: InstallationEventTables,
): Grant {
  const { tableArn } = installationTable;
  const changes = Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    resourceArns: [tableArn],
  });
  const resourceArns = [`${tableArn}/index/InstallationID`];
  const looks = Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  const apps = { grantee, actions: ['dynamodb:GetItem'], resourceArns: [appTable.tableArn] };
  return changes.combine(looks).combine(Grant.addToPrincipal(apps));
}
