import { convertedBody, fieldIn, openPressed, useSetup } from './app-setup.test.support';

const hour = 3_600_000;
const setup = useSetup();
const { gitHub, tables, secrets, keys, failing } = setup;
const titleOf = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1];
const row = () => Object([...tables.setups.values()][0]);

describe('a setup whose stack names the owner of the App', () => {
  const settings = (owner: string) => ({ name: 'my-bot', visibility: 'private', setupOnUpdate: 'no', owner }) as const;

  it('takes an App of that owner, however it is spelled', async () => {
    setup.change({ settings: settings('Octo-Org') });
    const { browser, back } = await openPressed(setup);
    expect((await browser.get(back)).statusCode).toBe(303);
  });

  it('refuses an App of somebody else: keeps nothing of it, and says which to delete', async () => {
    setup.change({ settings: settings('acme') });
    const { browser, back } = await openPressed(setup);
    const { statusCode, body } = await browser.get(back);
    expect([statusCode, titleOf(body)]).toEqual([403, 'This deployment takes an App of acme']);
    expect(body).toContain('GitHub made the App my-bot for octo-org');
    expect(body).toContain(`${gitHub().url}/organizations/octo-org/settings/apps/my-bot/advanced`);
    expect(tables.apps.size).toBe(0);
    expect(Object.fromEntries(secrets)).toEqual({ 'arn:webhook': 'generated', 'arn:clients': '{}' });
    expect([keys.get('arn:key-1')?.deleted, keys.get('arn:key-1')?.material]).toEqual([true, undefined]);
    for (const secret of ['PRIVATE KEY', 'webhook-secret-77', 'client-secret-77'])
      expect(JSON.stringify(setup.aws().requests)).not.toContain(secret);
    expect(titleOf((await browser.get(back)).body)).toBe('This deployment takes an App of acme');
  });

  it('sends nobody to another organization', async () => {
    setup.change({ settings: settings('acme') });
    const browser = setup.browser();
    const { url } = Object(await setup.mint());
    const { body } = await browser.get(url);
    expect(fieldIn(body, 'organization')).toBe('acme');
    const link = fieldIn(body, 'link');
    const other = await browser.post({ link, name: 'my-bot', organization: 'octo-org' });
    expect([other.statusCode, other.body]).toEqual([400, expect.stringContaining('acme is to own the App')]);
    expect((await browser.post({ link, name: 'my-bot', organization: 'Acme' })).body).toContain('/organizations/Acme/');
  });
});

describe('a link that was used', () => {
  it('is gone on with by nobody a day after it ended, and GitHub is asked nothing', async () => {
    const { browser, back } = await openPressed(setup);
    setup.pass(26 * hour);
    expect((await browser.get(back)).statusCode).toBe(410);
    expect([gitHub().asked(), keys.size]).toEqual([[], 0]);
  });

  it('says what was registered with it, of whom and when, and before that when it was begun', async () => {
    const { browser, link, back } = await openPressed(setup);
    const begun = await setup.browser().get(link);
    expect([begun.statusCode, begun.body]).toEqual([
      410,
      expect.stringContaining('on 2026-11-01 at 00:00:00Z, and no'),
    ]);
    setup.pass(hour / 2);
    await browser.get(back);
    const used = await setup.browser().get(link);
    expect(used.statusCode).toBe(410);
    expect(used.body).toContain('The App my-bot of octo-org was registered with it, on 2026-11-01 at 00:30:');
  });

  it('leads its own browser back into a setup half-way', async () => {
    failing.set('ImportKeyMaterial', { name: 'DisabledException', times: 2 });
    const { browser, link, back } = await openPressed(setup);
    expect((await browser.get(back)).statusCode).toBe(500);
    failing.clear();
    setup.pass(2 * hour);
    const led = await browser.get(link);
    expect(led.statusCode).toBe(303);
    expect(led.headers.location).toMatch(/^https:\/\/bot\.example\.com\/setup\/created\?state=[\w-]+$/);
    expect((await browser.get(led.headers.location ?? '')).headers.location).toMatch(
      /\/apps\/my-bot\/installations\/new$/,
    );
    expect((await setup.browser().get(link)).statusCode).toBe(410);
  });

  it('says what is needed where GitHub was asked and the code is not in the address', async () => {
    const { browser, link, back } = await openPressed(setup);
    gitHub().on('POST /app-manifests/good/conversions', { cutOff: true, status: 201 });
    await browser.get(back);
    const { headers } = await browser.get(link);
    expect(titleOf((await browser.get(headers.location ?? '')).body)).toBe('GitHub was asked, and nothing came');
    gitHub().on('POST /app-manifests/good/conversions', { status: 201, body: convertedBody() });
    expect((await browser.get(back)).statusCode).toBe(303);
  });

  it('does not end another one of the same browser', async () => {
    const browser = setup.browser();
    const same = { mint: setup.mint, browser: () => browser };
    const [first, second] = [await openPressed(same), await openPressed(same, 'unknown')];
    expect((await browser.get(first.back)).statusCode).toBe(303);
    expect(titleOf((await browser.get(second.back)).body)).toBe('GitHub does not know this code');
  });
});

