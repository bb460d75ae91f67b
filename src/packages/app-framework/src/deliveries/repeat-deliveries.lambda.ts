import { requiredVariable } from '../lambda/environment';
import { createKeptPayloads } from '../recovery/kept-payload-archive';
import { sendToQueue } from './event-queue';
import { createRepeatDeliveries } from './repeat-deliveries';
import { parseRepeatRequest } from './repeat-request';
import { createRepeatedDeliveries } from './repeated-delivery-table';

/** Environment that the function needs. */
export interface RepeatDeliveriesEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
}

const variable = requiredVariable<keyof RepeatDeliveriesEnvironment>;
const bucketName = variable('PAYLOAD_BUCKET_NAME');
const repeat = createRepeatDeliveries({
  table: createRepeatedDeliveries({ tableName: variable('LEDGER_TABLE_NAME') }),
  bucketName,
  readPayload: createKeptPayloads({ bucketName }),
  sendToQueue,
});

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  repeat(parseRepeatRequest(event), () => context.getRemainingTimeInMillis());
