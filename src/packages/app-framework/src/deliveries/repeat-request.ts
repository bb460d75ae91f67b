import { field } from '../lambda/parsed-json';
import type { WorkIdentity } from './repeated-delivery-table';

/** Most entries of one request: they are worked on within the time of a function. */
export const mostRepetitions = 50;

/** Work of handlers that is to be done after all. */
export interface RepeatRequest {
  readonly works: readonly WorkIdentity[];
}

/** @throws Error for what is none */
export function parseRepeatRequest(input: unknown): RepeatRequest {
  const works = field(input, 'works');
  if (Array.isArray(works) && works.length <= mostRepetitions && works.every(isWork)) return { works };
  throw new Error(`A request has works, ${mostRepetitions} at most, each with key and handler.`);
}

function isWork(value: unknown): value is WorkIdentity {
  const replayId = field(value, 'replayId');
  return (
    ['key', 'handler'].every((name) => typeof field(value, name) === 'string') &&
    (replayId === undefined || typeof replayId === 'string')
  );
}
