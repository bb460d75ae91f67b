import { numberOf, textOf, textsOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type EventDecisions, parseDecisions } from '../triggers/event-decisions';
import { type DeliveryIdentity, parseDeliveryKey } from '../webhooks/delivery';

/** All that the ledger knows of a delivery. Times are in ISO 8601. */
export interface DeliveryRecord extends DeliveryIdentity {
  readonly key: string;
  readonly state: DeliveryState;
  readonly event: string;
  readonly action?: string;
  readonly installationId?: number;
  readonly repositoryId?: number;
  /** Full name, as it was then. */
  readonly repository?: string;
  readonly own: boolean;
  /** There where its account was not admitted: it was archived, and not handled. */
  readonly heldBack?: true;
  /** When it arrived; of one that never did, when GitHub sent it. */
  readonly receivedAt: string;
  readonly publishedAt?: string;
  /** How it came here. */
  readonly source?: 'posted' | 'recovered';
  readonly archiveKey?: string;
  readonly bytes?: number;
  readonly bodyHash?: string;
  /** Which of the secrets verified it, from 0. */
  readonly secretVersion?: number;
  /** When it came again after it was published, the last time. */
  readonly verifiedAt?: string;
  /** Handlers that must see it. */
  readonly handlers: readonly string[];
  readonly works: readonly HandlerWork[];
  /** What the triggers of workflows said of it, those of a replay apart; there where it was read by itself and they said something. */
  readonly decided?: readonly RecordedDecisions[];
  /** There where GitHub listed it and it was not here. */
  readonly sweep?: SweepRecord;
}

/** What all triggers said, as it was kept. */
export interface ReadDecisions extends EventDecisions {
  /** Why it could not be read: then nothing else of it is known. */
  readonly unreadable?: string;
}

/** What all triggers said of a delivery, of a command in it, or of a replay of either. */
export interface RecordedDecisions extends ReadDecisions {
  readonly replayId?: string;
}

/** `recovered` is published too, fetched from GitHub's list. */
export type DeliveryState = 'received' | 'published' | 'recovered' | 'missing' | 'unrecoverable';

/** What became of a delivery at a handler. A replay is work of its own. */
export interface HandlerWork {
  readonly handler: string;
  readonly replayId?: string;
  readonly state: HandlerState;
  readonly attempts: number;
  readonly firstSeenAt?: string;
  readonly lastSeenAt?: string;
  /** When an operator had it sent again, the last time. */
  readonly redrivenAt?: string;
  readonly leaseUntil?: string;
  /** When it was set aside after it had waited for long: the balance brings it again. */
  readonly asideAt?: string;
  readonly reason?: string;
  /** Parked, or on its way back from there. */
  readonly isOpen: boolean;
}

/** `waiting`: in its queue for the first time, or lost on the way there. */
export type HandlerState = 'waiting' | 'working' | 'retry' | 'done' | 'parked';

export interface SweepRecord {
  readonly attemptId: string;
  readonly deliveredAt: string;
  readonly state: 'missing' | 'recovered' | 'unrecoverable';
  readonly asked: number;
  readonly askedAt?: string;
}

/** Puts together what the rows of one delivery say; absent where none of them is about a delivery. */
export function recordOf(key: string, rows: readonly unknown[]): DeliveryRecord | undefined {
  const partOf = (name: string) => rows.find((row) => textOf(row, 'Part') === name);
  const row = partOf('delivery');
  const swept = partOf('sweep');
  const main = row ?? swept;
  if (!main) return undefined;
  const handlers = row ? textsOf(row, 'Handlers') : [];
  const begun = rows.flatMap((each) => workIn(each) ?? []);
  const waiting = handlers.filter((name) => !begun.some((work) => work.handler === name && !work.replayId));
  const sweep = swept === undefined ? undefined : sweepIn(swept);
  const decided = rows.flatMap((each) => decisionsIn(each) ?? []);
  return {
    ...parseDeliveryKey(key),
    key,
    state: stateOf(row, sweep),
    event: textOf(main, 'Event') ?? '',
    ...present({
      action: textOf(row, 'Action'),
      installationId: numberOf(row, 'InstallationId'),
      repositoryId: numberOf(row, 'RepositoryId'),
      repository: textOf(row, 'Repository'),
      publishedAt: textOf(row, 'PublishedAt'),
      archiveKey: textOf(row, 'ArchiveKey'),
      bytes: numberOf(row, 'Bytes'),
      bodyHash: textOf(row, 'BodyHash'),
      secretVersion: numberOf(row, 'SecretVersion'),
      verifiedAt: textOf(row, 'VerifiedAt'),
    }),
    ...(row !== undefined && { source: textOf(row, 'Source') === 'recovered' ? 'recovered' : 'posted' }),
    own: field(field(row, 'Own'), 'BOOL') === true,
    ...(field(field(row, 'HeldBack'), 'BOOL') === true && { heldBack: true }),
    receivedAt: textOf(main, 'ReceivedAt') ?? '',
    handlers,
    works: [...begun, ...waiting.map(notBegun)].sort(byName),
    ...(decided.length > 0 && { decided }),
    ...(sweep && { sweep }),
  };
}

