import { reportLedgerFigures } from '../webhooks/ledger-figures';
import type { SweepFigures } from './sweep-deliveries';

export type SweepMetric =
  | 'SweptDeliveries'
  | 'RedeliveriesAsked'
  | 'UnrecoverableDeliveries'
  | 'FailedSweeps'
  | 'MissingDeliveries'
  | 'DeliveriesAtRisk'
  | 'WebhookUrlsElsewhere'
  | 'OversizedDeliveries'
  | 'ThrottledDeliveries'
  | 'OldestFullSweep';

export interface SweepReport {
  readonly ledger: string;
  readonly figures: SweepFigures;
  /** Of all Apps, the longest that a list was not read to its end. */
  readonly oldestPassSeconds: number;
}

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportSweep({ ledger, figures, oldestPassSeconds }: SweepReport, now = new Date()): void {
  const counts = {
    SweptDeliveries: figures.recovered,
    RedeliveriesAsked: figures.redeliveriesAsked,
    UnrecoverableDeliveries: figures.unrecoverable,
    FailedSweeps: figures.failed,
    MissingDeliveries: figures.missing,
    DeliveriesAtRisk: figures.atRisk,
    WebhookUrlsElsewhere: figures.elsewhere,
    OversizedDeliveries: figures.oversized,
    ThrottledDeliveries: figures.throttled,
  } satisfies Record<Exclude<SweepMetric, 'OldestFullSweep'>, number>;
  const seconds = { OldestFullSweep: oldestPassSeconds } satisfies Partial<Record<SweepMetric, number>>;
  reportLedgerFigures({ message: 'deliveries swept', ledger, counts, seconds }, now);
}
