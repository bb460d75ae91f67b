import { createKeyAdoption } from './adopt-keys';
import type { AppRegistrations } from './app-registration-table';
import type { KmsKeys } from './kms-keys';

const signable = { FrameworkForGitHubAppOnAwsManaged: 'true', Status: 'Active' };
const tagsByArn: Record<string, Record<string, string>> = {
  'arn:ours': { ...signable, AppTable: 'apps' },
  'arn:theirs': { ...signable, AppTable: 'apps-before' },
  'arn:old': signable,
  'arn:inactive': {
    ...signable,
    Status: 'Inactive',
    AppTable: 'apps',
    ReplacedBy: 'arn:next',
    ReplacedOn: '2026-10-01',
  },
  'arn:failed': { ...signable, Status: 'Failed', AppTable: 'apps-before' },
};

function setUp() {
  const adopted: unknown[] = [];
  const refuse = async (): Promise<never> => {
    throw new Error('not expected here');
  };
  const keys: KmsKeys = {
    create: refuse,
    importMaterial: refuse,
    markFailed: refuse,
    scheduleDeletion: refuse,
    markReplaced: refuse,
    disable: refuse,
    retire: refuse,
    adopt: async (adoption) => void adopted.push(adoption),
    tagsOf: async (arn) => {
      const tags = tagsByArn[arn];
      if (tags === undefined) {
        throw new Error(`${arn} does not exist`);
      }
      return new Map(Object.entries(tags));
    },
  };
  const registrations: AppRegistrations = {
    tableName: 'apps',
    read: refuse,
    write: refuse,
    hostOfRowsWithoutOne: refuse,
    list: async () => [
      { appId: 5, kmsKeyArn: 'arn:gone' },
      { appId: 1, kmsKeyArn: 'arn:ours' },
      { appId: 2, kmsKeyArn: 'arn:theirs' },
      { appId: 3, kmsKeyArn: 'arn:old' },
      { appId: 4, kmsKeyArn: 'arn:inactive' },
      { appId: 6, kmsKeyArn: 'arn:failed' },
    ],
  };
  return { adoption: createKeyAdoption({ keys, registrations }), adopted };
}

describe('createKeyAdoption', () => {
  it('tells which keys the functions of this table may sign with', async () => {
    expect(await setUp().adoption.inspect()).toEqual([
      { appId: 1, kmsKeyArn: 'arn:ours', state: 'belongs', taggedFor: 'apps' },
      { appId: 2, kmsKeyArn: 'arn:theirs', state: 'foreign', taggedFor: 'apps-before' },
      { appId: 3, kmsKeyArn: 'arn:old', state: 'foreign' },
      {
        ...{ appId: 4, kmsKeyArn: 'arn:inactive', state: 'retired', taggedFor: 'apps' },
        reason: 'its tag Status is Inactive, replaced by arn:next on 2026-10-01',
      },
      { appId: 5, kmsKeyArn: 'arn:gone', state: 'unreadable', reason: 'arn:gone does not exist' },
      {
        ...{ appId: 6, kmsKeyArn: 'arn:failed', state: 'retired', taggedFor: 'apps-before' },
        reason: 'its tag Status is Failed',
      },
    ]);
  });

  it('tags nothing while it looks', async () => {
    const { adoption, adopted } = setUp();
    await adoption.inspect();
    expect(adopted).toEqual([]);
  });

  it('tags a key for this table', async () => {
    const { adoption, adopted } = setUp();
    await adoption.adopt({ appId: 2, kmsKeyArn: 'arn:theirs', state: 'foreign', taggedFor: 'apps-before' });
    expect(adopted).toEqual([{ keyArn: 'arn:theirs', tableName: 'apps' }]);
  });
});
