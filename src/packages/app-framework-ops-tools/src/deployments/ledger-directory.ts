import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { onlyTagged } from './only-tagged';

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
  return onlyTagged(tagging, {
    resourceType: 'dynamodb:table',
    value: 'DeliveryLedger',
    what: 'ledger of webhooks',
    resources: 'DynamoDB tables',
    construct: 'a WebhookIngestion',
    several: 'deployments of webhooks',
    option: '--ledger NAME, by the name of its ledger',
    usedTag: 'DeliveryLedger',
  });
}
