import { useFakeGitHub } from '../github/fake-github.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { titleOf, useOperatorPages, webhookUrl } from './operator-pages.test.support';

const pages = useOperatorPages();
const gitHub = useFakeGitHub();
const guid = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const installation = { id: 8, account: { login: 'acme' }, permissions: { metadata: 'read' }, suspended_at: null };

beforeAll(() => {
  Object.assign(process.env, {
    OPERATORS_APP_TABLE_NAME: 'apps',
    GITHUB_API_URL: gitHub().url,
    APP_FRAMEWORK_APP_TOKEN_ENDPOINT: `${pages.aws().url}/app/`,
    APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: `${pages.aws().url}/installation`,
  });
});
beforeEach(() => {
  // A row of an earlier version names no host.
  pages.apps.push({ AppId: { N: '7' } });
  const claims = Buffer.from(JSON.stringify({ iat: Math.floor(Date.now() / 1_000) - 60 })).toString('base64url');
  pages.aws().on('POST /app/tokens/app', { body: { appToken: `h.${claims}.s` } });
  pages.aws().on('POST /installation/tokens/installation', { body: { installationToken: 'token-of-8' } });
  gitHub().on('GET /app', {
    body: { id: 7, slug: 'bot', owner: { login: 'acme' }, permissions: { metadata: 'read' } },
  });
  gitHub().on('GET /app/installations', { body: [installation] });
  gitHub().on('GET /app/hook/config', { body: { url: webhookUrl } });
  // It is here, so that `doctor` itself would have it sent again.
  const delivered_at = new Date(Date.now() - 1_800_000).toISOString();
  const attempt = { id: 1, guid, event: 'issues', status_code: 200, delivered_at };
  gitHub().on('GET /app/hook/deliveries', { body: [attempt] });
  pages.ledger.push({
    ...{ Delivery: { S: `${new URL(gitHub().url).host}#7#${guid}` }, Part: { S: 'delivery' } },
    ...{ Status: { S: 'published' }, Event: { S: 'issues' }, ReceivedAt: { S: delivered_at } },
  });
  gitHub().on('GET /rate_limit', { body: { resources: { core: { limit: 5_000, remaining: 4_000, reset: 1 } } } });
});

/** Results of the checks of App 7, by name, as they are kept. */
function kept(): Map<unknown, unknown> {
  const examinations = parsedJson(String(field(field(pages.rows.get('examination'), 'Result'), 'S')));
  const ofApp = (Array.isArray(examinations) ? examinations : []).find((one) => field(one, 'appId') === 7);
  const results = field(ofApp, 'results');
  return new Map((Array.isArray(results) ? results : []).map((one) => [field(one, 'check'), one]));
}

describe('the look at a deployment', () => {
  it('finds what doctor finds by tokens that others make, and has GitHub do nothing', async () => {
    await pages.examine();
    const states = ['key', 'clock', 'acceptance', 'suspended', 'webhook-url', 'deliveries', 'webhook-secret', 'quota'];
    expect(states.map((check) => `${check} ${field(kept().get(check), 'state')}`)).toEqual([
      'key fine',
      'clock fine',
      'acceptance fine',
      'suspended fine',
      'webhook-url fine',
      'deliveries fine',
      'webhook-secret none',
      'quota fine',
    ]);
    expect(gitHub().requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const { body } = await (await pages.operator()).get('operators');
    expect(titleOf(body)).toBe('All is well');
  });

  it('says that the deployment does not sign, and why', async () => {
    const failure = { status: 500, body: { message: 'KMS does not sign with the key: it is disabled.' } };
    pages.aws().on('POST /app/tokens/app', failure);
    await pages.examine();
    expect(JSON.stringify(kept().get('key'))).toContain('does not sign for App 7: KMS does not sign with the key');
    const { body } = await (await pages.operator()).get('operators');
    expect(body).toContain('list-keys --app-id 7 --table apps<');
  });

  it('takes what stands before the function for no word of it', async () => {
    pages.aws().on('POST /app/tokens/app', { status: 403, body: { Message: 'Forbidden' } });
    await pages.examine();
    expect(field(kept().get('key'), 'state')).toBe('unknown');
  });

  it('becomes green by itself once nothing is wrong any more', async () => {
    const visitor = await pages.operator();
    gitHub().on('GET /app/installations', { body: [{ ...installation, suspended_at: '2026-11-01T00:00:00Z' }] });
    await pages.examine();
    expect(titleOf((await visitor.get('operators')).body)).toBe('1 finding');
    const { NextAt, LookedAt } = pages.rows.get('examination') ?? {};
    expect(Number(field(NextAt, 'N')) - Number(field(LookedAt, 'N'))).toBe(30_000);
    gitHub().on('GET /app/installations', { body: [installation] });
    await pages.examine();
    expect(titleOf((await visitor.get('operators')).body)).toBe('All is well');
  });

  it('ends in time where something never answers, and keeps that nobody saw it', async () => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    gitHub().on('GET /app/hook/deliveries', () => ended.then(() => ({ status: 404, body: { message: 'Not Found' } })));
    await pages.examine({ getRemainingTimeInMillis: () => 12_000 }).finally(end);
    expect(JSON.stringify(kept().get('deliveries'))).toContain('It did not end within 1000 milliseconds');
    const { body } = await (await pages.operator()).get('operators');
    expect(titleOf(body)).toBe('Nothing was found, and not all could be looked at');
  });

  it('keeps that it saw nothing where no time is left', async () => {
    await pages.examine({ getRemainingTimeInMillis: () => 10_500 });
    expect(JSON.stringify(kept().get('key'))).toContain('No time was left for it');
    expect(gitHub().requests).toEqual([]);
  });

  it('asks GitHub for the webhooks of no repository, and is not begun again for five minutes', async () => {
    const permissions = { metadata: 'read', repository_hooks: 'read', organization_hooks: 'read' };
    gitHub().on('GET /app/installations', { body: [{ ...installation, permissions }] });
    await pages.examine();
    expect(
      gitHub()
        .asked()
        .filter((asked) => /hooks|repositories/.test(asked)),
    ).toEqual([]);
    expect(field(kept().get('hand-made-webhooks'), 'note')).toContain('The command doctor also has GitHub list them');
    const { NextAt, LookedAt } = pages.rows.get('examination') ?? {};
    expect(Number(field(NextAt, 'N')) - Number(field(LookedAt, 'N'))).toBeGreaterThanOrEqual(300_000);
  });

  it('keeps the first findings of each check where all are more than a row holds', async () => {
    const many = Array.from({ length: 90 }, (_, id) => ({
      ...{ ...installation, id, account: { login: `account-${id}-${'x'.repeat(4_000)}` } },
      suspended_at: '2026-11-01T00:00:00Z',
    }));
    gitHub().on('GET /app/installations', { body: many });
    await pages.examine();
    const findings = field(kept().get('suspended'), 'findings');
    expect(Array.isArray(findings) ? findings.length : 0).toBe(10);
    const { body } = await (await pages.operator()).get('operators');
    expect(titleOf(body)).toBe('10 findings, and more');
    expect(body).toContain('suspended: 80 more than there is room for here');
  });
});
