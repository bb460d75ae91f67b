import { field } from '../lambda/parsed-json';
import type { WorkIdentity } from './repeated-delivery-table';

/** Most entries of one request: they are worked on within the time of a function. */
export const mostRepetitions = 50;

/** Work of handlers that is to be done after all, or deliveries that are to be handled once more. */
export type RepeatRequest = { readonly works: readonly WorkIdentity[] } | { readonly replay: ReplayRequest };

export interface ReplayRequest {
  readonly replayId: string;
  /** Whose queue they go to; the bus where absent, and with it everybody. */
  readonly handler?: string;
  readonly keys: readonly string[];
  /** What is kept of the replay when these are through. */
  readonly progress: string;
}

/** @throws Error for what is none */
export function parseRepeatRequest(input: unknown): RepeatRequest {
  const works = field(input, 'works');
  if (isListOf(works, isWork)) return { works };
  const replay = field(input, 'replay');
  if (isReplay(replay)) return { replay };
  throw new Error(`A request has works or a replay, ${mostRepetitions} deliveries at most, each with its key.`);
}

function isReplay(value: unknown): value is ReplayRequest {
  const handler = field(value, 'handler');
  return (
    isText(field(value, 'progress')) &&
    // It becomes part of a key.
    /^(?:ask:)?[A-Za-z0-9-]{1,64}$/.test(String(field(value, 'replayId'))) &&
    (handler === undefined || isText(handler)) &&
    isListOf(field(value, 'keys'), isText)
  );
}

function isWork(value: unknown): value is WorkIdentity {
  const replayId = field(value, 'replayId');
  return isText(field(value, 'key')) && isText(field(value, 'handler')) && (replayId === undefined || isText(replayId));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<Item>(list: unknown, is: (item: unknown) => item is Item): list is Item[] {
  return Array.isArray(list) && list.length <= mostRepetitions && list.every(is);
}