describe('a setup that KMS denies', () => {
  it.each(['GetParametersForImport', 'Sign'])(
    'fails on page and in the log after two minutes: %s',
    async (operation) => {
      const lines: string[] = [];
      const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
      failing.set(operation, { name: 'AccessDeniedException', times: Number.POSITIVE_INFINITY });
      const { browser, back } = await openPressed(setup);
      const titles: (string | undefined)[] = [];
      for (let times = 0; times < 20 && titles.at(-1) !== 'Something failed here'; times += 1) {
        titles.push(titleOf((await browser.get(back)).body));
      }
      write.mockRestore();
      expect([titles[0], titles.at(-1)]).toEqual(['One moment', 'Something failed here']);
      const told = lines.filter((line) => line.includes('AccessDeniedException'));
      expect(told).toHaveLength(titles.length);
      expect(told[0]).toContain('KMS refuses a new key');
    },
  );
});

describe('a setup that KMS leaves without an answer', () => {
  it('asks again as long as there is time, and goes on', async () => {
    failing.set('GetParametersForImport', { name: 'done, and not answered', times: 3 });
    const { browser, back } = await openPressed(setup);
    expect((await browser.get(back)).statusCode).toBe(303);
  });
});

describe('a setup that nobody goes on with', () => {
  const day = 24 * hour;

  it('has its key discarded after a day, and what was wrapped for KMS with it', async () => {
    failing.set('ImportKeyMaterial', { name: 'DisabledException', times: 100 });
    const { browser, back } = await openPressed(setup);
    await browser.get(back);
    expect(row().Wrapped).toBeDefined();
    setup.pass(day);
    expect(await setup.end()).toEqual({ discarded: 0, adopted: 0, failed: 0 });
    setup.pass(hour + 1);
    failing.set('ScheduleKeyDeletion', { name: 'KMSInternalException', times: 1 });
    expect(await setup.end()).toEqual({ discarded: 0, adopted: 0, failed: 1 });
    expect(await setup.end()).toEqual({ discarded: 1, adopted: 0, failed: 0 });
    expect(keys.get('arn:key-1')?.deleted).toBe(true);
    expect([row().Step, row().Wrapped, row().ImportToken]).toEqual([{ S: 'lost' }, undefined, undefined]);
    expect(await setup.end()).toEqual({ discarded: 0, adopted: 0, failed: 0 });
  });

  it('keeps the key of an App that has its row, and says whose it is', async () => {
    failing.set('TagResource', { name: 'DisabledException', times: 1 });
    const { browser, back } = await openPressed(setup);
    await browser.get(back);
    setup.pass(day + 2 * hour);
    expect(await setup.end()).toEqual({ discarded: 0, adopted: 1, failed: 0 });
    expect(keys.get('arn:key-1')?.deleted).toBeUndefined();
    expect(JSON.stringify(keys.get('arn:key-1')?.tags)).toContain('{"TagKey":"AppId","TagValue":"77"}');
    expect([row().Step, row().Wrapped]).toEqual([{ S: 'registered' }, undefined]);
  });
});

describe('a webhook secret that was for all Apps', () => {
  it('stays that of Apps which the stack names and which sent deliveries, though they have no row', async () => {
    setup.change({ knownApps: { named: [5], seen: async () => [6, 77] } });
    const { browser, back } = await openPressed(setup);
    await browser.get(back);
    expect(JSON.parse(secrets.get('arn:webhook') ?? '')).toEqual({
      5: ['generated'],
      6: ['generated'],
      77: ['webhook-secret-77'],
    });
  });

  it('is left alone where the stack names an App of that id, which is on another host', async () => {
    setup.change({ knownApps: { named: [77], seen: async () => [] } });
    const { browser, back } = await openPressed(setup);
    expect(titleOf((await browser.get(back)).body)).toBe('The App has to be registered again');
    expect(secrets.get('arn:webhook')).toBe('generated');
  });
});

describe('the page that GitHub leads to after an installation', () => {
  it.each([
    ['install', 'The App is installed', 'https://github.com'],
    ['update', 'The installation is changed', 'https://github.com/settings/installations'],
    ['request', 'An owner has to install the App', 'https://github.com'],
  ])('has a next step for %s', async (action, title, next) => {
    const { statusCode, body } = await setup.browser().get(`setup/installed?installation_id=7&setup_action=${action}`);
    expect([statusCode, titleOf(body)]).toEqual([200, title]);
    expect(body).toContain(`href="${next}"`);
  });
});

describe('pages under a path', () => {
  it.each([
    ['the stage of API Gateway', 'https://abc.execute-api.us-east-1.amazonaws.com/prod/', '/prod'],
    ['the base path of a domain', 'https://bot.example.com/github/', ''],
  ])('lead through a setup with cookies and addresses that work: %s', async (_where, base, stage) => {
    setup.change({ baseUrl: base });
    const at = { mint: setup.mint, browser: () => setup.browser(stage) };
    const { browser, back, link, sent } = await openPressed(at);
    expect(link.startsWith(`${base}setup?link=`)).toBe(true);
    const manifest = JSON.parse(fieldIn(sent.body, 'manifest'));
    expect([manifest.redirect_url, manifest.setup_url, manifest.callback_urls]).toEqual([
      `${base}setup/created`,
      `${base}setup/installed`,
      [`${base}auth/callback`],
    ]);
    expect((await browser.get(back)).statusCode).toBe(303);
    expect((await browser.get('setup/installed?setup_action=install')).statusCode).toBe(200);
  });
});
