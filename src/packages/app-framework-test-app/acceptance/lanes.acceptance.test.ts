import { outputs } from './harness/deployment';
import { givenDoomedDelivery } from './harness/doomed-delivery';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { at, listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

const noCommit = '0'.repeat(40);
/** In a lane a handler has five tries. */
const tries = 5;

describeWith(['the local GitHub', 'the local AWS'], 'a handler with a lane', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let owner: string;
  let repositoryId: number;
  let installationId: number;
  let head: string;
  let doomed: Awaited<ReturnType<typeof givenDoomedDelivery>>;

  beforeAll(async () => {
    doomed = await givenDoomedDelivery();
    app = await givenApp();
    owner = (await gitHub.createAccount(`lanes-${app.appId}`)).login;
    repositoryId = await gitHub.createRepository(owner, 'web');
    const permissions = { checks: 'write', pull_requests: 'read' } as const;
    installationId = await gitHub.install({ appId: app.appId, account: owner, permissions });
    head = await gitHub.push({ repository: `${owner}/web`, branch: 'work', files: { 'a.txt': 'a' } });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(async () => {
    await doomed?.takeAway();
    await webhook?.takeAway();
  });

  /** Somebody pushed to a pull request, so many seconds past seven. */
  const pushed = (number: number, { second = 0, sha = head } = {}) =>
    gitHub.postWebhook(app.appId, {
      event: 'pull_request',
      payload: {
        action: 'synchronize',
        installation: { id: installationId },
        repository: { id: repositoryId, name: 'web', full_name: `${owner}/web`, owner: { login: owner } },
        pull_request: { number, head: { sha }, updated_at: `2026-11-01T07:00:0${second}Z` },
      },
    });
  const rowOf = (deliveryId: string) =>
    handlerRow({ host: new URL(gitHub.url).host, appId: app.appId, deliveryId }, 'check-head');
  const doneRow = (deliveryId: string) =>
    eventually({ what: `the end of ${deliveryId}` }, async () => {
      const row = await rowOf(deliveryId);
      return row?.status === 'done' ? row : undefined;
    });

  it('works on one event of a pull request at a time, leaves out what was overtaken, and never the newest', async () => {
    const deliveries = await Promise.all([1, 2, 3, 4, 5].map((second) => pushed(5, { second })));
    const rows = await Promise.all(deliveries.map(doneRow));

    expect(rows.at(-1)?.note).toBeUndefined();
    for (const { note } of rows) expect([undefined, ...deliveries.map((id) => `overtaken by ${id}`)]).toContain(note);
    const inTime = rows.toSorted((one, other) => (one.firstSeenAt < other.firstSeenAt ? -1 : 1));
    for (const [index, { firstSeenAt }] of inTime.entries()) {
      const before = inTime[index - 1];
      if (before) expect(before.lastSeenAt <= firstSeenAt).toBe(true);
    }
  });

  it('waits behind one that fails, while other pull requests go on', async () => {
    const failing = await pushed(6, { second: 1, sha: noCommit });
    await eventually({ what: 'the first failure' }, async () =>
      (await rowOf(failing))?.status === 'retry' ? true : undefined,
    );
    const behind = await pushed(6, { second: 1 });
    const beside = await pushed(7, { second: 1 });

    expect(await doneRow(beside)).toMatchObject({ attempts: 1 });
    expect(await rowOf(behind)).toBeUndefined();
    expect((await rowOf(failing))?.status).not.toBe('done');

    const parked = () => rowOf(failing).then((row) => (row?.status === 'parked' ? row : undefined));
    expect(await eventually({ what: 'the end of its tries' }, parked)).toMatchObject({ attempts: tries });
    expect(await doneRow(behind)).toMatchObject({ attempts: 1 });

    // Within the five minutes in which SQS drops what comes twice into a lane.
    expectExit(await operationsTool(['redrive', failing, outputs.DeliveryLedgerName]), 0);
    const begun = () =>
      rowOf(failing).then((row) => (row && row.attempts > 0 && row.attempts < tries ? row : undefined));
    expect((await eventually({ what: 'the redriven one' }, begun)).status).not.toBe('parked');
  });

  it('gives a delivery up after its tries, which is explained, comes back with a redrive, and is done once more with a replay', async () => {
    const { appId, deliveryId, message } = doomed;
    const { firstSeenAt, lastSeenAt } = await doomed.at({ status: 'parked' });
    expect(firstSeenAt < lastSeenAt).toBe(true);

    const shown = await operationsTool(['deliveries', 'show', deliveryId]);
    expectExit(shown, 0);
    const inSeconds = (time: string) => time.slice(5, 19).replace('T', ' ');
    expect(shown.stdout).toMatch(
      new RegExp(`check-head +parked +${tries} +${inSeconds(firstSeenAt)} +${inSeconds(lastSeenAt)}`),
    );
    expect(shown.stdout).toContain(message);
    expect(shown.stdout).toContain(`deliveries redrive ${deliveryId} --handler check-head`);
    const [work] = listAt(
      (await operationsTool(['deliveries', 'show', deliveryId, '--json'])).json(),
      'deliveries',
      0,
      'works',
    );
    expect(work).toMatchObject({ state: 'parked', attempts: tries, firstSeenAt, lastSeenAt });
    expect(String(at(work, 'reason'))).toContain(message);

    await gitHub.clearFaults();
    const redriven = await operationsTool(['deliveries', 'redrive', deliveryId, '--handler', 'check-head', '--json']);
    expectExit(redriven, 0);
    expect(redriven.json()).toMatchObject({ repetitions: [{ handler: 'check-head', outcome: 'sent' }] });
    await doomed.at({ status: 'done' });
    expect(await doomed.checkRuns()).toBe(1);

    const choice = ['--since', '1h', '--app-id', String(appId), '--handler', 'check-head', '--to', 'check-head'];
    const replayed = await operationsTool(['deliveries', 'replay', ...choice, '--yes', '--json']);
    expectExit(replayed, 0);
    const replayId = textAt(replayed.json(), 'replayId');
    await doomed.at({ status: 'done', part: `check-head#${replayId}` });
    expect(await doomed.checkRuns()).toBe(2);
  });
});
