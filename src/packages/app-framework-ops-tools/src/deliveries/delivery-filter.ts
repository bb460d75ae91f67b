import type {
  DeliveryRecord,
  DeliverySearch,
  DeliveryState,
  HandlerState,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';

export const deliveryStates = ['received', 'published', 'recovered', 'missing', 'unrecoverable'] as const;
export const handlerStates = ['waiting', 'working', 'retry', 'done', 'parked'] as const;

/** Which deliveries are meant, as the options of a command say it. */
export interface DeliveryFilter {
  readonly since?: Date;
  readonly until?: Date;
  /** Instead of both. */
  readonly hour?: Date;
  readonly event?: string;
  readonly appId?: number;
  /** Id, or full name. */
  readonly repository?: string;
  readonly state?: DeliveryState;
  readonly handler?: string;
  readonly handlerState?: HandlerState;
}

const dayMilliseconds = 86_400_000;
const hourMilliseconds = 3_600_000;
/** So long the ledger keeps them. */
const keptMilliseconds = 90 * dayMilliseconds;

/** How the ledger is asked for them. @throws CommandError for a time that ends before it begins */
export function searchFor(filter: DeliveryFilter, order: DeliverySearch['order'], now: Date): DeliverySearch {
  const { hour, event, state, handlerState } = filter;
  const open = state === 'received' ? state : handlerState === 'parked' ? handlerState : undefined;
  // What is open has an index: it is found however old it is.
  const usual = new Date(now.getTime() - (open ? keptMilliseconds : dayMilliseconds));
  const since = hour ?? filter.since ?? usual;
  const until = hour ? new Date(hour.getTime() + hourMilliseconds) : (filter.until ?? now);
  if (since >= until) {
    throw new CommandError(
      'usage',
      `The time ends (${until.toISOString()}) before it begins (${since.toISOString()}): look at --since and --until.`,
    );
  }
  return { since, until, order, ...(open && { open }), ...(event !== undefined && { event }) };
}

/** Whether a delivery is one of those that are meant. */
export function isMeant(record: DeliveryRecord, filter: DeliveryFilter): boolean {
  const { event, appId, repository, state, handler, handlerState } = filter;
  if (event !== undefined && record.event !== event) return false;
  if (appId !== undefined && record.appId !== appId) return false;
  if (state !== undefined && record.state !== state) return false;
  if (repository !== undefined && !isOfRepository(record, repository)) return false;
  if (handler === undefined && handlerState === undefined) return true;
  return record.works.some(
    (work) =>
      (handler === undefined || work.handler === handler) &&
      (handlerState === undefined || work.state === handlerState),
  );
}

function isOfRepository({ repository, repositoryId }: DeliveryRecord, named: string): boolean {
  if (/^\d+$/.test(named)) return repositoryId === Number(named);
  return repository?.toLowerCase() === named.toLowerCase();
}
