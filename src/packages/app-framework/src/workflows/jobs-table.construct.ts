import { Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { entriesIndex, entryAttributes } from '../jobs/repository-jobs-table';
import type { unsettledIndex } from '../jobs/unsettled-table';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';

export const unsettledIndexName: typeof unsettledIndex = 'UnsettledIndex';
export const entriesIndexName: typeof entriesIndex = 'RepoCreatedIndex';
const ofEntries: [...typeof entryAttributes] = ['HeadSha', 'RepositoryId', 'Host'];

/** A row for each job, and indexes for those who look for some. */
export function jobsTable(scope: Construct, { removalPolicy }: Pick<WebhookFoundation, 'removalPolicy'>): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'JobId', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ExpiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'RepoStatusIndex',
    partitionKey: { name: 'RepoFullName', type: AttributeType.STRING },
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
    partitionKey: { name: 'RepoFullName', type: AttributeType.STRING },
    sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: ofEntries,
  });
  Tags.of(table).add('WebhookIngestion', 'Jobs');
  return table;
}
