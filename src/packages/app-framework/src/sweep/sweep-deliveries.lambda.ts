import { requiredVariable } from '../lambda/environment';
import { openPublishing, type PublishingEnvironment } from '../webhooks/open-publishing';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { openGitHubLists } from './open-git-hub-lists';
import { openSweptApps, type SweptAppsEnvironment } from './open-swept-apps';
import { createSweepDeliveries } from './sweep-deliveries';
import { reportSweep } from './sweep-metric';
import { createSweepTable } from './sweep-table';

/** Environment that the function needs. */
export interface SweepDeliveriesEnvironment extends PublishingEnvironment, SweptAppsEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
  /** Where Apps are to post to. */
  readonly WEBHOOK_URL: string;
}

const variable = requiredVariable<keyof SweepDeliveriesEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const sweep = createSweepDeliveries({
  ...openGitHubLists({ tableName, webhookUrl: variable('WEBHOOK_URL') }),
  sweptApps: openSweptApps(),
  table: createSweepTable({ tableName }),
  publish: openPublishing(createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') })),
  report: (figures, oldestPassSeconds) => reportSweep({ ledger: tableName, figures, oldestPassSeconds }),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  sweep(() => context.getRemainingTimeInMillis());
