import { clientAs, refusalOf } from './harness/framework-client';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type Account, type Fault, gitHub, type SeenRequest } from './harness/local-github';
import { unknownApp } from './harness/operations';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'GetInstallationToken when GitHub refuses', () => {
  let app: ImportedApp;
  let acme: Account;
  let installationId: number;
  let mint: Pick<Fault, 'method' | 'path'>;

  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`refused-${app.appId}`);
    await gitHub.createRepository(acme.login, 'web');
    installationId = await gitHub.install({ appId: app.appId, account: acme.login, permissions: { contents: 'read' } });
    mint = { method: 'POST', path: `^/app/installations/${installationId}/access_tokens$` };
  });
  afterEach(async () => {
    await gitHub.clearFaults();
    await gitHub.setClock(0);
    await gitHub.changeInstallation(installationId, { suspended: false });
  });

  const getToken = async (more: object = {}) =>
    (await clientAs('InstallationTokenCallerRole')).getInstallationToken({
      appId: app.appId,
      nodeId: acme.nodeId,
      // A live token would be handed out again, without a word to GitHub.
      fresh: true,
      ...more,
    });
  const getTokenOf = async (target: object) =>
    (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, fresh: true, ...target });

  it('answers 404 for an App that was never imported', async () => {
    expect(await refusalOf(getToken({ appId: unknownApp }))).toMatchObject({ name: 'NotFoundError', status: 404 });
  });

  it.each([
    ['node id', { nodeId: 'O_kgDOnobody' }],
    ['installation id', { installationId: 9_007_199_254_740_991 }],
    ['login', { owner: 'nobody-at-all' }],
  ])('answers 404 for an account that the App is not installed on, by its %s', async (_by, target) => {
    expect(await refusalOf(getTokenOf(target))).toMatchObject({ name: 'NotFoundError', status: 404 });
  });

  it('answers 404 for an installation of another App', async () => {
    const other = await gitHub.createApp();
    const { login } = await gitHub.createAccount(`other-${other.appId}`);
    const foreign = await gitHub.install({ appId: other.appId, account: login });
    expect(await refusalOf(getTokenOf({ installationId: foreign }))).toMatchObject({
      name: 'NotFoundError',
      status: 404,
    });
  });

  it('answers 403 for a suspended installation, and says that it is', async () => {
    await gitHub.changeInstallation(installationId, { suspended: true });
    const refusal = await refusalOf(getToken());
    expect(refusal).toMatchObject({ name: 'AccessDeniedError', status: 403 });
    expect(refusal.message).toContain('suspended');
    await gitHub.changeInstallation(installationId, { suspended: false });
    await expect(getToken()).resolves.toMatchObject({ installationId });
  });

  it.each([
    ['permissions that the installation lacks', { permissions: { contents: 'write' } }],
    ['repositories that it does not reach', { repositoryNames: ['elsewhere'] }],
  ])('answers 400 with GitHub’s reason for %s', async (_what, scopeDown) => {
    const refusal = await refusalOf(getToken({ scopeDown }));
    expect(refusal).toMatchObject({ name: 'ClientSideError', status: 400 });
    expect(refusal.message).toContain('422');
  });

  // Each with an App of its own: the functions remember which App GitHub has told to wait.
  const throttledApp = async (fault: Partial<Fault>) => {
    const { appId } = await givenApp();
    const id = await gitHub.install({ appId, account: acme.login, permissions: { contents: 'read' } });
    await gitHub.addFault({ method: 'POST', path: `^/app/installations/${id}/access_tokens$`, ...fault });
    return appId;
  };

  it('answers 429 with the seconds where a secondary limit lasts longer than the function, and asks GitHub no more', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    const appId = await throttledApp({ status: 403, headers: { 'retry-after': '300' }, body: { message } });
    const refusal = await refusalOf(getToken({ appId }));
    expect(refusal).toMatchObject({ name: 'ThrottledError', status: 429 });
    expect(refusal.retryAfterSeconds).toBe(300);

    const { requests, result } = await gitHub.requestsDuring(() => refusalOf(getToken({ appId })));
    expect(result).toMatchObject({ name: 'ThrottledError', status: 429 });
    expect(statusesOf(requests)).toEqual([]);
    await expect(getToken()).resolves.toMatchObject({ installationId });
  });

  it('answers 429 with the seconds until the hour’s budget is filled again', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 1800;
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${reset}` };
    const appId = await throttledApp({ status: 403, headers, body: { message: 'API rate limit exceeded.' } });
    const left = () => reset - Date.now() / 1000;
    const most = left();
    const refusal = await refusalOf(getToken({ appId }));
    expect(refusal).toMatchObject({ name: 'ThrottledError', status: 429 });
    expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(Math.floor(left()));
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(most + 10);
  });

  it.each([403, 429])('waits for a secondary limit (%d) where that fits, and then succeeds', async (status) => {
    const message = 'You have exceeded a secondary rate limit.';
    await gitHub.addFault({ ...mint, status, headers: { 'retry-after': '1' }, body: { message } });
    const started = performance.now();
    const { requests, result } = await gitHub.requestsDuring(getToken);
    expect(result).toMatchObject({ installationId });
    expect(performance.now() - started).toBeGreaterThanOrEqual(1000);
    expect(statusesOf(requests)).toEqual([status, 201]);
  });

  it('tries again where GitHub fails once, and then succeeds', async () => {
    await gitHub.addFault({ ...mint, status: 502, headers: { 'content-type': 'text/html' }, body: '<html></html>' });
    const { requests, result } = await gitHub.requestsDuring(getToken);
    expect(result).toMatchObject({ installationId });
    expect(statusesOf(requests)).toEqual([502, 201]);
  });

  it('answers 502 where GitHub keeps failing', async () => {
    await gitHub.addFault({ ...mint, times: 10, status: 503, body: '<html></html>' });
    expect(await refusalOf(getToken())).toMatchObject({ name: 'GitHubFailedError', status: 502 });
  });

  it('answers 500 where GitHub takes the token of the App for one of the future', async () => {
    await gitHub.setClock(-120);
    const refusal = await refusalOf(getToken());
    expect(refusal).toMatchObject({ name: 'ServerSideError', status: 500 });
    expect(refusal.message).toContain('clock');
  });
});

function statusesOf(requests: readonly SeenRequest[]) {
  return requests.filter(({ path }) => path.endsWith('/access_tokens')).map(({ status }) => status);
}
