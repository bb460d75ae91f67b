import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from '../tool-world.test.support';
import { givenDelivery, operationsRow, usualOperations } from '../tool-world-ledger.test.support';
import { useWebhookWorld } from '../webhook-settings/webhook-world.test.support';

const first = 'bbbbbbbb-cc78-11e3-81ab-4c9367dc0958';
const second = 'cccccccc-cc78-11e3-81ab-4c9367dc0958';
const secret = 'of-the-developer';
/** Written as nobody writes JSON again. */
const payload = '{ "action":"opened" ,\n "title":"Grüße \\u2013 1.0" , "id": 9007199254740993 }';

interface Arrived {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe('deliveries follow', () => {
  const world = useWebhookWorld();
  const arrived: Arrived[] = [];
  /** What the process answers, one after the other; the last one stays. */
  let answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      arrived.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks) });
      const status = (answers.length > 1 ? answers.shift() : answers[0]) ?? 200;
      response.writeHead(status).end(`made of it:\n\u001b[31m${arrived.length}`);
    });
  });
  let to = '';
  let folder = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    arrived.length = 0;
    answers = [200];
    folder = mkdtempSync(join(tmpdir(), 'follow-'));
    process.env.AWS_ENDPOINT_URL_S3 = world().url;
    process.env.APP_FRAMEWORK_DEVELOPMENT_SECRET = secret;
    process.env.XDG_STATE_HOME = folder;
    const archive = { bucket: 'payloads', domain: 'payloads.s3.us-east-1.amazonaws.com' };
    world().ledger.rows.splice(0, Number.POSITIVE_INFINITY, operationsRow({ ...usualOperations, archive }));
    world().attempts.splice(0, Number.POSITIVE_INFINITY, {
      ...{ id: 5, guid: first, event: 'issues', status_code: 200, delivered_at: new Date().toISOString() },
    });
    const headers = {
      'X-GitHub-Hook-ID': '77',
      'User-Agent': 'GitHub-Hookshot/abc',
      'X-Hub-Signature-256': 'sha256=other',
    };
    world().on('/app/hook/deliveries/5', { status: 200, body: { request: { headers, payload: {} } } });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const given = (deliveryId: string, minutes: number) => {
    const receivedAt = new Date(Date.now() - minutes * 60_000);
    givenDelivery(world().ledger, { deliveryId, receivedAt });
    const key = `webhooks/${receivedAt.toISOString().slice(0, 10)}/${deliveryId}.json`;
    world().on(`/payloads/${key}`, { status: 200, body: payload });
    return `/payloads/${key}`;
  };
  const place = () => join(folder, 'place.json');
  /** Somebody followed before, an hour ago. */
  const followedSince = (minutes: number) => {
    const at = new Date(Date.now() - minutes * 60_000);
    writeFileSync(place(), JSON.stringify({ begun: at, at, seen: [] }));
  };
  const follow = (...args: string[]) => runTool(['deliveries', 'follow', '--to', to, '--place', place(), ...args]);
  const ids = () => arrived.map(({ headers }) => headers['x-github-delivery']);

  it('forwards byte for byte, with the headers of GitHub and a signature of the development secret', async () => {
    followedSince(5);
    given(first, 2);
    const { exitCode, stdout, stderr } = await follow('--limit', '1');
    expect([exitCode, stdout]).toEqual([0, `1 forwarded to ${to}.\n`]);
    const [{ method, headers, body } = { method: '', headers: {}, body: Buffer.from('') }] = arrived;
    expect([method, body.toString()]).toEqual(['POST', payload]);
    const signature = (algorithm: string) =>
      `${algorithm}=${createHmac(algorithm, secret).update(payload).digest('hex')}`;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/abc',
      'x-github-delivery': first,
      'x-github-event': 'issues',
      'x-github-hook-id': '77',
      'x-github-hook-installation-target-id': '7',
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': signature('sha1'),
      'x-hub-signature-256': signature('sha256'),
    });
    expect(stderr).toContain(`issues.opened ${first}\n  answered with 200 in `);
    expect(stderr).toMatch(/ms: made of it: \ufffd\[31m1\n/);
    expect(stdout + stderr).not.toContain(secret);
  });

  it('sends what the ledger has, where GitHub does not tell its headers, and says so once', async () => {
    followedSince(5);
    given(first, 2);
    given(second, 1);
    world().on('/app/hook/deliveries', { status: 404, body: { message: 'gone' } });
    const { exitCode, stderr } = await follow('--limit', '2');
    expect(exitCode).toBe(0);
    expect(arrived[0]?.headers).toMatchObject({
      'x-github-event': 'issues',
      'x-github-hook-installation-target-id': '7',
    });
    expect(stderr.match(/GitHub does not tell its headers/g)).toHaveLength(1);
  });

  it('goes on where it was, each once, and keeps nothing of a payload', async () => {
    followedSince(5);
    given(first, 3);
    given(second, 2);
    await follow('--limit', '1');
    expect(ids()).toEqual([first]);
    await follow('--limit', '1');
    expect(ids()).toEqual([first, second]);
    expect(readFileSync(place(), 'utf8')).toContain(second);
    expect(readFileSync(place(), 'utf8')).not.toContain('Gr');
  });

  it('begins with what arrives, the first time, and keeps its place in a file of the user', async () => {
    given(first, 2);
    const running = runTool(['deliveries', 'follow', '--to', to, '--limit', '1']);
    const kept = join(folder, 'app-framework-for-github-apps-on-aws');
    for (const end = Date.now() + 300_000; !existsSync(kept) && Date.now() < end; ) await sleep(50);
    given(second, 0);
    expect((await running).exitCode).toBe(0);
    expect(ids()).toEqual([second]);
  });

  it('follows one App, or one event', async () => {
    followedSince(5);
    given(first, 3);
    givenDelivery(world().ledger, { deliveryId: second, appId: 9, receivedAt: new Date(Date.now() - 60_000) });
    const at = new Date(Date.now() - 60_000).toISOString().slice(0, 10);
    world().on(`/payloads/webhooks/${at}/${second}.json`, { status: 200, body: payload });
    await follow('--limit', '1', '--app-id', '9', '--event', 'issues');
    expect(ids()).toEqual([second]);
  });

  it('tries again where the process fails, and says why', async () => {
    followedSince(5);
    given(first, 2);
    answers = [503, 503, 200];
    const { exitCode, stderr } = await follow('--limit', '1');
    expect(exitCode).toBe(0);
    expect(arrived).toHaveLength(3);
    expect(stderr.match(/it answered with 503; trying again/g)).toHaveLength(2);
  });

  it('gives up after five tries, and says how to send it again', async () => {
    followedSince(5);
    given(first, 2);
    answers = [500];
    const { exitCode, stdout } = await follow('--limit', '1');
    expect(exitCode).toBe(6);
    expect(arrived).toHaveLength(5);
    expect(stdout).toContain(`deliveries follow --to ${to} --delivery ${first}`);
    answers = [200];
    expect((await follow('--delivery', first)).exitCode).toBe(0);
    expect(arrived).toHaveLength(6);
  });

  it('takes a 404 of the process for its answer', async () => {
    followedSince(5);
    given(first, 2);
    answers = [404];
    const { exitCode, stderr } = await follow('--limit', '1');
    expect([exitCode, arrived.length]).toEqual([0, 1]);
    expect(stderr).toContain('answered with 404');
  });

  it('goes on past a payload that is kept no more', async () => {
    followedSince(5);
    world().on(given(first, 3), { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' });
    given(second, 2);
    const { exitCode, stderr } = await follow('--limit', '2');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('its payload is kept no more');
    expect(ids()).toEqual([second]);
  });

  it('refuses who may not read payloads, and says what gives it', async () => {
    followedSince(5);
    world().on(given(first, 2), { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    const { exitCode, stderr } = await follow('--limit', '1');
    expect([exitCode, arrived.length]).toEqual([4, 0]);
    expect(stderr).toContain('AccessDenied');
    expect(stderr).toContain('grantReadPayloads()');
  });

  it('refuses another machine, unless it is said', async () => {
    const elsewhere = ['deliveries', 'follow', '--to', 'https://tunnel.example.com', '--place', place()];
    const { exitCode, stderr } = await runTool(elsewhere);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('say --beyond-this-machine')]);
    delete process.env.APP_FRAMEWORK_DEVELOPMENT_SECRET;
    const said = await runTool([...elsewhere, '--beyond-this-machine']);
    expect([said.exitCode, said.stderr]).toEqual([2, expect.stringContaining('APP_FRAMEWORK_DEVELOPMENT_SECRET')]);
  });

  it('refuses a file that is no place', async () => {
    writeFileSync(place(), '{}');
    const { exitCode, stderr } = await follow();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not say how far deliveries were followed');
  });
});
