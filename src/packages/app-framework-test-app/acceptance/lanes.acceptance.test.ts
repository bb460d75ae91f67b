import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

const noCommit = '0'.repeat(40);

describeWith(['the local GitHub', 'the local AWS'], 'a handler with a lane', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let owner: string;
  let repositoryId: number;
  let installationId: number;
  let head: string;

  beforeAll(async () => {
    app = await givenApp();
    owner = (await gitHub.createAccount(`lanes-${app.appId}`)).login;
    repositoryId = await gitHub.createRepository(owner, 'web');
    const permissions = { checks: 'write', pull_requests: 'read' } as const;
    installationId = await gitHub.install({ appId: app.appId, account: owner, permissions });
    head = await gitHub.push({ repository: `${owner}/web`, branch: 'work', files: { 'a.txt': 'a' } });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());

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
    eventually({ what: `the end of ${deliveryId}`, seconds: 60 }, async () => {
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
  }, 120_000);

  it('waits behind one that fails, while other pull requests go on', async () => {
    const failing = await pushed(6, { second: 1, sha: noCommit });
    await eventually({ what: 'the first failure', seconds: 60 }, async () =>
      (await rowOf(failing))?.status === 'retry' ? true : undefined,
    );
    const behind = await pushed(6, { second: 1 });
    const beside = await pushed(7, { second: 1 });

    expect(await doneRow(beside)).toMatchObject({ attempts: 1 });
    expect(await rowOf(behind)).toBeUndefined();
    expect((await rowOf(failing))?.status).not.toBe('done');

    const parked = () => rowOf(failing).then((row) => (row?.status === 'parked' ? row : undefined));
    expect(await eventually({ what: 'the end of its tries', seconds: 240 }, parked)).toMatchObject({ attempts: 5 });
    expect(await doneRow(behind)).toMatchObject({ attempts: 1 });

    // Within the five minutes in which SQS drops what comes twice into a lane.
    expectExit(await operationsTool(['redrive', failing, outputs.DeliveryLedgerName]), 0);
    const begun = () => rowOf(failing).then((row) => (row && row.attempts > 0 && row.attempts < 5 ? row : undefined));
    expect((await eventually({ what: 'the redriven one', seconds: 60 }, begun)).status).not.toBe('parked');
  }, 400_000);
});
