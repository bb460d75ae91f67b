import { changed } from './harness/changed-function';
import { type Crash, openCrashGate } from './harness/crash-gate';
import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { listAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { queueOf, queueWait } from './harness/queues';
import { describeWith } from './harness/requires';
import { webhookFunctionOf } from './harness/webhook-functions';

/** The feeder notes the event in the ledger, and puts it into its lane. */
const ofFeeder: readonly Omit<Crash, 'functionName'>[] = [
  { operation: 'UpdateItem', moment: 'before' },
  { operation: 'UpdateItem', moment: 'after' },
  { operation: 'SendMessage', moment: 'before' },
  { operation: 'SendMessage', moment: 'after' },
];
/** In a lane a handler has five tries. */
const tries = 5;

describeWith(['the local GitHub', 'the local AWS'], 'what is killed on the way through a lane', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let gate: Awaited<ReturnType<typeof openCrashGate>>;
  let repository: string;
  let repositoryId: number;
  let installationId: number;

  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`killed-${app.appId}`);
    repositoryId = await gitHub.createRepository(login, 'web');
    repository = `${login}/web`;
    const permissions = { checks: 'write', pull_requests: 'read' } as const;
    installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    webhook = await givenWebhook(app.appId);
    gate = await openCrashGate();
  });
  afterAll(async () => {
    await gate.close();
    await webhook.takeAway();
  });

  /** Somebody pushes to a pull request of its own. */
  async function pushed(number: number) {
    const [owner = ''] = repository.split('/');
    const sha = await gitHub.push({ repository, branch: `work-${number}`, files: { 'a.txt': `${number}` } });
    const deliveryId = await gitHub.postWebhook(app.appId, {
      event: 'pull_request',
      payload: {
        action: 'synchronize',
        installation: { id: installationId },
        repository: { id: repositoryId, name: 'web', full_name: repository, owner: { login: owner } },
        pull_request: { number, head: { sha }, updated_at: '2026-11-01T07:00:00Z' },
      },
    });
    return { sha, deliveryId };
  }
  const rowOf = (deliveryId: string) =>
    handlerRow({ host: new URL(gitHub.url).host, appId: app.appId, deliveryId }, 'check-head');
  const atStatus = (deliveryId: string, status: string) =>
    eventually({ what: `${deliveryId} to be ${status}` }, async () => {
      const row = await rowOf(deliveryId);
      return row?.status === status ? row : undefined;
    });
  async function checkRunsOf(sha: string): Promise<number> {
    const tokens = await clientAs('InstallationTokenCallerRole');
    const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, installationId });
    const path = `/repos/${repository}/commits/${sha}/check-runs?filter=all`;
    return listAt((await askGitHub(app.gitHubApiUrl, path, installationToken)).body, 'check_runs').length;
  }
  const through = () => ({ variables: { AWS_ENDPOINT_URL: gate.url } });

  it('is brought into its lane by the next try of the feeder, and handled once', async () => {
    const feeder = await webhookFunctionOf({ feederOf: 'check-head' });
    const shorter = await queueWait(await queueOf(feeder.arn), 15);
    const sent: { sha: string; deliveryId: string }[] = [];
    await changed(feeder, through(), async () => {
      for (const [index, boundary] of ofFeeder.entries()) {
        const before = gate.crashes();
        gate.arm({ functionName: feeder.name, ...boundary });
        sent.push(await pushed(index + 1));
        const what = `the feeder to die ${boundary.moment} ${boundary.operation}`;
        await eventually({ what }, async () => gate.crashes() > before || undefined);
      }
      for (const { deliveryId } of sent) await atStatus(deliveryId, 'done');
    });
    await shorter.restore();
    expect(await Promise.all(sent.map(({ sha }) => checkRunsOf(sha)))).toEqual(sent.map(() => 1));
  });

  it('is parked where each try dies, and comes back by one command', async () => {
    const handler = await webhookFunctionOf({ handler: 'check-head' });
    const shorter = await queueWait(handler.environment.APP_FRAMEWORK_WEBHOOK_QUEUE_URL ?? '', 15);
    // Where it asks for its token: what it writes to give up goes through.
    const crash = { functionName: handler.name, operation: 'InvokeFunctionUrl', moment: 'before', each: true } as const;
    const { APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: tokens = '' } = handler.environment;
    const variables = { APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: `${gate.url}${new URL(tokens).pathname}` };
    let killed = { sha: '', deliveryId: '' };
    await changed(handler, { variables, Timeout: 10 }, async () => {
      gate.arm(crash);
      killed = await pushed(9);
      await atStatus(killed.deliveryId, 'parked');
    });
    await shorter.restore();
    const { sha, deliveryId } = killed;
    // The sixth only finds that there were five.
    const parked = { attempts: tries + 1, reason: expect.stringContaining('a crash or its time-out') };
    expect(await rowOf(deliveryId)).toMatchObject(parked);
    expect(await checkRunsOf(sha)).toBe(0);

    expectExit(await operationsTool(['redrive', deliveryId, outputs.DeliveryLedgerName]), 0);
    await atStatus(deliveryId, 'done');
    expect(await checkRunsOf(sha)).toBe(1);
  });
});
