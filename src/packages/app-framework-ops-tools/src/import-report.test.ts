import { importReport } from './import-report';

const imported = {
  appId: 7,
  appSlug: 'octo-app',
  gitHubApiUrl: 'https://api.github.com',
  kmsKeyArn: 'arn:new',
  deployment: 'not asked',
  followUps: [],
} as const;
const removed = { kind: 'removed', path: 'a.pem' } as const;

describe('importReport', () => {
  it('is done where nothing is left to do', () => {
    const { exitCode, text, json } = importReport({ imported, tableName: 'apps', pemFate: removed });
    expect(exitCode).toBe(0);
    expect(text).toMatch(/App table {2}apps\nKMS key {4}arn:new\nPEM file {3}removed/);
    expect(text).not.toContain('LEFT TO DO');
    expect(json).toEqual({ ...imported, table: 'apps', pem: removed });
  });

  it('is done where the PEM file was kept as asked', () => {
    expect(importReport({ imported, tableName: 'apps', pemFate: { kind: 'kept', path: 'a.pem' } }).exitCode).toBe(0);
  });

  it('is partly done where the PEM file could not be removed', () => {
    const { exitCode, text } = importReport({
      imported,
      tableName: 'apps',
      pemFate: { kind: 'not removed', path: 'a.pem', note: 'EROFS' },
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
    });
    expect(exitCode).toBe(6);
    expect(text).toContain('LEFT TO DO: Could not retire\n  Do this.');
    expect(json).toMatchObject({ followUps });
  });

  it('says what is to be done with the key that signed before', () => {
    const rotated = { ...imported, replacedKeyArn: 'arn:old' };
    const { text } = importReport({ imported: rotated, tableName: 'apps', pemFate: removed });
    expect(text).toMatch(/Replaces {3}arn:old/);
    expect(text).toContain('After ten minutes');
  });
});
