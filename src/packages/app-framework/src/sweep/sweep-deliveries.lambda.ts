import { requiredVariable } from '../lambda/environment';
import { openPublishing, type PublishingEnvironment } from '../webhooks/open-publishing';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { openSweep, type SweepEnvironment } from './open-sweep';
import { createSweepDeliveries } from './sweep-deliveries';
import { reportSweep } from './sweep-metric';

/** Environment that the function needs. */
export interface SweepDeliveriesEnvironment extends PublishingEnvironment, SweepEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
}

const variable = requiredVariable<keyof SweepDeliveriesEnvironment>;
const ledger = variable('LEDGER_TABLE_NAME');
const sweep = createSweepDeliveries({
  ...openSweep(),
  publish: openPublishing(createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') })),
  report: (figures, oldestPassSeconds) => reportSweep({ ledger, figures, oldestPassSeconds }),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  sweep(() => context.getRemainingTimeInMillis());
