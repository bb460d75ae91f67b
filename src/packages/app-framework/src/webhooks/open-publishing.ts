import { requiredVariable } from '../lambda/environment';
import { createAppIdentities } from './app-identity-table';
import { createDeliveryLedger } from './delivery-ledger-table';
import { createEventBus } from './event-bus';
import { createPublishDelivery, type PublishingCollaborators } from './publish-delivery';
import { createRouteSource } from './route-source';
import { createRoutingReader } from './routing-table';

/** Environment that publishing needs. */
export interface PublishingEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly EVENT_BUS_NAME: string;
  readonly INLINE_LIMIT: string;
}

/** Publishing as the environment says, with this archive. */
export function openPublishing(archive: PublishingCollaborators['archive']) {
  const variable = requiredVariable<keyof PublishingEnvironment>;
  const tableName = variable('LEDGER_TABLE_NAME');
  return createPublishDelivery({
    ledger: createDeliveryLedger({ tableName }),
    archive,
    bus: createEventBus({ busName: variable('EVENT_BUS_NAME'), inlineLimit: Number(variable('INLINE_LIMIT')) }),
    routes: createRouteSource({ read: createRoutingReader({ tableName }) }),
    identities: createAppIdentities({ tableName }),
  });
}
