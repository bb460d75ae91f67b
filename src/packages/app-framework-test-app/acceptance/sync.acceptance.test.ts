import { InvokeCommand } from '@aws-sdk/client-lambda';
import { deleteAppRow, installationRows } from './harness/app-rows';
import { administrator } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { functionOf } from './harness/functions';
import { givenApp, type ImportedApp, importKey } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { expectExit } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';

describeWith(['the local GitHub'], 'the installation sync', () => {
  let app: ImportedApp;

  withoutSchedules(() => functionOf('sync'));
  beforeAll(async () => {
    app = await givenApp();
  });
  afterEach(() => gitHub.clearFaults());

  const refresh = async () => (await clientAs('RefreshCallerRole')).refreshCachedData({});
  const rowOf = async (nodeId: string) => (await installationRows(app.appId)).find((row) => row.nodeId === nodeId);
  const givenInstallation = async (name: string) => {
    const { login, nodeId } = await gitHub.createAccount(`${name}-${app.appId}`);
    return { login, nodeId, installationId: await gitHub.install({ appId: app.appId, account: login }) };
  };

  it('follows an installation through its life', async () => {
    const { login, nodeId, installationId } = await givenInstallation('life');
    await refresh();
    expect(await rowOf(nodeId)).toMatchObject({ installationId, name: login, isSuspended: false });

    await gitHub.changeInstallation(installationId, { suspended: true });
    await refresh();
    expect(await rowOf(nodeId)).toMatchObject({ installationId, isSuspended: true });

    await gitHub.changeInstallation(installationId, { suspended: false });
    await gitHub.rename(login, `new-${login}`);
    await refresh();
    expect(await rowOf(nodeId)).toMatchObject({ name: `new-${login}`, isSuspended: false });

    await gitHub.uninstall(installationId);
    const successor = await gitHub.install({ appId: app.appId, account: `new-${login}` });
    const { requests } = await gitHub.requestsDuring(refresh);
    expect(await rowOf(nodeId)).toMatchObject({ installationId: successor });
    // The row lives on under its account: nothing is gone, so GitHub is not asked whether the old installation is.
    expect(requests.map(({ path }) => path)).toEqual(['/app/installations']);

    await gitHub.uninstall(successor);
    const { counts } = await refresh();
    expect(counts.removed).toBe(1);
    expect(await rowOf(nodeId)).toBeUndefined();
  });

  it('never deletes a row that was written anew while it ran', async () => {
    const { login, nodeId, installationId } = await givenInstallation('meanwhile');
    await refresh();
    await gitHub.uninstall(installationId);
    // The sync asks whether it is gone for good, and has to wait for the answer.
    const path = `/app/installations/${installationId}`;
    await gitHub.addFault({ path: `^${path}$`, delayMilliseconds: 60_000 });
    const since = await gitHub.now();
    const running = refresh();
    await gitHub.requestsTo(path, { since, times: 1 });
    const successor = await gitHub.install({ appId: app.appId, account: login });
    await (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, owner: login });
    await gitHub.clearFaults();
    await running;
    expect(await rowOf(nodeId)).toMatchObject({ installationId: successor });
  });

  it('writes nothing where nothing changed', async () => {
    const { nodeId } = await givenInstallation('still');
    await refresh();
    const row = await rowOf(nodeId);
    const { counts, failures } = await refresh();
    expect(failures).toBeUndefined();
    expect(counts).toMatchObject({ written: 0, removed: 0, unchanged: counts.installations });
    expect(row).toBeDefined();
    expect(await rowOf(nodeId)).toEqual(row);
  });

  it('runs on its schedule’s function just so', async () => {
    const { nodeId, installationId } = await givenInstallation('scheduled');
    const { arn } = await functionOf('sync');
    const { FunctionError } = await administrator.lambda.send(
      new InvokeCommand({ FunctionName: arn, Payload: Buffer.from('{}') }),
    );
    expect(FunctionError).toBeUndefined();
    expect(await rowOf(nodeId)).toMatchObject({ installationId });
  });

  it('takes in 250 installations over three pages', async () => {
    const many = await givenApp();
    await gitHub.installInBulk({ appId: many.appId, installations: 250, loginPrefix: `many-${many.appId}` });
    const { requests } = await gitHub.requestsDuring(refresh);
    expect(await installationRows(many.appId)).toHaveLength(250);
    // Three pages of the one App and one of the other, and not a request more.
    expect(requests.map(({ path }) => path)).toEqual(Array(4).fill('/app/installations'));
    await deleteAppRow(many.appId);
    expect((await refresh()).counts.removed).toBe(250);
    expect(await installationRows(many.appId)).toEqual([]);
  });

  it('deletes nothing of an App whose list did not complete, and goes on with the others', async () => {
    // The prefix of a GitHub Enterprise Server tells this App's requests apart.
    const broken = await givenApp({ gitHubApiUrl: `${gitHub.url}/api/v3` });
    await gitHub.installInBulk({ appId: broken.appId, installations: 150, loginPrefix: `half-${broken.appId}` });
    await refresh();
    expect(await installationRows(broken.appId)).toHaveLength(150);

    const { nodeId } = await givenInstallation('beside');
    await gitHub.addFault({ path: '^/api/v3/app/installations$', afterRequests: 1, times: 10, status: 500 });
    const { failures } = await refresh();
    expect(failures).toEqual([{ appId: broken.appId, reason: expect.stringContaining('500') }]);
    expect(await installationRows(broken.appId)).toHaveLength(150);
    expect(await rowOf(nodeId)).toBeDefined();
    await deleteAppRow(broken.appId);
  });

  it('goes on where GitHub does not accept an App’s key any more, and says so', async () => {
    const { appId } = await gitHub.createApp();
    const key = await gitHub.addKey(appId);
    expectExit(await importKey({ appId, pem: key.pem, gitHubApiUrl: gitHub.url }), 0);
    const { login } = await gitHub.createAccount(`kept-${appId}`);
    await gitHub.install({ appId, account: login });
    await refresh();
    await gitHub.removeKey(appId, key.fingerprint);

    const { nodeId } = await givenInstallation('unharmed');
    const { failures } = await refresh();
    expect(failures).toEqual([{ appId, reason: expect.stringContaining('401') }]);
    expect(await rowOf(nodeId)).toBeDefined();
    expect(await installationRows(appId)).toHaveLength(1);

    const { arn } = await functionOf('sync');
    const invoked = await administrator.lambda.send(
      new InvokeCommand({ FunctionName: arn, Payload: Buffer.from('{}') }),
    );
    expect(invoked.FunctionError).toBeDefined();
    await deleteAppRow(appId);
  });
});
