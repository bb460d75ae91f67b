import { requiredVariable } from '../lambda/environment';
import { createKeptPayloads } from '../recovery/kept-payload-archive';
import { createEventBus } from '../webhooks/event-bus';
import { createRoutingReader } from '../webhooks/routing-table';
import { sendToQueue } from './event-queue';
import { createRepeatedDeliveries } from './repeated-delivery-table';
import { createRepeatedEvents } from './repeated-event';

/** Environment that the function needs. */
export interface RepeatDeliveriesEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
  readonly EVENT_BUS_NAME: string;
  readonly INLINE_LIMIT: string;
}

/** Ledger, archive, bus and queues, for what sends events once more. */
export function openRepetition() {
  const variable = requiredVariable<keyof RepeatDeliveriesEnvironment>;
  const bucketName = variable('PAYLOAD_BUCKET_NAME');
  const tableName = variable('LEDGER_TABLE_NAME');
  const table = createRepeatedDeliveries({ tableName });
  return {
    table,
    events: createRepeatedEvents({ table, bucketName, readPayload: createKeptPayloads({ bucketName }) }),
    // Operators repeat what they have just allowed: nothing of it is remembered.
    routes: { current: createRoutingReader({ tableName }) },
    bus: createEventBus({ busName: variable('EVENT_BUS_NAME'), inlineLimit: Number(variable('INLINE_LIMIT')) }),
    sendToQueue,
  };
}
