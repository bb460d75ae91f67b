import { reportLedgerFigures } from '../webhooks/ledger-figures';

/** What one look at the ledger came to. */
export interface BalanceFigures {
  /** Published, not handled, and in no queue. */
  missing: number;
  sentAgain: number;
  /** Waiting in a queue, or worked on. */
  waiting: number;
  /** Arrived, and not on the bus. */
  unpublished: number;
  openHours: number;
  /** Deliveries of the hours that were closed whose body came under another id as well. */
  repeatedBodies: number;
}

export type BalanceMetric =
  | 'MissingEvents'
  | 'EventsSentAgain'
  | 'WaitingEvents'
  | 'UnpublishedDeliveries'
  | 'OpenHours'
  | 'RepeatedBodies';

/** One line that CloudWatch makes metrics of, for the deployment whose ledger this is. */
export function reportBalance(ledger: string, figures: BalanceFigures, now = new Date()): void {
  const counts = {
    MissingEvents: figures.missing,
    EventsSentAgain: figures.sentAgain,
    WaitingEvents: figures.waiting,
    UnpublishedDeliveries: figures.unpublished,
    OpenHours: figures.openHours,
    RepeatedBodies: figures.repeatedBodies,
  } satisfies Record<BalanceMetric, number>;
  reportLedgerFigures({ message: 'ledger balanced', ledger, counts }, now);
}
