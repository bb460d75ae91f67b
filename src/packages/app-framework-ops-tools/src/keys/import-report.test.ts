import type { KeyOutcome } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { importReport, type OldKey } from './import-report';

const imported = {
  appId: 7,
  appSlug: 'octo-app',
  gitHubApiUrl: 'https://api.github.com',
  kmsKeyArn: 'arn:new',
  fingerprint: 'SHA256:new',
  deployment: 'not asked',
  retirement: 'nothing to do',
  followUps: [],
} as const;
const removed = { kind: 'removed', path: 'a.pem' } as const;
const oldKey = { kind: 'as the import left it' } as const;

describe('importReport', () => {
  it('is done where nothing is left to do', () => {
    const { exitCode, text, json } = importReport({ imported, tableName: 'apps', pemFate: removed, oldKey });
    expect(exitCode).toBe(0);
    expect(text).toMatch(/App table {4}apps\nKMS key {6}arn:new\nFingerprint {2}SHA256:new\nPEM file {5}removed/);
    expect(text).not.toContain('LEFT TO DO');
    expect(json).toEqual({ ...imported, table: 'apps', pem: removed });
  });

  it('is done where the PEM file was kept as asked', () => {
    expect(
      importReport({ imported, tableName: 'apps', pemFate: { kind: 'kept', path: 'a.pem' }, oldKey }).exitCode,
    ).toBe(0);
  });

  it('is partly done where the PEM file could not be removed', () => {
    const { exitCode, text } = importReport({
      imported,
      tableName: 'apps',
      pemFate: { kind: 'not removed', path: 'a.pem', note: 'EROFS' },
      oldKey,
    });
    expect(exitCode).toBe(6);
    expect(text).toContain('LEFT TO DO: Could not overwrite and remove a.pem: EROFS');
  });

  it('is partly done where something went wrong after the key went live', () => {
    const followUps = [{ reason: 'Could not retire', todo: 'Do this.' }];
    const { exitCode, text, json } = importReport({
      imported: { ...imported, followUps },
      tableName: 'apps',
      pemFate: removed,
      oldKey,
    });
    expect(exitCode).toBe(6);
    expect(text).toContain('LEFT TO DO: Could not retire\n  Do this.');
    expect(json).toMatchObject({ followUps });
  });

  const rotated = { ...imported, replacedKeyArn: 'arn:old', retirement: 'to do' } as const;
  const settled = (key: Partial<KeyOutcome>, waiting: 'here' | 'elsewhere' = 'here'): OldKey => ({
    kind: 'settled',
    key: { kmsKeyArn: 'arn:old', outcome: 'retired', ...key },
    waiting,
  });
  const reportOf = (key: OldKey) =>
    importReport({ imported: rotated, tableName: 'apps', pemFate: removed, oldKey: key });

  it('says what can be done with the old key once it is retired', () => {
    const { exitCode, text, json } = reportOf(settled({}));
    expect(exitCode).toBe(0);
    expect(text).toMatch(/Replaces {5}arn:old\nOld key {6}retired/);
    expect(text).toContain('list-keys --app-id 7');
    expect(text).toContain('retire-keys --app-id 7 --table apps --schedule-deletion 7');
    expect(json).toMatchObject({ retirement: 'done', oldKey: { kmsKeyArn: 'arn:old', outcome: 'retired' } });
  });

  const dueOn = new Date('2026-11-21T10:07:00Z');

  it('is partly done where the wait was left, and says how to go on', () => {
    const { exitCode, text, json } = reportOf(settled({ outcome: 'waiting', dueOn }));
    expect(exitCode).toBe(6);
    expect(text).toContain('LEFT TO DO: The wait was left; both keys work.');
    expect(text).toContain('arn:old may still sign. Retire it: retire-keys --app-id 7 --table apps');
    expect(json).toMatchObject({ retirement: 'to do' });
  });

  it('is done where no wait was asked for, and says from when on the old key can be retired', () => {
    const { exitCode, text, json } = reportOf(settled({ outcome: 'waiting', dueOn }, 'elsewhere'));
    expect(exitCode).toBe(0);
    expect(text).toContain('from 2026-11-21T10:07:00.000Z on: retire-keys --app-id 7 --table apps');
    expect(json).toMatchObject({ retirement: 'to do', followUps: [] });
  });

  it('is partly done where the old key could not be retired', () => {
    const { exitCode, json } = reportOf(settled({ outcome: 'failed', reason: 'denied' }));
    expect(exitCode).toBe(6);
    expect(json).toMatchObject({
      retirement: 'to do',
      followUps: [
        { reason: 'Could not retire the key that signed before: denied', todo: expect.stringContaining('arn:old') },
      ],
    });
  });
});
