import { retireReport } from './retire-report';

const report = (...keys: Parameters<typeof retireReport>[0]['retirement']['keys'][number][]) =>
  retireReport({ retirement: { appId: 7, currentKeyArn: 'arn:current', keys }, tableName: 'apps' });

describe('retireReport', () => {
  it('is done where nothing waits', () => {
    const key = { kmsKeyArn: 'arn:old', fingerprint: 'SHA256:old', outcome: 'retired' } as const;
    const { exitCode, text, json } = report(key);
    expect(exitCode).toBe(0);
    expect(text).toContain('arn:old (SHA256:old)\n    retired');
    expect(text).toContain('list-keys --app-id 7');
    expect(json).toEqual({ table: 'apps', appId: 7, currentKeyArn: 'arn:current', keys: [key] });
  });

  it('is done where there is nothing to retire', () => {
    const { exitCode, text } = report();
    expect(exitCode).toBe(0);
    expect(text).toContain('nothing is to be retired');
  });

  it('is partly done where a key waits, and says from when on and how to go on', () => {
    const dueOn = new Date('2026-11-21T10:07:00Z');
    const { exitCode, text } = report({ kmsKeyArn: 'arn:old', outcome: 'waiting', dueOn });
    expect(exitCode).toBe(6);
    expect(text).toContain('from 2026-11-21T10:07:00.000Z on');
    expect(text).toContain('retire-keys --app-id 7 --table apps');
  });

  it('is partly done where a key could not be retired, and says why', () => {
    const { exitCode, text } = report({ kmsKeyArn: 'arn:old', outcome: 'failed', reason: 'denied' });
    expect(exitCode).toBe(6);
    expect(text).toContain('failed: denied');
  });
});
