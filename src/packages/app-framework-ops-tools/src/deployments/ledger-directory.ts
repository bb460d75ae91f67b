import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CommandError } from '../command-line/failures';

/** Name of the ledger of the deployment of webhooks in this account and region: the only one, or the one that is named. */
export async function findLedger({
  tagging,
  ledger,
}: {
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly ledger: string | undefined;
}): Promise<string> {
  // Who names it needs no right to look for it.
  if (ledger !== undefined) return ledger;
  const names: string[] = [];
  const filter = {
    ResourceTypeFilters: ['dynamodb:table'],
    TagFilters: [{ Key: 'WebhookIngestion', Values: ['DeliveryLedger'] }],
  };
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, filter)) {
    names.push(
      ...ResourceTagMappingList.map(({ ResourceARN = '' }) => ResourceARN.slice(ResourceARN.indexOf('/') + 1)),
    );
  }
  const [only, ...others] = names.sort();
  if (only === undefined) {
    throw new CommandError(
      'not-found',
      'No ledger of webhooks was found: looked for DynamoDB tables tagged WebhookIngestion=DeliveryLedger in this account and region. Deploy a stack with a WebhookIngestion, or look at AWS_PROFILE and AWS_REGION. A deployment of a minute ago may not show yet.',
    );
  }
  if (others.length === 0) return only;
  throw new CommandError(
    'usage',
    `There are ${names.length} deployments of webhooks in this account and region. Say which one with the option --ledger NAME, by the name of its ledger:\n${names.map((name) => `  ${name}`).join('\n')}`,
  );
}
