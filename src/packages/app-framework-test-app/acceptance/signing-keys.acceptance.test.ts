import { appRow, putAppRow } from './harness/app-rows';
import { changed } from './harness/changed-function';
import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs, refusalOf } from './harness/framework-client';
import { givenApp, type ImportedApp } from './harness/given-app';
import { describeWith } from './harness/requires';
import { tagKey, tagsOf, untagKey } from './harness/signing-keys';

describeWith(['the local GitHub'], 'a key', () => {
  let app: ImportedApp;
  let keyArn: string;
  let tags: Record<string, string>;

  beforeAll(async () => {
    app = await givenApp();
    keyArn = (await appRow(app.appId))?.kmsKeyArn ?? '';
    tags = await tagsOf(keyArn);
  });
  afterEach(async () => {
    await tagKey(keyArn, tags);
    await eventually({ what: 'the key to sign again' }, async () => (await signs()) || undefined);
  });

  it.each<[string, () => Promise<void>]>([
    ['is retired', () => tagKey(keyArn, { Status: 'Inactive' })],
    ['has failed', () => tagKey(keyArn, { Status: 'Failed' })],
    ['belongs to another deployment', () => tagKey(keyArn, { AppTable: `${outputs.AppTableName}-2` })],
    ['belongs to no deployment', () => untagKey(keyArn, 'AppTable')],
    ['has no status', () => untagKey(keyArn, 'Status')],
    ['is not managed', () => untagKey(keyArn, 'FrameworkForGitHubAppOnAwsManaged')],
    ['says something else about being managed', () => tagKey(keyArn, { FrameworkForGitHubAppOnAwsManaged: 'no' })],
  ])('that %s signs for nobody', async (_what, change) => {
    await change();
    // Processes that have signed hand their token out again for up to five minutes.
    await changed('AppTokenEndpoint', { variables: { STARTED_ANEW: 'yes' } }, async () => {
      await eventually({ what: 'the key to sign no more' }, async () => !(await signs()) || undefined);
    });
  });

  it('of another App is not taken for this one by GitHub, and the row can be put right', async () => {
    const other = await givenApp();
    const foreign = (await appRow(other.appId))?.kmsKeyArn ?? '';
    await putAppRow({ ...app, kmsKeyArn: foreign }, outputs.AppTableName);
    const token = (await clientAs('InstallationTokenCallerRole')).getInstallationToken({
      appId: app.appId,
      owner: 'anybody',
    });
    expect(await refusalOf(token)).toMatchObject({ name: 'ServerSideError', status: 500 });
    await putAppRow({ ...app, kmsKeyArn: keyArn }, outputs.AppTableName);
  });

  async function signs(): Promise<boolean> {
    const call = (await clientAs('AppTokenCallerRole')).getAppToken({ appId: app.appId });
    try {
      await call;
      return true;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ServerSideError') throw error;
      expect(error.message).toContain('Status=Active');
      expect(error.message).toContain('run adopt-keys');
      return false;
    }
  }
});
