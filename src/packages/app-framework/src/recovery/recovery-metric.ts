import { reportLedgerFigures } from '../webhooks/ledger-figures';

/** What one run of the recovery came to. */
export interface RecoveryFigures {
  /** Deliveries that this run published, or found published when their turn came. */
  readonly recovered: number;
  /** Deliveries whose payload is not in the archive. */
  readonly withoutPayload: number;
  /** Deliveries that it gave up: their payload is not in the archive, and GitHub has forgotten them. */
  readonly lost: number;
  /** Deliveries that could not be published. */
  readonly failed: number;
  /** Age of the oldest delivery that arrived and is not published; 0 where there is none. */
  readonly oldestUnpublishedSeconds: number;
}

export type RecoveryMetric =
  | 'RecoveredDeliveries'
  | 'DeliveriesWithoutPayload'
  | 'LostDeliveries'
  | 'FailedRecoveries'
  | 'OldestUnpublished';

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportRecovery(ledger: string, figures: RecoveryFigures, now = new Date()): void {
  const counts = {
    RecoveredDeliveries: figures.recovered,
    DeliveriesWithoutPayload: figures.withoutPayload,
    LostDeliveries: figures.lost,
    FailedRecoveries: figures.failed,
  } satisfies Partial<Record<RecoveryMetric, number>>;
  const seconds = { OldestUnpublished: figures.oldestUnpublishedSeconds } satisfies Partial<
    Record<RecoveryMetric, number>
  >;
  reportLedgerFigures({ message: 'deliveries recovered', ledger, counts, seconds }, now);
}
