import { installationRows } from './harness/app-rows';
import { clientAs, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { listAt, numberAt, textAt } from './harness/json';
import { gitHub, type SeenRequest } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'finding an installation', () => {
  let app: ImportedApp;

  beforeAll(async () => {
    app = await givenApp();
  });

  const getToken = async (target: object) =>
    (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, ...target });
  const listings = (requests: readonly SeenRequest[]) => requests.filter(({ path }) => path === '/app/installations');
  const minting = (requests: readonly SeenRequest[]) => requests.filter(({ path }) => path.endsWith('/access_tokens'));

  it('pays for the list of an App’s installations once', async () => {
    await gitHub.installInBulk({ appId: app.appId, installations: 250, loginPrefix: `bulk-${app.appId}` });
    const [late, early] = await Promise.all([nodeIdsOnPage(3), nodeIdsOnPage(2)]);

    const unknown = await gitHub.requestsDuring(() => getToken({ nodeId: late.at(-1) }));
    expect(unknown.result.nodeId).toBe(late.at(-1));
    expect(listings(unknown.requests)).toHaveLength(3);
    expect(await installationRows(app.appId)).toHaveLength(250);

    const seen = await gitHub.requestsDuring(() => getToken({ nodeId: early[0] }));
    expect(seen.requests).toEqual(minting(seen.requests));
    expect(seen.requests).toHaveLength(1);
  });

  it('remembers for a minute that an account is not there', async () => {
    const nodeId = `O_nobody${app.appId}`;
    const first = await gitHub.requestsDuring(() => refusalOf(getToken({ nodeId })));
    const second = await gitHub.requestsDuring(() => refusalOf(getToken({ nodeId })));
    expect([first.result.status, second.result.status]).toEqual([404, 404]);
    expect(listings(first.requests)).toHaveLength(3);
    expect(second.requests).toEqual([]);
  });

  it('asks for one installation, and for no list, where its id or login is given', async () => {
    const byId = await givenInstallation('by-id');
    const asked = await gitHub.requestsDuring(() => getToken({ installationId: byId.installationId }));
    expect(asked.result.nodeId).toBe(byId.nodeId);
    expect(listings(asked.requests)).toEqual([]);
    // Of an App whose list nobody has read a moment ago: that would answer for all names.
    const { appId } = await givenApp();
    const byLogin = await givenInstallation('by-login', appId);
    const named = await gitHub.requestsDuring(() => getToken({ appId, owner: byLogin.login }));
    expect(named.result.nodeId).toBe(byLogin.nodeId);
    expect(listings(named.requests)).toEqual([]);
  });

  it('heals where the App was removed and installed again', async () => {
    const { login, nodeId, installationId } = await givenInstallation('again');
    await getToken({ installationId });
    await gitHub.uninstall(installationId);
    const successor = await gitHub.install({ appId: app.appId, account: login });
    expect(await getToken({ nodeId, fresh: true })).toMatchObject({ nodeId, installationId: successor });
    const row = (await installationRows(app.appId)).find((one) => one.nodeId === nodeId);
    expect(row?.installationId).toBe(successor);
    const next = await gitHub.requestsDuring(() => getToken({ nodeId }));
    expect(next.requests).toEqual(minting(next.requests));
  });

  it('refuses an installation that was removed for good', async () => {
    const { nodeId, installationId } = await givenInstallation('gone');
    await getToken({ installationId });
    await gitHub.uninstall(installationId);
    for (const target of [{ nodeId }, { installationId }]) {
      const refusal = await refusalOf(getToken({ ...target, fresh: true }));
      expect(refusal).toMatchObject({ name: 'NotFoundError', status: 404 });
    }
  });

  it('never takes the former holder of a login for the present one', async () => {
    const former = await givenInstallation('coveted');
    // The row is written by installation id, so that the login has not been asked for before.
    await getToken({ installationId: former.installationId });
    await gitHub.rename(former.login, `renamed-${app.appId}`);
    const present = await gitHub.createAccount(former.login);
    expect(await refusalOf(getToken({ owner: former.login }))).toMatchObject({ name: 'NotFoundError', status: 404 });
    expect(present.nodeId).not.toBe(former.nodeId);
    expect(await getToken({ owner: `renamed-${app.appId}` })).toMatchObject({ nodeId: former.nodeId });
    expect(await getToken({ nodeId: former.nodeId })).toMatchObject({ installationId: former.installationId });
  });

  it('takes the present holder of a login where the App is installed there, too', async () => {
    const former = await givenInstallation('shared');
    await getToken({ installationId: former.installationId });
    await gitHub.rename(former.login, `moved-${app.appId}`);
    const present = await gitHub.createAccount(former.login);
    const installationId = await gitHub.install({ appId: app.appId, account: present.login });
    expect(await getToken({ owner: present.login })).toMatchObject({ nodeId: present.nodeId, installationId });
  });

  async function givenInstallation(name: string, appId = app.appId) {
    const { login, nodeId } = await gitHub.createAccount(`${name}-${appId}`);
    return { login, nodeId, installationId: await gitHub.install({ appId, account: login }) };
  }

  async function nodeIdsOnPage(page: number): Promise<string[]> {
    const { appToken } = await (await clientAs('AppTokenCallerRole')).getAppToken({ appId: app.appId });
    const { body } = await askGitHub(app.gitHubApiUrl, `/app/installations?per_page=100&page=${page}`, appToken);
    return listAt({ body }, 'body').map((entry) => {
      expect(numberAt(entry, 'id')).toBeGreaterThan(0);
      return textAt(entry, 'account', 'node_id');
    });
  }
});
