import { createHash } from 'node:crypto';
import { field } from '../lambda/parsed-json';
import type { HandlerTask } from './handler-ledger-table';

/** What a handler works on one at a time. */
export type LaneKind = 'pull-request' | 'issue' | 'repository' | 'event';
const kinds: readonly LaneKind[] = ['pull-request', 'issue', 'repository', 'event'];

/** How the events of a handler are put in line. */
export interface Lane {
  readonly by: LaneKind;
  /** True where an event is left out that a later one overtook. */
  readonly newestWins: boolean;
}

/** Parked after so many tries, about three minutes of waiting: others wait behind it. */
export const mostAttemptsInLane = 5;

/** @throws Error for a text that the construct did not write */
export function parseLane(text: string): Lane {
  const lane: unknown = JSON.parse(text);
  const [by, newestWins] = [field(lane, 'by'), field(lane, 'newestWins')];
  const kind = kinds.find((one) => one === by);
  if (kind) return { by: kind, newestWins: newestWins === true };
  throw new Error(`${text} is no lane. The construct sets it: deploy the stack again.`);
}

/**
 * Events with the same key are worked on one after the other. By id, for names change hands; an event without issue or pull request is in the
 * lane of its repository, one without repository in a lane of its own. By event, those of one name are in a lane of their repository.
 */
export function laneKey({ by }: Lane, { event, detail }: Pick<HandlerTask, 'event' | 'detail'>): string {
  const { host, repository, subject, delivery_key } = detail;
  if (!repository) return delivery_key;
  const place = `${host}#${repository.id}`;
  if (by === 'event') return `${place}#${event}`;
  return by === 'repository' || !subject ? place : `${place}#${subject.number}`;
}

/** A group of SQS has 128 characters at most. */
export function groupOf(key: string): string {
  return key.length <= 128 ? key : hashOf(key);
}

/**
 * SQS drops what comes again under the same id within five minutes. The message that brought it tells the attempts apart: an event that is
 * brought on purpose once more has an id of its own, and one that the feeder gets twice has not.
 */
export function deduplicationId({ handler, detail }: HandlerTask, messageId: string): string {
  return hashOf([handler, detail.delivery_key, detail.replay_id ?? '', messageId].join('\n'));
}

/** What ends something is told, whatever comes after it. */
const finalActions: readonly string[] = [
  'closed',
  'completed',
  'converted_to_discussion',
  'deleted',
  'dismissed',
  'merged',
  'resolved',
  'transferred',
];

/** Events that tell how an issue or pull request is. Comments and reviews have been said each for itself, and no later one says them again. */
const eventsOfItself: readonly string[] = ['issues', 'pull_request'];

/**
 * True for an event that may be left out where a later one came: it tells how its issue or pull request is, its place in time is known, and it ends
 * nothing. The head alone has no place in time: it comes back where somebody pushes an older one, and `updated_at` moves with each push.
 */
export function canBeOvertaken({ event, detail }: HandlerTask): boolean {
  const { action, subject, replay_id } = detail;
  if (!eventsOfItself.includes(event)) return false;
  if (replay_id !== undefined || subject?.updated_at === undefined) return false;
  return action !== undefined && !finalActions.includes(action);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
