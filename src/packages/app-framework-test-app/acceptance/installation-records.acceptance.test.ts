import { type InstallationRecord, paginateGetInstallations } from '@aws/app-framework-for-github-apps-on-aws-client';
import { clientAs, refusalOf } from './harness/framework-client';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type Account, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'what is known of installations', () => {
  let app: ImportedApp;
  let second: ImportedApp;
  let acme: Account;
  let installationId: number;
  let suspended: number;

  beforeAll(async () => {
    app = await givenApp();
    second = await givenApp();
    acme = await gitHub.createAccount(`Records-${app.appId}`);
    installationId = await gitHub.install({ appId: app.appId, account: acme.login, permissions: { issues: 'read' } });
    await gitHub.install({ appId: second.appId, account: acme.login });
    const { login } = await gitHub.createAccount(`paused-${app.appId}`, 'User');
    suspended = await gitHub.install({ appId: app.appId, account: login });
    await gitHub.changeInstallation(suspended, { suspended: true });
    await gitHub.installInBulk({ appId: second.appId, installations: 5, loginPrefix: `more-${second.appId}` });
    await (await clientAs('RefreshCallerRole')).refreshCachedData({});
  });

  describe('GetInstallationData', () => {
    it.each<[string, () => object]>([
      ['node id', () => ({ nodeId: acme.nodeId })],
      ['login in any case', () => ({ owner: acme.login.toLowerCase() })],
      ['installation id', () => ({ installationId })],
    ])('answers an entry for each App there, by %s, without asking GitHub', async (_by, targetBy) => {
      const { result, requests } = await gitHub.requestsDuring(async () =>
        (await clientAs('RecordCallerRole')).getInstallationData(targetBy()),
      );
      expect(result.installations).toHaveLength(2);
      expect(recordOf(result.installations, app)).toEqual({
        appId: app.appId,
        installationId,
        nodeId: acme.nodeId,
        targetType: 'Organization',
        name: acme.login,
        repositorySelection: 'all',
        permissions: { issues: 'read', metadata: 'read' },
      });
      expect(requests).toEqual([]);
    });

    it('tells since when an installation is suspended', async () => {
      const { installations } = await (await clientAs('RecordCallerRole')).getInstallationData({
        installationId: suspended,
      });
      expect(recordOf(installations, app)?.targetType).toBe('User');
      expect(recordOf(installations, app)?.suspendedAt?.getTime()).toBeLessThanOrEqual(Date.now());
    });

    it('refuses an account that is not known', async () => {
      const refusal = await refusalOf((await clientAs('RecordCallerRole')).getInstallationData({ owner: 'nobody' }));
      expect(refusal).toMatchObject({ name: 'NotFoundError', status: 404 });
    });
  });

  describe('GetInstallations', () => {
    it('pages through all of them, each once', async () => {
      const all = await paged({});
      const ids = all.map(({ appId, nodeId }) => `${appId} ${nodeId}`);
      expect(new Set(ids).size).toBe(ids.length);
      expect(all.filter(({ appId }) => appId === app.appId)).toHaveLength(2);
      expect(all.filter(({ appId }) => appId === second.appId)).toHaveLength(6);
    });

    it('pages through those of one App', async () => {
      const mine = await paged({ appId: second.appId });
      expect(mine).toHaveLength(6);
      expect(mine.every(({ appId }) => appId === second.appId)).toBe(true);
    });

    it('refuses a next token together with another App', async () => {
      const client = await clientAs('InstallationsCallerRole');
      const { nextToken } = await client.getInstallations({ appId: second.appId, maxResults: 2 });
      expect(nextToken).toEqual(expect.any(String));
      const refusal = await refusalOf(client.getInstallations({ appId: app.appId, nextToken }));
      expect(refusal).toMatchObject({ name: 'ValidationException', status: 400 });
    });
  });

  async function paged(input: { appId?: number }): Promise<InstallationRecord[]> {
    const client = await clientAs('InstallationsCallerRole');
    const found: InstallationRecord[] = [];
    for await (const page of paginateGetInstallations({ client, pageSize: 3 }, input)) {
      expect(page.installations?.length).toBeLessThanOrEqual(3);
      found.push(...(page.installations ?? []));
    }
    return found;
  }
});

function recordOf(records: readonly InstallationRecord[] | undefined, { appId }: ImportedApp) {
  return records?.find((record) => record.appId === appId);
}
