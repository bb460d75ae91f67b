import { many } from '../lambda/many';
import type { DeliveryRecord, HandlerWork } from './delivery-record';

/** What is known besides the delivery itself. */
export interface ReportContext {
  /** Names of the handlers that the deployment has. */
  readonly present: readonly string[];
  readonly now: Date;
}

/** What it is about, without what became of it. */
export function deliveryHead(record: DeliveryRecord) {
  const { action, event, repository, repositoryId } = record;
  return {
    Delivery: record.deliveryId,
    App: `${record.appId} at ${record.host}`,
    Event: action === undefined ? event : `${event}.${action}`,
    ...(record.own && { Cause: 'the App itself' }),
    ...(repositoryId !== undefined && { Repository: `${repository ?? 'id'} (${repositoryId})` }),
    ...(record.installationId !== undefined && { Installation: String(record.installationId) }),
  };
}

/** Where it came from and where it went, a step a line. */
export function pathOf(record: DeliveryRecord) {
  const { sweep, state, publishedAt, secretVersion, handlers } = record;
  const nobody = record.heldBack ? 'held back: its account is not allowed' : 'no handler must see it';
  const to = handlers.length === 0 ? nobody : `for ${handlers.join(', ')}`;
  const swept = {
    missing: 'GitHub sent it and it did not arrive: the sweep is to fetch it',
    recovered: 'it did not arrive by itself: the sweep brought it',
    unrecoverable: 'it did not arrive, and GitHub does not return it',
  };
  const arrived = record.source !== undefined;
  const how = record.source === 'recovered' ? 'fetched from GitHub’s list' : `posted by GitHub${signed(secretVersion)}`;
  return {
    ...(sweep && { Sent: `${sweep.deliveredAt}, by GitHub` }),
    Received: arrived ? `${record.receivedAt}, ${how}` : 'never',
    ...(record.archiveKey !== undefined && {
      Archived: `${record.archiveKey}${record.bytes === undefined ? '' : ` (${record.bytes} bytes)`}`,
    }),
    ...(arrived && { Published: publishedAt === undefined ? 'not yet' : `${publishedAt}, ${to}` }),
    ...(sweep && { Recovered: swept[sweep.state] }),
    ...(!sweep && state === 'recovered' && { Recovered: swept.recovered }),
  };
}

function signed(version: number | undefined): string {
  return version === undefined ? '' : `, signed with secret ${version + 1}`;
}

/** What there is to do about it. */
export function adviceOn(record: DeliveryRecord, context: ReportContext): string[] {
  return [...adviceOnDelivery(record), ...record.works.flatMap((work) => adviceOnWork(record, work, context))];
}

/** States of deliveries with what their handlers made of them. */
export const shortStates = [
  'received',
  'missing',
  'lost',
  'parked',
  'retry',
  'working',
  'waiting',
  'unrouted',
  'done',
] as const;
export type ShortState = (typeof shortStates)[number];

/** The state of whoever is worst off. */
export function stateInShort({ state, works, handlers }: DeliveryRecord): ShortState {
  if (state !== 'published' && state !== 'recovered') return state === 'unrecoverable' ? 'lost' : state;
  const worst = (['parked', 'retry', 'working', 'waiting'] as const).find((one) =>
    works.some((work) => work.state === one),
  );
  if (worst) return worst;
  return handlers.length === 0 && works.length === 0 ? 'unrouted' : 'done';
}

function adviceOnDelivery(record: DeliveryRecord): string[] {
  const { state, deliveryId } = record;
  if (state === 'received') {
    return ['It is published within two minutes by itself; "deliveries recover" tries at once and says what fails.'];
  }
  if (state === 'missing')
    return ['It is fetched within 5 minutes by itself; "deliveries recover" fetches it at once.'];
  if (state !== 'unrecoverable') return [];
  if (record.source !== undefined)
    return [
      'It came, and neither the archive nor GitHub has its payload any more. Its handlers may have had it: see their own logs.',
    ];
  return [`GitHub keeps deliveries for three days. While it still lists ${deliveryId}, redeliver it there by hand.`];
}

function adviceOnWork(
  { deliveryId, publishedAt }: DeliveryRecord,
  work: HandlerWork,
  context: ReportContext,
): string[] {
  const { handler, state, leaseUntil } = work;
  const { present, now } = context;
  const redrive = `deliveries redrive ${deliveryId} --handler ${handler}`;
  if (!present.includes(handler) && state !== 'done') {
    return [`${handler} is no handler of this deployment any more: nothing is to be done, unless it was renamed.`];
  }
  if (state === 'parked') {
    return [
      `${handler} gave up after ${many(work.attempts, 'try', 'tries')}. Mend what the reason says, then: ${redrive}`,
    ];
  }
  if (state === 'working' && leaseUntil !== undefined && leaseUntil < now.toISOString()) {
    return [
      `${handler} began and never ended: it is tried again when its message comes back. If it does not: ${redrive}`,
    ];
  }
  const { replayId, asideAt, lastSeenAt = '', redrivenAt = '' } = work;
  if (asideAt !== undefined)
    return [`${handler} has waited for long, and is tried again by itself; at once by: ${redrive}`];
  const touchedAt = Date.parse(redrivenAt > lastSeenAt ? redrivenAt : lastSeenAt);
  if (state === 'retry' && replayId === undefined && now.getTime() - touchedAt > forgottenMilliseconds) {
    return [`${handler} was to try it again and has not for half an hour: its message may be lost. ${redrive}`];
  }
  const isLate = publishedAt !== undefined && now.getTime() - Date.parse(publishedAt) > lateMilliseconds;
  if (state === 'waiting' && isLate) {
    return [`${handler} has not begun for 15 minutes: its queue is long, or the event was lost on its way. ${redrive}`];
  }
  return [];
}

const lateMilliseconds = 15 * 60_000;
/** What failed is tried again after a quarter of an hour at most. */
const forgottenMilliseconds = 30 * 60_000;
