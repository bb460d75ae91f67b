import type { KeyRecord } from './key-record';
import { replacedSince } from './retirement-wait';

/**
 * What a key is to its App:
 * - `current`: the App signs with it.
 * - `replaced`: another took its place, and calls may still name it.
 * - `retired`: no function may sign with it.
 * - `failed`: its import failed; it never signed for a caller.
 * - `unfinished`: newer than the current key and made within the hour: an import may be under way.
 * - `foreign`: it belongs to another deployment.
 */
export type KeyStanding =
  | { readonly kind: 'current' }
  | { readonly kind: 'replaced'; readonly since: Date | undefined }
  | { readonly kind: 'retired' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'foreign'; readonly tableName: string };

/** An import takes seconds, KMS minutes at worst to know the key, and the proof through the deployment minutes more: what is older is no import any more. */
const LONGEST_IMPORT_MILLISECONDS = 60 * 60 * 1000;

/** A key, and what it is to be judged by. */
export interface KeyInContext {
  readonly record: KeyRecord;
  /** App table of the deployment. */
  readonly tableName: string;
  readonly currentKeyArn: string;
  /** Absent where the current key is not in KMS. */
  readonly current: KeyRecord | undefined;
  readonly now: Date;
}

/** Judges what a key is to its App, by the App's row first: what the row names is current, whatever its tags say. */
export function standingOf({ record, tableName, currentKeyArn, current, now }: KeyInContext): KeyStanding {
  if (record.keyArn === currentKeyArn) {
    return { kind: 'current' };
  }
  if (record.tableName !== undefined && record.tableName !== tableName) {
    return { kind: 'foreign', tableName: record.tableName };
  }
  if (record.status === 'Failed') {
    return { kind: 'failed' };
  }
  if (record.status === 'Inactive' || record.state === 'PendingDeletion') {
    return { kind: 'retired' };
  }
  const since = replacedSince({ record, currentKeyArn, now });
  if (since === undefined && mayBeUnderWay({ record, current, now })) {
    return { kind: 'unfinished' };
  }
  return { kind: 'replaced', since };
}

function mayBeUnderWay({ record, current, now }: Pick<KeyInContext, 'record' | 'current' | 'now'>): boolean {
  const isNewer = current === undefined || record.createdOn > current.createdOn;
  return isNewer && now.getTime() - record.createdOn.getTime() < LONGEST_IMPORT_MILLISECONDS;
}
