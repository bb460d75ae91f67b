import { openRecovery } from './open-recovery';
import { createRecoverDeliveries } from './recover-deliveries';

export type { RecoverDeliveriesEnvironment } from './open-recovery';

const recover = createRecoverDeliveries(openRecovery());

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  recover(() => context.getRemainingTimeInMillis());
