import { CommandError } from '../command-line/failures';
import type { DeliveryFilter } from './delivery-filter';

/** A replay as it is kept in the ledger, so that it can go on. */
export interface ReplayPlan {
  readonly replayId: string;
  /** Handler; the bus where absent. */
  readonly to?: string;
  readonly filter: Omit<DeliveryFilter, 'since' | 'until' | 'hour'>;
  readonly since: Date;
  readonly until: Date;
  /** All up to this one were sent. */
  readonly done?: { readonly receivedAt: string; readonly key: string } | undefined;
}

/** @throws CommandError for what this version did not write */
export function parseReplayPlan(text: string): ReplayPlan {
  const { since, until, ...plan } = JSON.parse(text);
  if (typeof plan.replayId === 'string' && typeof since === 'string' && typeof until === 'string') {
    return { ...plan, since: new Date(since), until: new Date(until) };
  }
  throw new CommandError('failed', 'What the ledger has of this replay is in no form that this version knows.');
}
