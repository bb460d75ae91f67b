import { requiredVariable } from '../lambda/environment';
import { openPublishing, type PublishingEnvironment } from '../webhooks/open-publishing';
import { createKeptPayloads } from './kept-payload-archive';
import type { RecoveryCollaborators } from './recover-deliveries';
import { reportRecovery } from './recovery-metric';
import { createUnfinishedDeliveries } from './unfinished-delivery-table';

/** Environment that the function needs. */
export interface RecoverDeliveriesEnvironment extends PublishingEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
}

/** Ledger and archive, and how what they hold is published and told. */
export function openRecovery(): RecoveryCollaborators {
  const variable = requiredVariable<keyof RecoverDeliveriesEnvironment>;
  const tableName = variable('LEDGER_TABLE_NAME');
  const bucketName = variable('PAYLOAD_BUCKET_NAME');
  return {
    unfinished: createUnfinishedDeliveries({ tableName }),
    readPayload: createKeptPayloads({ bucketName }),
    // It comes from the archive: this function may not write what it reads.
    publish: openPublishing({ bucketName, put: async () => undefined }),
    report: (figures) => reportRecovery(tableName, figures),
  };
}
