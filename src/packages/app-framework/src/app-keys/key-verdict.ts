import type { KeyRecord } from './key-record';
import type { KeyStanding } from './key-standing';
import { APP_TOKEN_LIFE_SECONDS, RETIREMENT_WAIT_SECONDS, secondsAfter } from './retirement-wait';

/** Whether something can be deleted. `later`: from `from` on. `done`: it is being deleted. The reason is for people. */
export interface Verdict {
  readonly verdict: 'keep' | 'later' | 'safe' | 'done' | 'unknown';
  readonly reason: string;
  readonly from?: Date;
}

/** A key and what it is to its App. */
export interface JudgedKey {
  readonly record: KeyRecord;
  readonly standing: KeyStanding;
}

/** Whether a key can be deleted in KMS. */
export function verdictAtKms({ record, standing }: JudgedKey): Verdict {
  if (record.state === 'PendingDeletion' && standing.kind !== 'current') {
    return {
      verdict: 'done',
      reason: 'its deletion is scheduled',
      ...(record.deletionDate !== undefined && { from: record.deletionDate }),
    };
  }
  switch (standing.kind) {
    case 'current':
      return { verdict: 'keep', reason: 'the App signs with it' };
    case 'replaced':
      return { verdict: 'keep', reason: 'calls may still sign with it; run retire-keys first' };
    case 'retired':
      return { verdict: 'safe', reason: 'no function may sign with it; it costs money until it is gone' };
    case 'failed':
      return { verdict: 'safe', reason: 'its import failed, and nothing ever signed with it' };
    case 'unfinished':
      return { verdict: 'keep', reason: 'an import may be under way' };
    case 'foreign':
      return { verdict: 'keep', reason: `it belongs to the deployment with table ${standing.tableName}` };
  }
}

/**
 * Whether the public half of a key can be deleted on the settings page of the App, judged by all keys of the App: one key of GitHub's can be in
 * KMS several times.
 */
export function verdictAtGitHub({ record, standing }: JudgedKey, all: readonly JudgedKey[]): Verdict {
  if (standing.kind === 'current') {
    return { verdict: 'keep', reason: 'the App signs with it' };
  }
  if (record.fingerprint === undefined) {
    return { verdict: 'unknown', reason: 'KMS does not tell which key this is' };
  }
  const twins = all.filter((other) => other.record !== record && other.record.fingerprint === record.fingerprint);
  if (twins.some(({ standing: { kind } }) => kind === 'current')) {
    return { verdict: 'keep', reason: 'it is the same key at GitHub as the one that the App signs with' };
  }
  const needed = twins.some(({ standing: { kind } }) => kind !== 'failed' && kind !== 'retired');
  const unreadable = all.some(({ standing: { kind }, record: { fingerprint } }) => kind === 'current' && !fingerprint);
  if (needed || standing.kind === 'replaced' || standing.kind === 'unfinished' || standing.kind === 'foreign') {
    return { verdict: 'keep', reason: 'it may still sign' };
  }
  if (unreadable) {
    return { verdict: 'unknown', reason: 'KMS does not tell which key the App signs with' };
  }
  return standing.kind === 'failed'
    ? { verdict: 'safe', reason: 'it was never used here; delete it unless you mean to import it again' }
    : onceItsTokensExpired(record);
}

function onceItsTokensExpired({ replacedOn }: KeyRecord): Verdict {
  if (replacedOn === undefined) {
    return { verdict: 'safe', reason: 'nothing signs with it any more' };
  }
  return {
    verdict: 'later',
    reason: 'the last tokens that it signed have expired then',
    from: secondsAfter(replacedOn, RETIREMENT_WAIT_SECONDS + APP_TOKEN_LIFE_SECONDS),
  };
}
