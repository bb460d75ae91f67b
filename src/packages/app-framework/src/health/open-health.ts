import { createParameterReader } from '../aws/read-parameter';
import { writeParameter } from '../aws/write-parameter';
import { createDeliveryRecords } from '../deliveries/delivery-records-table';
import { webhookUrlOf } from '../deliveries/deployment-operations';
import { createLedgerReads } from '../deliveries/signed-ledger-reads-table';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { greatestFigure } from '../metrics/figure-gauge';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { listApps } from './apps-table';
import type { CheckHealthCollaborators } from './check-health';
import { looksAt } from './looks';
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
  const [tableName, name] = [variable('LEDGER_TABLE_NAME'), parameter()];
  const appTable = optionalVariable('HEALTH_APP_TABLE' satisfies keyof CheckHealthEnvironment);
  const checks = looksAt({
    apps: appTable === undefined ? undefined : (remaining) => listApps(appTable, remaining),
    refusalOf,
    async deployment(remaining) {
      const records = createDeliveryRecords({ reads: createLedgerReads(tableName, remaining), tableName });
      const operations = await records.operations();
      return {
        records,
        operations,
        webhookUrl: webhookUrlOf(operations),
        now,
        figures({ namespace, metric, dimension: [dimension, value], minutes }) {
          const asked = { namespace, metric, dimensions: { [dimension]: value }, seconds: minutes * 60, now: now() };
          return greatestFigure(asked, remaining);
        },
      };
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
