import { field } from '../lambda/parsed-json';
import { useCountedLines } from '../metrics/counted-lines.test.support';
import { baseUrl, convertedBody, fieldIn, openPressed, useSetup } from './app-setup.test.support';

const hour = 3_600_000;
const setup = useSetup();
const { gitHub, tables, secrets, keys, failing } = setup;

const titleOf = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1];
const rows = () => [...tables.setups.values()];

async function mintedLink(): Promise<string> {
  const { url = '' } = Object(await setup.mint());
  return url;
}

const pressed = (code?: string) => openPressed(setup, code);

describe('a setup', () => {
  const { logged } = useCountedLines();
  const counted = () =>
    logged().flatMap(({ SetupOpen, Deployment, _aws }) =>
      SetupOpen === undefined ? [] : [{ SetupOpen, Deployment, at: field(_aws, 'Timestamp') }],
    );

  it('counts as open at its button, and when GitHub leads back, for these five minutes and the next', async () => {
    const start = Date.parse('2026-11-01T00:00:00Z');
    const step = (at: number) => [at, at + 5 * 60_000].map((time) => ({ SetupOpen: 1, Deployment: 'Bot', at: time }));
    await setup.browser().get(await mintedLink());
    expect(counted()).toEqual([]);
    const { browser, back } = await pressed();
    expect(counted()).toEqual(step(start));
    setup.pass(60_000);
    await browser.get(back);
    expect(counted()).toEqual([...step(start), ...step(start + 60_000)]);
  });
});

