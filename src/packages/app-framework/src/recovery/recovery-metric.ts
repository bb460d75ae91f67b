import { logRecord } from '../lambda/logger';
import { embeddedMetric } from '../metrics/embedded-metric';
import type { SweepFigures } from './sweep-deliveries';

/** What one run of the recovery came to. */
export interface RecoveryFigures {
  /** Deliveries that this run published, or found published when their turn came. */
  readonly recovered: number;
  /** Deliveries whose payload is not in the archive. */
  readonly withoutPayload: number;
  /** Deliveries that could not be published. */
  readonly failed: number;
  /** Age of the oldest delivery that arrived and is not published; 0 where there is none. */
  readonly oldestUnpublishedSeconds: number;
}

export type RecoveryMetric =
  | 'RecoveredDeliveries'
  | 'DeliveriesWithoutPayload'
  | 'FailedRecoveries'
  | 'OldestUnpublished'
  | 'SweptDeliveries'
  | 'RedeliveriesAsked'
  | 'UnrecoverableDeliveries'
  | 'FailedSweeps'
  | 'MissingDeliveries'
  | 'DeliveriesAtRisk'
  | 'WebhookUrlsElsewhere';
export type RecoveryNamespace = typeof namespace;

const namespace = 'AppFrameworkWebhooks';

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportRecovery(ledger: string, figures: RecoveryFigures, now = new Date()): void {
  logRecord('deliveries recovered', {
    Ledger: ledger,
    RecoveredDeliveries: figures.recovered,
    DeliveriesWithoutPayload: figures.withoutPayload,
    FailedRecoveries: figures.failed,
    OldestUnpublished: figures.oldestUnpublishedSeconds,
    ...embeddedMetric({
      namespace,
      at: now,
      sets: [
        {
          dimensions: ['Ledger'],
          metrics: [
            { Name: 'RecoveredDeliveries', Unit: 'Count' },
            { Name: 'DeliveriesWithoutPayload', Unit: 'Count' },
            { Name: 'FailedRecoveries', Unit: 'Count' },
            { Name: 'OldestUnpublished', Unit: 'Seconds' },
          ] satisfies { Name: RecoveryMetric; Unit: 'Count' | 'Seconds' }[],
        },
      ],
    }),
  });
}

/** The same for one run of the sweep. */
export function reportSweep(ledger: string, figures: SweepFigures, now = new Date()): void {
  const values = {
    SweptDeliveries: figures.recovered,
    RedeliveriesAsked: figures.redeliveriesAsked,
    UnrecoverableDeliveries: figures.unrecoverable,
    FailedSweeps: figures.failed,
    MissingDeliveries: figures.missing,
    DeliveriesAtRisk: figures.atRisk,
    WebhookUrlsElsewhere: figures.elsewhere,
  } satisfies Partial<Record<RecoveryMetric, number>>;
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' as const }));
  logRecord('deliveries swept', {
    Ledger: ledger,
    ...values,
    ...embeddedMetric({ namespace, at: now, sets: [{ dimensions: ['Ledger'], metrics }] }),
  });
}
