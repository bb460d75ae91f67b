import { Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { entriesIndex, entryAttributes, nameAttributes, namesIndex } from '../jobs/repository-jobs-table';
import type { unsettledIndex } from '../jobs/unsettled-table';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';

export const unsettledIndexName: typeof unsettledIndex = 'UnsettledIndex';
export const entriesIndexName: typeof entriesIndex = 'RepoCreatedIndex';
export const namesIndexName: typeof namesIndex = 'RepoNameIndex';
const ofEntries: [...typeof entryAttributes] = ['HeadSha'];
const ofNames: [...typeof nameAttributes] = ['Host', 'RepositoryId'];

/** A row for each job, and indexes for those who look for some. */
export function jobsTable(scope: Construct, { ledger, removalPolicy }: WebhookFoundation): Table {
  // CloudFormation changes one index of a table in a deployment, and none's keys: with other keys it is another table.
  const table = new Table(scope, 'TableById', {
    partitionKey: { name: 'JobId', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ExpiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'RepoStatusIndex',
    partitionKey: { name: 'RepoKey', type: AttributeType.STRING },
    sortKey: { name: 'Status', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'UserCreatedIndex',
    partitionKey: { name: 'UserId', type: AttributeType.NUMBER },
    sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: unsettledIndexName,
    partitionKey: { name: 'UnsettledIn', type: AttributeType.STRING },
    sortKey: { name: 'UnsettledAs', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  // What changes with a job is not in it: nothing is written here after the job was made.
  table.addGlobalSecondaryIndex({
    indexName: entriesIndexName,
    partitionKey: { name: 'RepoKey', type: AttributeType.STRING },
    sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: ofEntries,
  });
  table.addGlobalSecondaryIndex({
    indexName: namesIndexName,
    partitionKey: { name: 'RepoName', type: AttributeType.STRING },
    sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: ofNames,
  });
  Tags.of(table).add('WebhookIngestion', 'Jobs');
  Tags.of(table).add('DeliveryLedger', ledger.tableName);
  return table;
}
