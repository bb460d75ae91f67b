import type { KeyRecord } from './key-record';
import { standingOf } from './key-standing';

const now = new Date('2026-11-21T10:00:00Z');
const minutesAgo = (count: number) => new Date(now.getTime() - count * 60_000);
const current: KeyRecord = { keyArn: 'arn:current', state: 'Enabled', status: 'Active', createdOn: minutesAgo(30) };
const old: KeyRecord = { ...current, keyArn: 'arn:old', createdOn: minutesAgo(1000), tableName: 'apps' };
const standing = (record: KeyRecord, seen: KeyRecord | undefined = current) =>
  standingOf({ record, tableName: 'apps', currentKeyArn: 'arn:current', current: seen, now });

describe('standingOf', () => {
  it('takes what the row names for current, whatever its tags say', () => {
    for (const changes of [
      { status: 'Inactive' },
      { status: 'Failed' },
      { tableName: 'other' },
      { state: 'Disabled' },
    ]) {
      expect(standing({ ...current, ...changes })).toEqual({ kind: 'current' });
    }
  });

  it.each<[Partial<KeyRecord>, object]>([
    [{}, { kind: 'replaced', since: undefined }],
    [
      { replacedBy: 'arn:current', replacedOn: minutesAgo(5) },
      { kind: 'replaced', since: minutesAgo(5) },
    ],
    [
      { replacedBy: 'arn:other', replacedOn: minutesAgo(5) },
      { kind: 'replaced', since: undefined },
    ],
    [
      { replacedBy: 'arn:current', replacedOn: minutesAgo(-5) },
      { kind: 'replaced', since: undefined },
    ],
    // Disabled by hand: its tags still let functions try it.
    [{ state: 'Disabled' }, { kind: 'replaced', since: undefined }],
    [{ status: 'Inactive' }, { kind: 'retired' }],
    [{ state: 'PendingDeletion' }, { kind: 'retired' }],
    [{ status: 'Failed' }, { kind: 'failed' }],
    [{ status: 'Failed', state: 'PendingDeletion' }, { kind: 'failed' }],
    [{ tableName: 'other' }, { kind: 'foreign', tableName: 'other' }],
    [{ createdOn: minutesAgo(1) }, { kind: 'unfinished' }],
    [{ createdOn: minutesAgo(1), status: 'Failed' }, { kind: 'failed' }],
    [
      { createdOn: minutesAgo(1), replacedBy: 'arn:current', replacedOn: minutesAgo(0) },
      { kind: 'replaced', since: minutesAgo(0) },
    ],
  ])('judges a key with %j', (changes, expected) => {
    expect(standing({ ...old, ...changes })).toEqual(expected);
  });

  it('takes any young key for unfinished where the current one is not in KMS', () => {
    const young = { ...old, createdOn: minutesAgo(59) };
    expect(
      standingOf({ record: young, tableName: 'apps', currentKeyArn: 'arn:current', current: undefined, now }),
    ).toEqual({
      kind: 'unfinished',
    });
  });
});
