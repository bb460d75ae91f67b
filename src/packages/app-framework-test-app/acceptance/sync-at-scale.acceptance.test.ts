import { InvokeCommand } from '@aws-sdk/client-lambda';
import { deleteAppRow, installationRows } from './harness/app-rows';
import { administrator } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { functionOf, logLines } from './harness/functions';
import { givenApp, type ImportedApp } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { readParameter, writeParameter } from './harness/parameters';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';

const many = 1_000;
const list = '^/api/v3/app/installations$';

describeWith(['the local GitHub'], 'the sync of 1,000 installations', () => {
  let app: ImportedApp;

  withoutSchedules(() => functionOf('sync'));
  beforeAll(async () => {
    // The prefix of a GitHub Enterprise Server tells this App's requests apart.
    app = await givenApp({ gitHubApiUrl: `${gitHub.url}/api/v3` });
    await gitHub.installInBulk({ appId: app.appId, installations: many, loginPrefix: `scale-${app.appId}` });
  });
  afterEach(() => gitHub.clearFaults());
  afterAll(async () => {
    await deleteAppRow(app.appId);
    await refresh();
  });

  const refresh = async () => (await clientAs('RefreshCallerRole')).refreshCachedData({});
  const rows = () => installationRows(app.appId);
  const failureOfApp = async () => (await refresh()).failures?.find(({ appId }) => appId === app.appId);

  it('keeps what it has learnt where a page fails for good, and takes in the rest in the next run', async () => {
    await gitHub.addFault({ path: list, afterRequests: 4, times: 20, status: 502 });
    expect(await failureOfApp()).toMatchObject({ reason: expect.stringContaining('502') });
    expect(await rows()).toHaveLength(400);

    await gitHub.clearFaults();
    expect(await failureOfApp()).toBeUndefined();
    expect(await rows()).toHaveLength(many);
  });

  it('asks for a page again that fails once, and does not mind a slow one', async () => {
    await gitHub.addFault({ path: list, afterRequests: 2, times: 1, status: 503 });
    await gitHub.addFault({ path: list, afterRequests: 5, times: 1, delayMilliseconds: 300 });
    expect(await failureOfApp()).toBeUndefined();
    expect(await rows()).toHaveLength(many);
  });

  it('removes nothing where the list breaks off, whatever has been uninstalled, and then just that', async () => {
    const [gone, ...others] = await rows();
    await gitHub.uninstall(gone?.installationId ?? 0);
    await gitHub.changeInstallation(others[0]?.installationId ?? 0, { suspended: true });
    await gitHub.addFault({ path: list, afterRequests: 9, times: 20, status: 401 });
    expect(await failureOfApp()).toBeDefined();
    expect(await rows()).toHaveLength(many);

    await gitHub.clearFaults();
    expect(await failureOfApp()).toBeUndefined();
    const left = await rows();
    expect(left).toHaveLength(many - 1);
    expect(left.filter(({ isSuspended }) => isSuspended)).toHaveLength(1);
    expect(left).not.toContainEqual(gone);
  });

  it('costs ten list calls and no write where nothing has changed', async () => {
    const before = await rows();
    const { requests, result } = await gitHub.requestsDuring(refresh);
    expect(result.counts).toMatchObject({ written: 0, removed: 0 });
    expect(requests.filter(({ path }) => path.startsWith('/api/v3/')).map(({ path }) => path)).toEqual(
      Array(10).fill('/api/v3/app/installations'),
    );
    expect(await rows()).toEqual(before);
  });

  it('goes on from the place that a run has kept, and forgets it when it has come around', async () => {
    const { arn, environment, logGroup } = await functionOf('sync');
    const parameter = environment.SYNC_PLACE_PARAMETER ?? '';
    const since = new Date();
    await writeParameter(parameter, JSON.stringify({ beginWith: app.appId }));
    await administrator.lambda.send(new InvokeCommand({ FunctionName: arn, Payload: Buffer.from('{}') }));
    expect(JSON.parse(await readParameter(parameter))).toEqual({});

    await writeParameter(parameter, JSON.stringify({ beginWith: app.appId }));
    await refresh();
    expect(JSON.parse(await readParameter(parameter))).toEqual({});
    const lines = await logLines(logGroup, since);
    expect(lines.filter((line) => line.includes('place of the'))).toEqual([]);
  });
});
