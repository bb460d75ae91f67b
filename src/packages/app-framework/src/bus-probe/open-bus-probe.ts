import { requiredVariable } from '../lambda/environment';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { createProbeSender } from './probe-event-bus';
import { createProbeTable } from './probe-table';

/** Environment that the function needs. */
export interface ProbeBusEnvironment extends DeliveryMetricsEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly EVENT_BUS_NAME: string;
}

/** The bus that is probed, and the table that remembers the probes. */
export function openBusProbe() {
  const variable = requiredVariable<keyof ProbeBusEnvironment>;
  return {
    put: createProbeSender({ busName: variable('EVENT_BUS_NAME'), deployment: variable('WEBHOOK_DEPLOYMENT') }),
    table: createProbeTable({ tableName: variable('LEDGER_TABLE_NAME') }),
  };
}
