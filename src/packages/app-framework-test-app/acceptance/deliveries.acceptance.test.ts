import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from './harness/eventually';
import { clientAs, refusalOf } from './harness/framework-client';
import { functionOf } from './harness/functions';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { roleSession } from './harness/identities';
import { listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { unknownApp } from './harness/operations';
import { type Ended, expectExit, operationsTool, operationsToolOn } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { webhookFunctionOf } from './harness/webhook-functions';
import { storedWebhookSecret } from './harness/webhook-secret';

describeWith(['the local GitHub', 'the local AWS'], 'deliveries for the operator', () => {
  let app: ImportedApp;
  let repository: string;
  let webhook: GivenWebhook;
  let issue: number;
  /** One that a handler could not do. */
  let notDone: string;

  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`deliveries-${app.appId}`);
    await gitHub.createRepository(login, 'web');
    repository = `${login}/web`;
    await gitHub.install({ appId: app.appId, account: login, permissions: { issues: 'write', metadata: 'read' } });
    webhook = await givenWebhook(app.appId);
    issue = 0;
  });
  afterAll(() => webhook.takeAway());
  afterEach(() => gitHub.clearFaults());

  const of = () => ['--app-id', String(app.appId)];
  const host = () => new URL(gitHub.url).host;
  const deliveries = async (...args: string[]): Promise<Ended> => operationsTool(['deliveries', ...args]);
  const identityOf = (deliveryId: string) => ({ host: host(), appId: app.appId, deliveryId });

  /** Somebody opens an issue; the id of its delivery. */
  async function issueOpened(): Promise<string> {
    issue += 1;
    await gitHub.openIssue({ repository, title: `Issue ${issue}` });
    await gitHub.webhooksSettled();
    const newest = (await gitHub.deliveries(app.appId)).find(({ event }) => event === 'issues');
    if (!newest) throw new Error('GitHub lists no delivery of the issue.');
    return newest.deliveryId;
  }

  const atHandler = (deliveryId: string, status: string, part = 'greet') =>
    eventually({ what: `the handler to be at ${status}` }, async () => {
      const row = await handlerRow(identityOf(deliveryId), part);
      return row?.status === status ? row : undefined;
    });

  it('lists and shows what came, by every index, with nothing but the grants of an operator', async () => {
    const deliveryId = await issueOpened();
    await atHandler(deliveryId, 'done');
    for (const options of [[], ['--event', 'issues'], ['--repository', repository], ['--handler', 'greet']]) {
      const listed = await deliveries('list', ...of(), ...options, '--json');
      expectExit(listed, 0);
      const ids = listAt(listed.json(), 'deliveries').map((delivery) => textAt(delivery, 'deliveryId'));
      expect(ids).toContain(deliveryId);
    }
    const shown = await deliveries('show', deliveryId);
    expectExit(shown, 0);
    expect(shown.stdout).toMatch(/Received +20\S+, posted by GitHub/);
    expect(shown.stdout).toMatch(/Published +20\S+, for greet/);
    expect(shown.stdout).toMatch(/greet +done +1 /);
    expect((await deliveries('list', ...of())).stdout).toMatch(new RegExp(`${deliveryId} {2}done +issues.opened`));
  });

  it('shows one that a handler cannot do, and sends it to that handler again when it is redriven', async () => {
    const deliveryId = randomUUID();
    notDone = deliveryId;
    // No issue is in it: the handler cannot do its work, and says so at once.
    const payload = {
      action: 'opened',
      repository: { id: 1, full_name: repository },
      sender: { id: 1, login: 'mona' },
    };
    await gitHub.postWebhookAndWait(app.appId, { event: 'issues', payload, deliveryId });
    const waiting = await eventually({ what: 'the handler to fail' }, async () => {
      const row = await handlerRow(identityOf(deliveryId), 'greet');
      return row && row.attempts > 0 && row.status !== 'leased' ? row : undefined;
    });
    expect(['retry', 'parked']).toContain(waiting.status);
    const shown = await deliveries('show', deliveryId, '--json');
    expectExit(shown, 0);
    const redriven = await deliveries('redrive', deliveryId, '--handler', 'greet', '--json');
    expectExit(redriven, 0);
    expect(redriven.json()).toMatchObject({ repetitions: [{ handler: 'greet', outcome: 'sent' }] });
  });

  it('finds in the logs of all functions what became of a delivery, what failed, what was refused, and who held a token', async () => {
    const found = (what: string, isThere: (line: string) => boolean, ...query: string[]) =>
      eventually({ what: `${what} in the logs` }, async () => {
        const searched = await operationsTool(['logs', ...query, '--json']);
        expectExit(searched, 0);
        const members: Readonly<Record<string, string>> = { 'who-held': 'held', tokens: 'callers' };
        const lines = listAt(searched.json(), members[query[0] ?? ''] ?? 'rows').map((row) => JSON.stringify(row));
        return lines.some(isThere) ? lines : undefined;
      });
    const deliveryId = await issueOpened();
    await atHandler(deliveryId, 'done');
    const { logGroup: ofReceiver } = await webhookFunctionOf('receiver');
    const { logGroup: ofHandler, roleArn } = await webhookFunctionOf({ handler: 'greet' });
    const told = await found('the handler', (line) => line.includes(ofHandler), 'delivery', deliveryId);
    await found('the receiver', (line) => line.includes(ofReceiver), 'delivery', deliveryId);
    expect(told.filter((line) => !line.includes(deliveryId))).toEqual([]);

    await found('the failure', (line) => line.includes(ofHandler) && line.includes(notDone), 'errors');
    await refusalOf((await clientAs('AppTokenCallerRole')).getAppToken({ appId: unknownApp }));
    const { logGroup: ofTokens } = await functionOf('AppTokenEndpoint');
    await found('the refusal', (line) => line.includes(ofTokens) && line.includes(`${unknownApp}`), 'denied');
    const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    await found('the token of the handler', (line) => line.includes(role), 'who-held', repository);
    await found('the caller', (line) => line.includes(role), 'tokens', '--since', '1h');
  });

  it('forwards what arrives to a process of the developer, byte for byte, to who may read payloads and nobody else', async () => {
    const secret = randomUUID();
    const arrived: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      arrived.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.end('seen');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const place = join(mkdtempSync(join(tmpdir(), 'follow-')), 'place.json');
    const follow = ['deliveries', 'follow', '--to', `http://127.0.0.1:${port}/`, ...of(), '--event', 'issues'];
    process.env.APP_FRAMEWORK_DEVELOPMENT_SECRET = secret;
    try {
      let opened: Promise<string> | undefined;
      const followed = await operationsToolOn({
        args: [...follow, '--place', place, '--limit', '1', '--json'],
        as: await roleSession('FollowerRole'),
        onError: async (text) => {
          if (text.includes('Forwarding to')) opened = issueOpened();
        },
      });
      expectExit(followed, 0);
      const deliveryId = await opened;
      expect(followed.json()).toMatchObject({ forwarded: [deliveryId], givenUp: [] });
      const [{ headers, body } = { headers: {}, body: Buffer.of() }] = arrived;
      expect(headers).toMatchObject({ 'x-github-delivery': deliveryId, 'x-github-event': 'issues' });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
      const shown = await deliveries('show', String(deliveryId), '--json');
      expect(textAt(shown.json(), 'deliveries', 0, 'bodyHash')).toBe(createHash('sha256').update(body).digest('hex'));

      expectExit(await operationsTool([...follow, '--delivery', String(deliveryId)]), 4);
      expect(arrived).toHaveLength(1);
      // What is replayed below is as many when it is counted as when it is sent.
      await atHandler(String(deliveryId), 'done');
    } finally {
      delete process.env.APP_FRAMEWORK_DEVELOPMENT_SECRET;
      rmSync(dirname(place), { recursive: true });
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('replays a day to one handler, dry and then really, each once more', async () => {
    const ids = [await issueOpened(), await issueOpened()];
    for (const id of ids) await atHandler(id, 'done');
    const choice = ['--since', '1d', ...of(), '--repository', repository, '--handler-state', 'done', '--to', 'greet'];
    const dry = await deliveries('replay', ...choice, '--dry-run', '--json');
    expectExit(dry, 0);
    expect(dry.json()).toMatchObject({ dryRun: true, events: { issues: expect.any(Number) } });
    const keys = listAt(dry.json(), 'deliveries');
    expect(keys).toEqual(expect.arrayContaining(ids.map((id) => `${host()}#${app.appId}#${id}`)));

    const replayed = await deliveries('replay', ...choice, '--yes', '--json');
    expectExit(replayed, 0);
    const replayId = textAt(replayed.json(), 'replayId');
    expect(listAt(replayed.json(), 'repetitions')).toHaveLength(keys.length);
    for (const id of ids) await atHandler(id, 'done', `greet#${replayId}`);
    const again = await deliveries('replay', '--resume', replayId, '--yes');
    expectExit(again, 0);
    expect(again.stdout).toContain('nothing was done');
  });

  it('recovers at once', async () => {
    const recovered = await deliveries('recover', '--json');
    expectExit(recovered, 0);
    expect(recovered.json()).toMatchObject({ recovery: { failed: 0 }, sweep: { failed: 0 } });
  });

  it('rotates the secret under traffic without a 401', async () => {
    await issueOpened();
    const before = Number((await gitHub.deliveries(app.appId)).length);
    let isOver = false;
    const traffic = (async () => {
      const statuses: (number | undefined)[] = [];
      while (!isOver) {
        const listed = await gitHub.postWebhookAndWait(app.appId, {
          event: 'push',
          payload: { ref: 'refs/heads/main' },
        });
        statuses.push(listed?.statusCode);
      }
      return statuses;
    })();
    const rotated = await operationsTool(['rotate-webhook-secret', ...of(), '--wait', '12', '--yes']);
    isOver = true;
    const statuses = await traffic;
    expectExit(rotated, 0);
    expect(statuses.length).toBeGreaterThan(5);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await gitHub.deliveries(app.appId)).length).toBeGreaterThan(before);
    const secret = textAt(JSON.parse(await storedWebhookSecret()), String(app.appId));
    expect(secret).not.toBe(webhook.secret);
    const after = await gitHub.postWebhookAndWait(app.appId, { event: 'push', payload: { ref: 'refs/heads/main' } });
    expect(after?.statusCode).toBe(200);
  });
});
