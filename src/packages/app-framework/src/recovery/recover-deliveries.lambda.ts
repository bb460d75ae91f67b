import { requiredVariable } from '../lambda/environment';
import { openPublishing, type PublishingEnvironment } from '../webhooks/open-publishing';
import { createKeptPayloads } from './kept-payload-archive';
import { createRecoverDeliveries } from './recover-deliveries';
import { reportRecovery } from './recovery-metric';
import { createUnfinishedDeliveries } from './unfinished-delivery-table';

/** Environment that the function needs. */
export interface RecoverDeliveriesEnvironment extends PublishingEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
}

const variable = requiredVariable<keyof RecoverDeliveriesEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const bucketName = variable('PAYLOAD_BUCKET_NAME');
const recover = createRecoverDeliveries({
  unfinished: createUnfinishedDeliveries({ tableName }),
  readPayload: createKeptPayloads({ bucketName }),
  // It comes from the archive: this function may not write what it reads.
  publish: openPublishing({ bucketName, put: async () => undefined }),
  report: (figures) => reportRecovery(tableName, figures),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  recover(() => context.getRemainingTimeInMillis());
