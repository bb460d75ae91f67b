import { reportLedgerFigures } from '../webhooks/ledger-figures';
import type { SweepFigures } from './sweep-deliveries';

export type SweepMetric =
  | 'SweptDeliveries'
  | 'RedeliveriesAsked'
  | 'UnrecoverableDeliveries'
  | 'FailedSweeps'
  | 'MissingDeliveries'
  | 'DeliveriesAtRisk'
  | 'WebhookUrlsElsewhere';

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportSweep(ledger: string, figures: SweepFigures, now = new Date()): void {
  const counts = {
    SweptDeliveries: figures.recovered,
    RedeliveriesAsked: figures.redeliveriesAsked,
    UnrecoverableDeliveries: figures.unrecoverable,
    FailedSweeps: figures.failed,
    MissingDeliveries: figures.missing,
    DeliveriesAtRisk: figures.atRisk,
    WebhookUrlsElsewhere: figures.elsewhere,
  } satisfies Record<SweepMetric, number>;
  reportLedgerFigures({ message: 'deliveries swept', ledger, counts }, now);
}
