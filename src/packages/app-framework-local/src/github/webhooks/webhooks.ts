import type { Clock } from '../world/clock';
import { createCourier } from './courier';
import { createDeliveries } from './deliveries';
import { createDeliveryFaults } from './delivery-faults';
import { createOutbox } from './outbox';

export type Webhooks = ReturnType<typeof createWebhooks>;

/** All that the local GitHub needs to post webhooks and to tell of it. */
export function createWebhooks({ clock }: { clock: Clock }) {
  const courier = createCourier();
  const deliveries = createDeliveries({ clock });
  const faults = createDeliveryFaults();
  const outbox = createOutbox({ clock, courier, deliveries, faults });
  return { courier, deliveries, faults, outbox };
}
