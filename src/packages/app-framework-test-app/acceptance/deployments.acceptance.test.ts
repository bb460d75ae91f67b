import { DeleteTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { appRow, putAppRow } from './harness/app-rows';
import { secondDeployment } from './harness/cdk';
import { changed } from './harness/changed-function';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs, clientOf, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { forgetAfterwards, givenApp } from './harness/given-app';
import { givenRunningJob } from './harness/given-running-job';
import { told } from './harness/given-sign-in-app';
import { type RoleName, sessionOf } from './harness/identities';
import { at, listAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { otherAccount, sessionElsewhere } from './harness/other-account';
import { describeWith } from './harness/requires';
import { expectLogsOfNoNeighbour, expectSoftLaunch } from './harness/second-stack';
import { tagsOf } from './harness/signing-keys';
import type { StackOutputs } from './harness/target';
import { storedWebhookSecret } from './harness/webhook-secret';
import { webhookUrl } from './harness/webhook-url';

const { APP_FRAMEWORK_LOCAL_HTTPS: localHttpsUrl } = process.env;

describeWith(['the local GitHub', 'the local AWS'], 'a second deployment in the same account', () => {
  /** All that the example has, which keeps its data when it goes, as it does where nobody says otherwise. */
  const context = (gitHubApiUrl: string) => ({
    gitHubApiUrl,
    otherAccount,
    gitHubAppId: `${told.appId}`,
    gitHubClientId: told.clientId,
    oidcIssuer: 'https://login.example.com/',
    ...(localHttpsUrl && { localHttpsUrl }),
  });
  let second: StackOutputs;
  /** An App of it, and the account that its parameter names by then. */
  let launched = { appId: 0, admitted: '' };
  let delivery = '';

  beforeAll(async () => {
    second = await secondDeployment.deploy(context(gitHub.url));
  });
  let isGone = false;
  const takeDown = async () => {
    if (!isGone) await secondDeployment.destroy(context(gitHub.url));
    isGone = true;
  };
  afterAll(async () => {
    await takeDown();
    await deleteKeptTables();
  });

  const clientThere = async (role: RoleName) => clientOf(await sessionOf(second[role]), { stack: second });
  const tokenHere = async (appId: number) => (await clientAs('AppTokenCallerRole')).getAppToken({ appId });
  const tokenThere = async (appId: number) => (await clientThere('AppTokenCallerRole')).getAppToken({ appId });
  const operatorThere = () => sessionOf(second.OperatorRole);

  it('cannot sign with the keys of the first, until it adopts them, and then the first cannot', async () => {
    const app = await givenApp();
    const { kmsKeyArn } = (await appRow(app.appId)) ?? { kmsKeyArn: '' };
    await putAppRow({ ...app, kmsKeyArn }, second.AppTableName);
    expect(await refusalOf(tokenThere(app.appId))).toMatchObject({ name: 'ServerSideError', status: 500 });
    await expect(tokenHere(app.appId)).resolves.toMatchObject({ appId: app.appId });

    const adoption = ['adopt-keys', second.AppTableName, '--yes', '--json'];
    const refused = await operationsTool(adoption, await operatorThere());
    expectExit(refused, 6);
    expect(refused.json()).toMatchObject({ keys: [{ kmsKeyArn, outcome: 'not adopted' }] });
    const ended = await operationsTool(adoption, await sessionOf(second.KeyAdopterRole));
    expectExit(ended, 0);
    expect(ended.json()).toMatchObject({
      keys: [{ appId: app.appId, kmsKeyArn, taggedFor: outputs.AppTableName, outcome: 'adopted' }],
    });
    await expect(tokenThere(app.appId)).resolves.toMatchObject({ appId: app.appId });
    // Processes that have signed hand their token out again for up to five minutes.
    await changed('AppTokenEndpoint', { variables: { STARTED_ANEW: 'yes' } }, async () => {
      expect(await refusalOf(tokenHere(app.appId))).toMatchObject({ name: 'ServerSideError', status: 500 });
    });
  });

  it('serves none of the callers of the first, and none of its own at the first', async () => {
    const stranger = clientOf(await sessionOf(outputs.OperatorRole), { stack: second });
    expect((await refusalOf(stranger.getInstallations({}))).status).toBe(403);
    const other = clientOf(await operatorThere(), { stack: outputs });
    expect((await refusalOf(other.getInstallations({}))).status).toBe(403);
  });

  it('is told apart by the operations tool, which never guesses', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const listed = await operationsTool(['get-table-name', '--json']);
    const names = listAt(listed.json(), 'tables').map((table) => textAt(table, 'name'));
    expect(names.sort()).toEqual([outputs.AppTableName, second.AppTableName].sort());

    const host = ['--github-api-url', gitHub.url, '--yes', '--json'];
    const guessing = await operationsTool(['import-private-key', givenPemFile(pem), `${appId}`, ...host]);
    expectExit(guessing, 2);
    expect(textAt(guessing.json(), 'error', 'message')).toContain(second.AppTableName);

    const args = ['import-private-key', givenPemFile(pem), `${appId}`, second.AppTableName, ...host];
    expectExit(await operationsTool(args), 4);
    expectExit(await operationsTool(args, await operatorThere()), 0);
    const { kmsKeyArn } = (await appRow(appId, second.AppTableName)) ?? { kmsKeyArn: '' };
    expect(await tagsOf(kmsKeyArn)).toMatchObject({ AppTable: second.AppTableName });
    expect(await appRow(appId)).toBeUndefined();
    const token = ['get-app-token', `${appId}`, '--table', second.AppTableName];
    expectExit(await operationsTool(token, await operatorThere()), 0);
  });

  it('keeps its data, and works on, when it is deployed again with a change', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const { login } = await gitHub.createAccount(`kept-${appId}`);
    const installationId = await gitHub.install({ appId, account: login });
    const args = [
      'import-private-key',
      givenPemFile(pem),
      `${appId}`,
      second.AppTableName,
      '--github-api-url',
      gitHub.url,
    ];
    expectExit(await operationsTool([...args, '--yes'], await operatorThere()), 0);
    await (await clientThere('RefreshCallerRole')).refreshCachedData({});
    const before = await (await clientThere('InstallationsCallerRole')).getInstallations({ appId });
    const row = await appRow(appId, second.AppTableName);

    const { job } = await givenRunningJob({ workflow: 'patience', jobsTable: second.JobsTableName });
    const changing = await givenRunningJob({ workflow: 'changing', jobsTable: second.JobsTableName });
    // The host of Apps whose row names none: it changes every function that asks GitHub.
    const changedContext = { ...context(`${gitHub.url}/api/v3`), withoutPatience: 'yes' };
    expect(await secondDeployment.deploy(changedContext, { WebhooksAllowedAccounts: login })).toEqual(second);

    // Its workflow is not offered any more: it was stopped, not left running until its state machine was gone.
    expect(await job()).toMatchObject({
      Status: { S: 'ABORTED' },
      StopReason: { S: expect.stringContaining('the workflow patience was taken away') },
      Cause: { S: expect.stringContaining('the workflow patience was taken away') },
    });
    // That one has another definition: what runs goes on by the one that it began with.
    expect(await changing.firstStates()).toEqual(['Changing: before', 'Changing: by now']);
    expect(await changing.job()).toMatchObject({ Status: { S: 'RUNNING' } });
    expect(await changing.job()).not.toHaveProperty('StopReason');
    await changing.forget();

    expect(await appRow(appId, second.AppTableName)).toEqual(row);
    const after = await (await clientThere('InstallationsCallerRole')).getInstallations({ appId });
    expect(after.installations).toEqual(before.installations);
    await expect(tokenThere(appId)).resolves.toMatchObject({ appId });
    await expect(installationToken(appId, login)).resolves.toMatchObject({ installationId });

    // A row without a host, as older deployments have them, goes where the deployment says.
    await putAppRow({ appId, kmsKeyArn: row?.kmsKeyArn ?? '' }, second.AppTableName);
    const paths = await eventually({ what: 'the row of before to be forgotten' }, async () => {
      const { requests } = await gitHub.requestsDuring(() => installationToken(appId, login));
      return requests.some(({ path }) => path.startsWith('/api/v3/')) ? requests.map(({ path }) => path) : undefined;
    });
    for (const path of paths) expect(path).toMatch(/^\/api\/v3\//);
    launched = { appId, admitted: login };
  });

  it('starts nothing for an account that its parameter does not name, whatever asks for it', async () => {
    delivery = await expectSoftLaunch({ second, ...launched });
  });

  it('finds a delivery in its own logs, and nothing in those of a stack whose name goes on', async () => {
    await expectLogsOfNoNeighbour(second, delivery);
  });

  describe('for roles of another account', () => {
    const both = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];
    const as = async (role: string, actions = both) =>
      clientOf(await sessionElsewhere(role, actions), { stack: second });
    /** Not by the product, whose error has a name of its own. */
    const byIam = { name: expect.not.stringMatching('AccessDeniedError'), status: 403 };
    let appId: number;
    let owner: string;

    beforeAll(async () => {
      const app = await gitHub.createApp();
      appId = app.appId;
      forgetAfterwards(appId);
      owner = (await gitHub.createAccount(`partner-${appId}`)).login;
      await gitHub.install({ appId, account: owner, permissions: { contents: 'write' } });
      const key = ['import-private-key', givenPemFile(app.pem), `${appId}`, second.AppTableName];
      const how = ['--github-api-url', gitHub.url, '--yes', '--no-verify'];
      expectExit(await operationsTool([...key, ...how], await operatorThere()), 0);
    });

    it('answers App tokens where both accounts allow that, and nothing else', async () => {
      const partner = await as('partner-app');
      await expect(partner.getAppToken({ appId })).resolves.toMatchObject({ appId });
      expect(await refusalOf(partner.getInstallations({}))).toMatchObject(byIam);
      expect(await refusalOf(partner.getInstallationToken({ appId, owner }))).toMatchObject(byIam);
    });

    it('answers installation tokens, with whatever the installation has', async () => {
      const { actualScopeDown } = await (await as('partner-installation')).getInstallationToken({ appId, owner });
      expect(actualScopeDown.permissions).toMatchObject({ contents: 'write' });
    });

    it('holds one with a ceiling to it', async () => {
      const partner = await as('partner-limited');
      const { actualScopeDown } = await partner.getInstallationToken({ appId, owner });
      expect(actualScopeDown.permissions).toEqual({ contents: 'read', metadata: 'read' });
      const scopeDown = { permissions: { contents: 'write' as const } };
      expect(await refusalOf(partner.getInstallationToken({ appId, owner, scopeDown }))).toMatchObject({
        name: 'AccessDeniedError',
        message: expect.stringContaining('contents: write (at most read)'),
      });
    });

    it('refuses a role that the function’s policy does not name, whatever its account allows', async () => {
      const stranger = await as('stranger', ['*']);
      expect(await refusalOf(stranger.getAppToken({ appId }))).toMatchObject(byIam);
      expect(await refusalOf(stranger.getInstallationToken({ appId, owner }))).toMatchObject(byIam);
    });
  });

  it('stops the executions of its jobs when it is taken down', async () => {
    const { execution } = await givenRunningJob({ workflow: 'changing', jobsTable: second.JobsTableName });
    const end = eventually({ what: 'the end of an execution' }, async () => {
      const described = await execution();
      return at(described, 'status') === 'RUNNING' ? undefined : described;
    });
    const [ended] = await Promise.allSettled([end, takeDown()]);
    const cause = expect.stringContaining('the workflow changing was taken away');
    expect(ended).toMatchObject({ status: 'fulfilled', value: { status: 'ABORTED', cause } });
    expect(isGone).toBe(true);
  });

  it('comes back after it was taken down, though what it kept is still there, and a webhook has its effect', async () => {
    await takeDown();
    const gone = second;
    second = await secondDeployment.deploy({ ...context(gitHub.url), removalPolicy: 'destroy' });
    isGone = false;
    const tables = [gone.AppTableName, gone.DeliveryLedgerName, gone.JobsTableName];
    expect(await keptTables()).toEqual(expect.arrayContaining(tables));
    expect([second.AppTableName, second.DeliveryLedgerName, second.JobsTableName]).not.toEqual(tables);

    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const key = ['import-private-key', givenPemFile(pem), `${appId}`, second.AppTableName];
    expectExit(await operationsTool([...key, '--github-api-url', gitHub.url, '--yes'], await operatorThere()), 0);
    const { login } = await gitHub.createAccount(`again-${appId}`);
    await gitHub.install({ appId, account: login });
    await gitHub.createRepository(login, 'web');
    const secret = await storedWebhookSecret(second.WebhookSecretArn);
    await gitHub.setWebhook(appId, { url: webhookUrl(second.WebhookEndpoint), secret });
    const number = await gitHub.openIssue({ repository: `${login}/web`, title: 'Hello again' });
    const { installationToken: token } = await installationToken(appId, login);
    const path = `/repos/${login}/web/issues/${number}/comments`;
    const comments = await eventually({ what: 'the greeting' }, async () => {
      const said = listAt((await askGitHub(gitHub.url, path, String(token))).body);
      return said.length > 0 ? said : undefined;
    });
    expect(comments).toHaveLength(1);
  });

  async function installationToken(appId: number, owner: string) {
    return (await clientThere('InstallationTokenCallerRole')).getInstallationToken({ appId, owner, fresh: true });
  }
});

/** Those of second deployments, whether they are there or gone. */
async function keptTables(): Promise<string[]> {
  const { TableNames: names = [] } = await administrator.dynamoDb.send(new ListTablesCommand({}));
  return names.filter((name) => name.startsWith('the-app-framework-second-stack'));
}

/** The operations tool would find them. */
async function deleteKeptTables(): Promise<void> {
  for (const TableName of await keptTables()) await administrator.dynamoDb.send(new DeleteTableCommand({ TableName }));
}
