import { requiredVariable } from '../lambda/environment';
import { createBalanceDeliveries } from './balance-deliveries';
import { reportBalance } from './balance-metric';
import { openBalance } from './open-balance';

/** Environment that the function needs. */
export interface BalanceDeliveriesEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
}

const variable = requiredVariable<keyof BalanceDeliveriesEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const balance = createBalanceDeliveries({
  ...openBalance({ tableName, bucketName: variable('PAYLOAD_BUCKET_NAME') }),
  report: (figures) => reportBalance(tableName, figures),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  balance(() => context.getRemainingTimeInMillis());
