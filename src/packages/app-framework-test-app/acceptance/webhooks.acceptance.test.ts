import { randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { commentators } from './harness/issue-comments';
import { at } from './harness/json';
import { type HandlerRow, handlerRow, type LedgerRow, ledgerRow, openDeliveries } from './harness/ledger-rows';
import { type GitHubApp, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { storedWebhookSecret, storeWebhookSecret } from './harness/webhook-secret';
import { webhookUrl } from './harness/webhook-url';

/** All payloads that Octokit collected of GitHub, with the name of their event. */
const payloads = examples.flatMap(({ name, examples: each }) =>
  each.map((payload) => ({ event: String(name), payload, installation: at(payload, 'installation') })),
);
/** Handlers for these get no Octokit: GitHub names an installation only to Apps, and most of these were sent to webhooks of repositories. */
const nameless = payloads.filter(({ installation }) => installation === undefined);

/** So many deliveries are on their way at once. */
const concurrency = 4;

describeWith(['the local GitHub', 'the local AWS'], 'webhooks', () => {
  const secrets = { first: randomUUID(), second: randomUUID(), keyless: randomUUID() };
  let first: ImportedApp;
  let second: ImportedApp;
  let keyless: GitHubApp;
  let installationId: number;
  /** Both Apps are on it, and no webhook told of its issue. */
  let both: { readonly repository: string; readonly id: number; readonly installations: readonly number[] };
  let before: string;

  beforeAll(async () => {
    first = await givenApp();
    const { login } = await gitHub.createAccount(`examples-${first.appId}`);
    installationId = await gitHub.install({ appId: first.appId, account: login, permissions: { checks: 'write' } });
    keyless = await gitHub.createApp();
    second = await givenApp();
    both = await givenPlaceOfBoth(`both-${first.appId}`);
    before = await storedWebhookSecret();
    await storeWebhookSecret(
      JSON.stringify({
        [first.appId]: secrets.first,
        [keyless.appId]: secrets.keyless,
        [second.appId]: [randomUUID(), secrets.second],
      }),
    );
    const url = webhookUrl();
    await gitHub.setWebhook(first.appId, { url, secret: secrets.first });
    await gitHub.setWebhook(second.appId, { url, secret: secrets.second, contentType: 'form' });
    await gitHub.setWebhook(keyless.appId, { url, secret: secrets.keyless });
  });
  afterAll(async () => {
    await gitHub.clearFaults();
    await storeWebhookSecret(before);
  });

  async function givenPlaceOfBoth(account: string) {
    const { login } = await gitHub.createAccount(account);
    const id = await gitHub.createRepository(login, 'web');
    const on = ({ appId }: ImportedApp) => gitHub.install({ appId, account: login });
    const installations = [await on(first), await on(second)];
    await gitHub.openIssue({ repository: `${login}/web`, title: 'For both' });
    return { repository: `${login}/web`, id, installations };
  }

  /** Of an App without a key, since they would change what the deployment knows of installations. All others name one that is there. */
  const asOurs = ({ event, payload, installation }: (typeof payloads)[number]) =>
    installation === undefined || event.startsWith('installation')
      ? { app: event.startsWith('installation') ? keyless : first, posting: { event, payload } }
      : { app: first, posting: { event, payload: { ...payload, installation: { id: installationId } } } };

  it(`takes all ${payloads.length} payloads of Octokit, and each is in the ledger and at its handlers`, async () => {
    expect(payloads.length).toBeGreaterThan(300);
    expect(nameless).toHaveLength(196);
    // The repository of the examples is not at the local GitHub.
    const checks = { method: 'POST', path: '/repos/Codertocat/Hello-World/check-runs$' };
    await gitHub.addFault({ ...checks, status: 201, body: { id: 1 }, times: 1_000 });
    const queue = [...payloads];
    const taken: Taken[] = [];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { app, posting } = asOurs(next);
        const { statusCode, deliveryId } = await post(app.appId, posting);
        const isNameless = next.installation === undefined;
        const identity = { appId: app.appId, deliveryId };
        taken.push({ ...identity, event: next.event, isNameless, statusCode, row: await rowOf(app.appId, deliveryId) });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));

    const odd = taken.filter(
      ({ event, statusCode, row }) => statusCode !== 200 || row?.status !== 'published' || row.event !== event,
    );
    expect(odd).toEqual([]);
    expect(taken).toHaveLength(payloads.length);
    const greeted = taken.filter(({ row }) => row?.handlers.includes('greet'));
    const opened = payloads.filter(({ event, payload }) => event === 'issues' && Object(payload).action === 'opened');
    expect(greeted).toHaveLength(opened.length);
    expect(new Set(greeted.map(({ event }) => event))).toEqual(new Set(['issues']));
    expect(await openDeliveries()).toBe(0);

    const host = new URL(gitHub.url).host;
    const expected = taken.flatMap((one) => (one.row?.handlers ?? []).map((handler) => ({ ...one, handler })));
    expect(new Set(expected.map(({ handler }) => handler))).toEqual(
      new Set([
        'greet',
        'check-head',
        'commands',
        'environments',
        'installations',
        'integrations',
        'jobs',
        'revocations',
        'security',
        'workflows',
      ]),
    );
    const works = await eventually({ what: 'each to be done or parked at its handlers' }, async () => {
      const rows = expected.map(async (one) => ({ ...one, work: await handlerRow({ host, ...one }, one.handler) }));
      const seen = await Promise.all(rows);
      return seen.every(({ work }) => work?.status === 'done' || work?.status === 'parked') ? seen : undefined;
    });
    const odder = works.filter((each) => !isAsExpected(each));
    expect(odder).toEqual([]);
  });

  it('refuses a wrong signature, and keeps nothing of it', async () => {
    const { statusCode, deliveryId } = await post(first.appId, { event: 'ping', payload: {}, secret: 'wrong' });
    expect(statusCode).toBe(401);
    expect(await rowOf(first.appId, deliveryId)).toBeUndefined();
  });

  it('takes a delivery that comes twice once', async () => {
    const deliveryId = randomUUID();
    const posting = { event: 'issues', payload: { action: 'closed' }, deliveryId };
    expect((await post(first.appId, posting)).statusCode).toBe(200);
    const row = await rowOf(first.appId, deliveryId);
    expect((await post(first.appId, posting)).statusCode).toBe(200);
    expect(await rowOf(first.appId, deliveryId)).toEqual(row);
  });

  it('takes one delivery id of two Apps as two, the second as a form under its next secret, and both are handled', async () => {
    const deliveryId = randomUUID();
    const { repository, id, installations } = both;
    const [login = '', name = ''] = repository.split('/');
    const common = {
      action: 'opened',
      issue: { number: 1, title: 'ä' },
      repository: { id, name, full_name: repository, owner: { login } },
      sender: { id: 1, login: 'somebody', type: 'User' },
    };
    for (const [index, { appId }] of [first, second].entries()) {
      const payload = { ...common, installation: { id: installations[index] } };
      expect((await post(appId, { event: 'issues', payload, deliveryId })).statusCode).toBe(200);
    }
    const rows = [await rowOf(first.appId, deliveryId), await rowOf(second.appId, deliveryId)];
    expect(rows).toMatchObject([
      { status: 'published', secretVersion: 0, handlers: ['greet'] },
      { status: 'published', secretVersion: 1, handlers: ['greet'] },
    ]);
    expect(rows[0]?.archiveKey).not.toBe(rows[1]?.archiveKey);

    const host = new URL(gitHub.url).host;
    const works = await eventually({ what: 'both handlers to be done' }, async () => {
      const each = [first, second].map(({ appId }) => handlerRow({ host, appId, deliveryId }, 'greet'));
      const seen = await Promise.all(each);
      return seen.every((work) => work?.status === 'done') ? seen : undefined;
    });
    expect(works).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
    const place = { repository, installationId: Number(installations[0]) };
    const bots = [first, second].map(({ slug }) => `${slug}[bot]`);
    expect((await commentators(first, place, 1)).toSorted()).toEqual(bots.toSorted());
  });

  it('refuses what is no POST of GitHub', async () => {
    const bare = await fetch(webhookUrl(), { method: 'POST', body: '{}' });
    expect(bare.status).toBe(400);
    expect(await bare.json()).toEqual({ status: 'error', reason: 'missing_headers' });
    expect((await fetch(webhookUrl())).status).toBe(403);
  });
});

interface Taken {
  readonly appId: number;
  readonly deliveryId: string;
  readonly event: string;
  readonly isNameless: boolean;
  readonly statusCode: number;
  readonly row: LedgerRow | undefined;
}

interface Seen extends Taken {
  readonly handler: string;
  readonly work: HandlerRow | undefined;
}

/** What writes for an installation gives up at once where there is none, and says so; all else is done. */
function isAsExpected({ isNameless, handler, work }: Seen) {
  if (isNameless && (handler === 'greet' || handler === 'check-head')) {
    return work?.status === 'parked' && work.attempts === 1 && /belongs to none/.test(work.reason ?? '');
  }
  if (handler === 'installations' && work?.status === 'parked') return /is about App/.test(work.reason ?? '');
  return work?.status === 'done';
}

async function post(appId: number, posting: Parameters<typeof gitHub.postWebhookAndWait>[1]) {
  const listed = await gitHub.postWebhookAndWait(appId, posting);
  if (!listed) throw new Error('The local GitHub lost the delivery.');
  return listed;
}

function rowOf(appId: number, deliveryId: string): Promise<LedgerRow | undefined> {
  return ledgerRow({ host: new URL(gitHub.url).host, appId, deliveryId });
}
