import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { at, listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

/** In a lane a handler has five tries. */
const tries = 5;

describeWith(['the local GitHub', 'the local AWS'], 'a delivery that a handler with a lane gave up', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let repository: string;
  let installationId: number;
  let payload: object;
  let head: string;

  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`parked-${app.appId}`);
    const repositoryId = await gitHub.createRepository(login, 'web');
    repository = `${login}/web`;
    const permissions = { checks: 'write', pull_requests: 'read' } as const;
    installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    head = await gitHub.push({ repository, branch: 'work', files: { 'a.txt': 'a' } });
    webhook = await givenWebhook(app.appId);
    payload = {
      action: 'synchronize',
      installation: { id: installationId },
      repository: { id: repositoryId, name: 'web', full_name: repository, owner: { login } },
      pull_request: { number: 5, head: { sha: head }, updated_at: '2026-11-01T07:00:00Z' },
    };
  });
  afterAll(async () => {
    await gitHub.clearFaults();
    await webhook.takeAway();
  });

  const atHandler = (deliveryId: string, wanted: { status: string; part?: string; seconds: number }) =>
    eventually({ what: `check-head to be at ${wanted.status}`, seconds: wanted.seconds }, async () => {
      const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId };
      const row = await handlerRow(delivery, wanted.part ?? 'check-head');
      return row?.status === wanted.status ? row : undefined;
    });

  async function checkRuns(): Promise<number> {
    const tokens = await clientAs('InstallationTokenCallerRole');
    const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, installationId });
    const path = `/repos/${repository}/commits/${head}/check-runs?filter=all`;
    return listAt((await askGitHub(app.gitHubApiUrl, path, installationToken)).body, 'check_runs').length;
  }

  it('is explained, comes back with a redrive, and is done once more with a replay', async () => {
    const body = { message: 'Checks are not available just now.' };
    await gitHub.addFault({ method: 'POST', path: '/check-runs$', status: 422, body, times: 1_000 });
    const deliveryId = await gitHub.postWebhook(app.appId, { event: 'pull_request', payload });
    const { firstSeenAt, lastSeenAt } = await atHandler(deliveryId, { status: 'parked', seconds: 300 });
    expect(firstSeenAt < lastSeenAt).toBe(true);

    const shown = await operationsTool(['deliveries', 'show', deliveryId]);
    expectExit(shown, 0);
    const inSeconds = (time: string) => time.slice(5, 19).replace('T', ' ');
    expect(shown.stdout).toMatch(
      new RegExp(`check-head +parked +${tries} +${inSeconds(firstSeenAt)} +${inSeconds(lastSeenAt)}`),
    );
    expect(shown.stdout).toContain(body.message);
    expect(shown.stdout).toContain(`deliveries redrive ${deliveryId} --handler check-head`);
    const [work] = listAt(
      (await operationsTool(['deliveries', 'show', deliveryId, '--json'])).json(),
      'deliveries',
      0,
      'works',
    );
    expect(work).toMatchObject({ state: 'parked', attempts: tries, firstSeenAt, lastSeenAt });
    expect(String(at(work, 'reason'))).toContain(body.message);

    await gitHub.clearFaults();
    const redriven = await operationsTool(['deliveries', 'redrive', deliveryId, '--handler', 'check-head', '--json']);
    expectExit(redriven, 0);
    expect(redriven.json()).toMatchObject({ repetitions: [{ handler: 'check-head', outcome: 'sent' }] });
    await atHandler(deliveryId, { status: 'done', seconds: 90 });
    expect(await checkRuns()).toBe(1);

    const choice = ['--since', '1h', '--app-id', String(app.appId), '--handler', 'check-head', '--to', 'check-head'];
    const replayed = await operationsTool(['deliveries', 'replay', ...choice, '--yes', '--json']);
    expectExit(replayed, 0);
    const replayId = textAt(replayed.json(), 'replayId');
    await atHandler(deliveryId, { status: 'done', part: `check-head#${replayId}`, seconds: 90 });
    expect(await checkRuns()).toBe(2);
  }, 600_000);
});
