import type { KeyRecord } from './key-record';
import type { KeyStanding } from './key-standing';
import { type JudgedKey, verdictAtGitHub, verdictAtKms } from './key-verdict';

const record: KeyRecord = {
  keyArn: 'arn:old',
  state: 'Enabled',
  createdOn: new Date('2026-01-01T00:00:00Z'),
  fingerprint: 'SHA256:old',
};
const replacedOn = new Date('2026-11-21T10:00:00Z');
const key = (
  kind: Exclude<KeyStanding['kind'], 'foreign' | 'replaced'>,
  changes: Partial<KeyRecord> = {},
): JudgedKey => ({
  record: { ...record, keyArn: `arn:${kind}`, ...changes },
  standing: { kind },
});
const replaced = (changes: Partial<KeyRecord> = {}): JudgedKey => ({
  record: { ...record, ...changes },
  standing: { kind: 'replaced', since: replacedOn },
});
const foreign: JudgedKey = { record, standing: { kind: 'foreign', tableName: 'other' } };
const current = key('current', { fingerprint: 'SHA256:current' });

describe('verdictAtKms', () => {
  it.each([
    [key('current'), 'keep'],
    [replaced(), 'keep'],
    [key('unfinished'), 'keep'],
    [foreign, 'keep'],
    [key('retired'), 'safe'],
    [key('failed'), 'safe'],
    [key('retired', { state: 'PendingDeletion' }), 'done'],
    // Pending deletion or not: an App signs with it.
    [key('current', { state: 'PendingDeletion' }), 'keep'],
  ])('judges %j as %s', (judged, verdict) => {
    expect(verdictAtKms(judged).verdict).toBe(verdict);
  });
});

describe('verdictAtGitHub', () => {
  const verdictOf = (judged: JudgedKey, ...others: JudgedKey[]) => verdictAtGitHub(judged, [judged, ...others]);

  it('keeps what signs or may sign', () => {
    for (const judged of [current, replaced(), key('unfinished'), foreign]) {
      expect(verdictOf(judged, key('current')).verdict).toBe('keep');
    }
  });

  it('lets a retired key go when the last tokens that it signed have expired', () => {
    expect(verdictOf(key('retired', { replacedOn }), current)).toMatchObject({
      verdict: 'later',
      from: new Date('2026-11-21T10:15:00Z'),
    });
    expect(verdictOf(key('retired'), current).verdict).toBe('safe');
  });

  it.each(['retired', 'failed'] as const)('keeps a %s key that is the same at GitHub as one that signs', (kind) => {
    const twin = { fingerprint: 'SHA256:current' };
    expect(verdictOf(key(kind, twin), current).verdict).toBe('keep');
    expect(verdictOf(key(kind, twin), replaced(twin), key('current')).verdict).toBe('keep');
  });

  it('lets a failed key go', () => {
    expect(verdictOf(key('failed'), current).verdict).toBe('safe');
  });

  it('judges nothing where it is not known which key is which', () => {
    const { fingerprint: _, ...unknown } = record;
    expect(verdictOf({ record: unknown, standing: { kind: 'retired' } }, current).verdict).toBe('unknown');
    expect(verdictOf(key('retired'), { record: unknown, standing: { kind: 'current' } }).verdict).toBe('unknown');
  });
});
