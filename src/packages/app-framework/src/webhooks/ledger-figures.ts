import { logRecord } from '../lambda/logger';
import { embeddedMetric } from '../metrics/embedded-metric';
import type { DeliveryNamespace } from './delivery-metrics';

export interface LedgerFigures {
  /** What has come to its end, for the log. */
  readonly message: string;
  /** Name of the ledger's table: the dimension by which deployments are told apart. */
  readonly ledger: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly seconds?: Readonly<Record<string, number>>;
}

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportLedgerFigures({ message, ledger, counts, seconds = {} }: LedgerFigures, at = new Date()): void {
  const metrics = [
    ...Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' as const })),
    ...Object.keys(seconds).map((Name) => ({ Name, Unit: 'Seconds' as const })),
  ];
  const namespace: DeliveryNamespace = 'AppFrameworkWebhooks';
  const sets = [{ dimensions: ['Ledger'], metrics }];
  logRecord(message, { Ledger: ledger, ...counts, ...seconds, ...embeddedMetric({ namespace, at, sets }) });
}
