import { createParameterReader } from '../aws/read-parameter';
import { writeParameter } from '../aws/write-parameter';
import { oldestMessageSeconds } from '../balance/oldest-message-gauge';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { figuresOf } from '../metrics/figure-gauge';
import { type DeliveryMetricsEnvironment, dimensionsOf } from '../webhooks/delivery-metrics';
import { listApps } from './apps-table';
import type { CheckHealthCollaborators } from './check-health';
import { ledgerMinutes, looksAt, parkedMinutes } from './looks';
import { readOperations } from './operations-table';
import { refusalOf } from './proving-keys';
import type { ShowHealthCollaborators } from './show-health';

/** Environment of both functions. */
export interface ShowHealthEnvironment {
  /** Name of the parameter that keeps what the last look came to. */
  readonly HEALTH_PARAMETER: string;
}

/** Environment of the function that looks. */
export interface CheckHealthEnvironment extends ShowHealthEnvironment, DeliveryMetricsEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly HEALTH_APP_TABLE?: string;
}

/** What each of the two functions works with, made when it starts. */
export function openHealth(now = () => new Date()) {
  return { toCheck: () => openCheck(now), toShow: openShow };
}

const parameter = () => requiredVariable<keyof ShowHealthEnvironment>('HEALTH_PARAMETER');
const timeoutMilliseconds = 3_000;

function openCheck(now: () => Date): CheckHealthCollaborators {
  const variable = requiredVariable<keyof CheckHealthEnvironment>;
  const [ledger, name] = [variable('LEDGER_TABLE_NAME'), parameter()];
  const appTable = optionalVariable('HEALTH_APP_TABLE' satisfies keyof CheckHealthEnvironment);
  const namespace = 'AppFrameworkWebhooks';
  const checks = looksAt({
    operations: (remaining) => readOperations(ledger, remaining),
    apps: appTable === undefined ? undefined : (remaining) => listApps(appTable, remaining),
    refusalOf,
    oldestMessageSeconds: (queueName, remaining) => oldestMessageSeconds({ queueName, now: now() }, remaining),

    async figureOfLedger(metric, remaining) {
      const dimensions = { Ledger: ledger };
      const asked = { namespace, metric, dimensions, statistic: 'Maximum', seconds: ledgerMinutes * 60 } as const;
      const values = await figuresOf({ ...asked, now: now() }, remaining);
      return values.length === 0 ? undefined : Math.max(...values);
    },

    async parked(remaining) {
      const dimensions = dimensionsOf(variable('WEBHOOK_DEPLOYMENT'));
      const asked = { namespace, dimensions, statistic: 'Sum', seconds: parkedMinutes * 60 } as const;
      const values = await figuresOf({ ...asked, metric: 'DeliveriesParked', now: now() }, remaining);
      return values.reduce((sum, value) => sum + value, 0);
    },
  });
  return {
    checks,
    now,
    // Parameter Store refuses what looks like one of its references.
    keep: (record) =>
      writeParameter({ name, value: JSON.stringify(record).replaceAll('{{', '{ {'), timeoutMilliseconds }),
  };
}

function openShow(): ShowHealthCollaborators {
  const read = createParameterReader({ timeoutMilliseconds, patienceMilliseconds: timeoutMilliseconds });
  return { read: () => read(parameter()) };
}