describe('the page of a link', () => {
  it('changes nothing when it is opened, by however many', async () => {
    const link = await mintedLink();
    const before = rows();
    for (const browser of [setup.browser(), setup.browser()]) {
      const { statusCode, body, headers } = await browser.get(link);
      expect([statusCode, titleOf(body)]).toEqual([200, 'Register the GitHub App of this deployment']);
      expect(headers['content-security-policy']).toContain("form-action 'self'");
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    expect(rows()).toEqual(before);
    expect(JSON.stringify(before)).not.toContain(new URL(link).searchParams.get('link'));
  });

  it('posts a manifest of what is handled, to the chosen host and no other', async () => {
    const { sent } = await pressed();
    const origin = new URL(gitHub().url).origin;
    expect(sent.headers['content-security-policy']).toMatch(
      new RegExp(`script-src 'sha256-[^']+'; base-uri 'none'; form-action ${origin}; frame-ancestors`),
    );
    expect(sent.body).toContain(`action="${origin}/settings/apps/new?state=`);
    expect(JSON.parse(fieldIn(sent.body, 'manifest'))).toEqual({
      name: 'my-bot',
      url: `${baseUrl}setup/installed`,
      hook_attributes: { url: `${baseUrl}webhook`, active: true },
      redirect_url: `${baseUrl}setup/created`,
      callback_urls: [`${baseUrl}auth/callback`],
      setup_url: `${baseUrl}setup/installed`,
      setup_on_update: false,
      public: false,
      default_permissions: { contents: 'read', issues: 'write', metadata: 'read' },
      default_events: ['issues', 'push'],
    });
  });

  it('leads to the settings of an organization, and refuses what is none', async () => {
    const browser = setup.browser();
    const link = fieldIn((await browser.get(await mintedLink())).body, 'link');
    const odd = await browser.post({ link, name: 'my-bot', organization: 'a/../b' });
    expect([odd.statusCode, odd.body]).toEqual([400, expect.stringContaining('a/../b is no name of an organization')]);
    expect((await browser.post({ link, name: 'x'.repeat(35), organization: '' })).statusCode).toBe(400);
    const sent = await browser.post({ link, name: 'my-bot', organization: 'octo-org' });
    expect(sent.body).toContain('/organizations/octo-org/settings/apps/new?state=');
  });

  it('is refused after an hour, to who made it up, and to another browser once the button was pressed', async () => {
    const { browser, link } = await pressed();
    expect((await setup.browser().get(link)).statusCode).toBe(410);
    expect((await browser.get(link)).statusCode).toBe(200);
    expect((await setup.browser().get('setup?link=guessed')).statusCode).toBe(410);
    const other = await mintedLink();
    setup.pass(hour + 1);
    expect((await setup.browser().get(other)).statusCode).toBe(410);
  });

  it('takes a press from a browser that has opened it only', async () => {
    const link = new URL(await mintedLink()).searchParams.get('link') ?? '';
    expect((await setup.browser().post({ link, name: 'my-bot', organization: '' })).statusCode).toBe(400);
  });

  it('comes again where somebody else was as fast', async () => {
    const link = await mintedLink();
    const [first, second] = [setup.browser(), setup.browser()];
    const token = fieldIn((await first.get(link)).body, 'link');
    await second.get(link);
    await first.post({ link: token, name: 'my-bot', organization: '' });
    expect((await second.post({ link: token, name: 'my-bot', organization: '' })).statusCode).toBe(410);
  });
});

describe('what GitHub leads back to', () => {
  it('registers the App: key in KMS and nowhere else, secrets kept, and on to the installation', async () => {
    const { browser, back } = await pressed();
    const { statusCode, headers } = await browser.get(back);
    expect([statusCode, headers.location]).toEqual([303, `${gitHub().url}/apps/my-bot/installations/new`]);
    expect([...tables.apps.values()]).toEqual([
      { AppId: { N: '77' }, KmsKeyArn: { S: 'arn:key-1' }, GitHubApiUrl: { S: gitHub().url } },
    ]);
    expect(Object.fromEntries(secrets)).toEqual({
      'arn:webhook': '{"77":["webhook-secret-77"]}',
      'arn:clients': '{"77":"client-secret-77"}',
    });
    const [row = {}] = rows();
    expect([row.Step, row.Wrapped, row.ImportToken]).toEqual([{ S: 'registered' }, undefined, undefined]);
    const sent = JSON.stringify(
      setup.aws().requests.filter(({ headers: { 'x-amz-target': to } }) => !/Secret/.test(`${to}`)),
    );
    for (const secret of ['PRIVATE KEY', 'webhook-secret-77', 'client-secret-77']) expect(sent).not.toContain(secret);
    expect((await browser.get(back)).statusCode).toBe(303);
    expect(
      gitHub()
        .asked()
        .filter((one) => one.startsWith('POST')),
    ).toHaveLength(1);
  });

  it('makes the key, and asks what wraps for it, before GitHub is asked', async () => {
    const { browser, back } = await pressed();
    gitHub().on('POST /app-manifests/good/conversions', () => {
      expect(setup.aws().requests.map(({ headers }) => headers['x-amz-target'])).toEqual(
        expect.arrayContaining(['TrentService.CreateKey', 'TrentService.GetParametersForImport']),
      );
      return { status: 201, body: convertedBody() };
    });
    expect((await browser.get(back)).statusCode).toBe(303);
  });

  it('keeps the secret of Apps that are there already', async () => {
    tables.apps.set('["other"]', { AppId: { N: '5' }, KmsKeyArn: { S: 'arn:5' } });
    const { browser, back } = await pressed();
    await browser.get(back);
    expect(JSON.parse(secrets.get('arn:webhook') ?? '')).toEqual({ 5: ['generated'], 77: ['webhook-secret-77'] });
  });

  it('leaves an App alone that has the id of the new one, on another host, and its secrets', async () => {
    tables.apps.set('["other"]', { AppId: { N: '77' }, KmsKeyArn: { S: 'arn:5' } });
    const before = secrets.get('arn:webhook');
    const { browser, back } = await pressed();
    expect(titleOf((await browser.get(back)).body)).toBe('The App has to be registered again');
    expect(secrets.get('arn:webhook')).toBe(before);
    expect(keys.get('arn:key-1')?.deleted).toBe(true);
  });

  it('is refused to another browser, with another state, and for a code that GitHub does not know', async () => {
    const { browser, back } = await pressed('unknown');
    expect((await setup.browser().get(back)).statusCode).toBe(400);
    expect((await browser.get('setup/created?code=good&state=other')).statusCode).toBe(400);
    expect(titleOf((await browser.get(back)).body)).toBe('GitHub does not know this code');
    expect([...tables.apps.values()]).toEqual([]);
    expect(rows()[0]?.Step).toEqual({ S: 'begun' });
  });

  it('waits for KMS before GitHub is asked, and goes on by itself', async () => {
    failing.set('GetParametersForImport', { name: 'NotFoundException', times: 3 });
    const { browser, back } = await pressed();
    expect((await browser.get(back)).statusCode).toBe(303);
    expect(keys.size).toBe(1);
  });

  it.each(['ImportKeyMaterial', 'Sign', 'TagResource', 'UpdateItem'])(
    'goes on with what is held where %s failed',
    async (operation) => {
      const { browser, back } = await pressed();
      gitHub().on('POST /app-manifests/good/conversions', () => {
        // The first change of the row after this holds the App; what fails comes after it.
        if (operation !== 'UpdateItem') failing.set(operation, { name: 'DisabledException', times: 2 });
        return { status: 201, body: convertedBody() };
      });
      if (operation === 'UpdateItem') {
        gitHub().on('GET /app', () => {
          failing.set(operation, { name: 'AccessDeniedException', times: 2 });
          return { body: { id: 77, slug: 'my-bot' } };
        });
      }
      expect(titleOf((await browser.get(back)).body)).toBe('Something failed here');
      failing.clear();
      gitHub().on('GET /app', { body: { id: 77, slug: 'my-bot' } });
      expect((await browser.get(back)).statusCode).toBe(303);
      expect(tables.apps.size).toBe(1);
      expect(
        gitHub()
          .asked()
          .filter((one) => one.startsWith('POST')),
      ).toHaveLength(1);
    },
  );

  it('goes on where the write that holds the App was made, and its answer was lost', async () => {
    const { browser, back } = await pressed();
    gitHub().on('POST /app-manifests/good/conversions', () => {
      failing.set('UpdateItem', { name: 'done, and not answered', times: 1 });
      return { status: 201, body: convertedBody() };
    });
    expect((await browser.get(back)).statusCode).toBe(303);
    expect(keys.get('arn:key-1')?.deleted).toBeUndefined();
  });

  it('says which App to delete where what GitHub gave could not be kept', async () => {
    failing.set('PutSecretValue', { name: 'AccessDeniedException', times: 2 });
    const { browser, back } = await pressed();
    const { body } = await browser.get(back);
    expect(titleOf(body)).toBe('The App has to be registered again');
    expect(body).toContain(`${gitHub().url}/organizations/octo-org/settings/apps/my-bot/advanced`);
    expect(keys.get('arn:key-1')?.deleted).toBe(true);
    expect((await browser.get(back)).body).toContain('/settings/apps/my-bot/advanced');
  });

  it('asks once more after a death in between, and says what to delete where GitHub gives it no more', async () => {
    const { browser, back } = await pressed();
    gitHub().on('POST /app-manifests/good/conversions', { cutOff: true, status: 201 });
    expect(titleOf((await browser.get(back)).body)).toBe('GitHub gives no answer');
    gitHub().on('POST /app-manifests/good/conversions', { status: 404, body: { message: 'Not Found' } });
    const { body } = await browser.get(back);
    expect(titleOf(body)).toBe('The App has to be registered again');
    expect(body).toContain(`${gitHub().url}/settings/apps"`);
    expect(keys.get('arn:key-1')?.deleted).toBe(true);
  });

  it('tells what to write into a stack that names its Apps, before the App is installed', async () => {
    setup.change({ takes: 'named Apps' });
    const { browser, back } = await pressed();
    const { statusCode, body } = await browser.get(back);
    expect([statusCode, body]).toEqual([200, expect.stringContaining('apps: [{ appId: 77 }]')]);
  });
});

describe('a link', () => {
  it('is not made where an App is there and only the first is wanted, or where nobody said at which host', async () => {
    const first = { only: 'first App' };
    expect(await setup.mint(first)).toHaveProperty('url');
    tables.apps.set('["5"]', { AppId: { N: '5' } });
    expect(await setup.mint(first)).toEqual({ registered: [5], appTable: 'apps', ledger: 'ledger' });
    expect(await setup.mint({ host: 'ghe.example.com' })).toHaveProperty('problem');
  });
});