function stateOf(row: unknown, sweep: SweepRecord | undefined): DeliveryState {
  if (row === undefined) return sweep?.state ?? 'missing';
  const status = textOf(row, 'Status');
  if (status === 'unrecoverable') return status;
  if (status !== 'published') return 'received';
  return textOf(row, 'Source') === 'recovered' ? 'recovered' : 'published';
}

function sweepIn(row: unknown): SweepRecord {
  const status = textOf(row, 'Status');
  return {
    attemptId: textOf(row, 'AttemptId') ?? '',
    deliveredAt: textOf(row, 'ReceivedAt') ?? '',
    state: status === 'recovered' || status === 'unrecoverable' ? status : 'missing',
    asked: numberOf(row, 'Asked') ?? 0,
    ...present({ askedAt: textOf(row, 'AskedAt') }),
  };
}

const states = new Map<string | undefined, HandlerState>([
  ['leased', 'working'],
  ['retry', 'retry'],
  ['done', 'done'],
  ['parked', 'parked'],
]);

function workIn(row: unknown): HandlerWork | undefined {
  const [kind, handler, replayId] = (textOf(row, 'Part') ?? '').split('#');
  if (kind !== 'handler' || handler === undefined) return undefined;
  const leaseUntil = numberOf(row, 'LeaseUntil');
  return {
    handler,
    state: states.get(textOf(row, 'Status')) ?? 'waiting',
    attempts: numberOf(row, 'Attempts') ?? 0,
    isOpen: textOf(row, 'Open') !== undefined,
    ...present({
      replayId,
      firstSeenAt: textOf(row, 'FirstSeenAt'),
      lastSeenAt: textOf(row, 'LastSeenAt'),
      redrivenAt: textOf(row, 'RedrivenAt'),
      asideAt: textOf(row, 'AsideAt'),
      reason: textOf(row, 'Reason'),
    }),
    ...(leaseUntil !== undefined && { leaseUntil: new Date(leaseUntil).toISOString() }),
  };
}

function decisionsIn(row: unknown): RecordedDecisions | undefined {
  const [kind, replayId] = (textOf(row, 'Part') ?? '').split('#');
  const text = kind === 'triggers' ? textOf(row, 'Decisions') : undefined;
  return text === undefined ? undefined : { ...present({ replayId: replayId || undefined }), ...decisionsOf(text) };
}

/** Another version may have written them: that is no reason to show nothing of the delivery, or of those beside it. */
function decisionsOf(text: string): ReadDecisions {
  try {
    return parseDecisions(text);
  } catch (error) {
    return { workflows: [], leftOut: 0, unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** What came of the time of a schedule somewhere: in a repository, or as far as it got. */
export interface ScheduledRecord {
  readonly appId?: number;
  readonly installationId?: number;
  /** Full name, as it was then. */
  readonly repository?: string;
  readonly decided: ReadDecisions;
}

export function scheduledIn(row: unknown): ScheduledRecord {
  return {
    ...present({
      appId: numberOf(row, 'AppId'),
      installationId: numberOf(row, 'InstallationId'),
      repository: textOf(row, 'Repository'),
    }),
    decided: decisionsOf(textOf(row, 'Decisions') ?? ''),
  };
}

function notBegun(handler: string): HandlerWork {
  return { handler, state: 'waiting', attempts: 0, isOpen: false };
}

function byName(one: HandlerWork, other: HandlerWork): number {
  const [first, second] = [one, other].map(({ handler, replayId = '' }) => `${handler}#${replayId}`);
  return String(first) < String(second) ? -1 : 1;
}

/** Members without a value are left out. */
function present<Members extends object>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> };
function present(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
