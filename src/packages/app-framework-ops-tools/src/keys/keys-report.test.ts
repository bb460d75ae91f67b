import { type AppKeys, keysReport, type ListedKey } from './keys-report';

const now = new Date('2026-11-21T10:00:00Z');
const replacedOn = new Date('2026-11-21T09:50:00Z');
const current: ListedKey = {
  record: {
    keyArn: 'arn:current',
    state: 'Enabled',
    status: 'Active',
    createdOn: replacedOn,
    fingerprint: 'SHA256:current',
    appId: 7,
  },
  standing: { kind: 'current' },
  lastUse: { kind: 'used', at: replacedOn, operation: 'Sign' },
};
const old: ListedKey = {
  record: {
    keyArn: 'arn:old',
    state: 'Disabled',
    status: 'Inactive',
    createdOn: new Date('2026-11-01T10:00:00Z'),
    fingerprint: 'SHA256:old',
    appId: 7,
    replacedBy: 'arn:current',
    replacedOn,
  },
  standing: { kind: 'retired' },
  lastUse: { kind: 'unknown', reason: 'denied' },
};
const app: AppKeys = { appId: 7, currentKeyArn: 'arn:current', keys: [current, old] };
const report = (changes: Partial<Parameters<typeof keysReport>[0]> = {}) =>
  keysReport({ tableName: 'apps', apps: [app], ownerless: [], now, ...changes });

describe('keysReport', () => {
  it('says of each key what it is, when it last signed and what can be deleted', () => {
    const { text } = report();
    expect(text).toContain('SHA256:current\n  Standing     current: the App signs with it');
    expect(text).toMatch(/Last used +2026-11-21T09:50:00.000Z \(Sign, as KMS has it\)/);
    expect(text).toMatch(/State +Disabled, Status=Inactive\n +Created +2026-11-01T10:00:00.000Z \(20 days ago\)/);
    expect(text).toMatch(/Last used +not known: denied/);
    expect(text).toMatch(/At KMS +can be deleted: /);
    expect(text).toMatch(/At GitHub +can be deleted from 2026-11-21T10:05:00.000Z on/);
  });

  it('says the same to scripts', () => {
    expect(report().json).toMatchObject({
      table: 'apps',
      keys: [
        {
          appId: 7,
          kmsKeyArn: 'arn:current',
          current: true,
          atKms: { verdict: 'keep' },
          atGitHub: { verdict: 'keep' },
        },
        { kmsKeyArn: 'arn:old', current: false, ageDays: 20, kmsState: 'Disabled', atGitHub: { verdict: 'later' } },
      ],
    });
  });

  it('lets a key go at GitHub once its last tokens have expired', () => {
    const later = new Date('2026-11-21T10:05:00Z');
    expect(report({ now: later }).text).toMatch(/At GitHub +can be deleted: the last tokens/);
  });

  it('says that an App cannot sign whose key is gone', () => {
    expect(report({ apps: [{ ...app, keys: [old] }] }).text).toContain('its key arn:current does not exist in KMS');
  });

  it('names the keys of Apps that the table does not know', () => {
    const { text, json } = report({ apps: [], ownerless: [old.record] });
    expect(text).toContain('arn:old belongs to App 7, which table apps does not know (SHA256:old)');
    expect(json).toMatchObject({ keys: [], ownerless: [{ keyArn: 'arn:old' }] });
  });

  it('says that there are none', () => {
    expect(report({ apps: [] }).text).toContain('has no keys');
  });
});
