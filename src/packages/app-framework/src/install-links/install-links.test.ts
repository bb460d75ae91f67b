import { acme, ada, ample, baseUrl, mallory, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, told, bindings } = world;
const hour = 3_600_000;
const installed = (state: string, id = 9) => ({ installation_id: String(id), setup_action: 'install', state });
const activeAcme = (installationId = 9) => [{ accountLogin: 'acme', installationId, status: 'active' }];

describe('an install link', () => {
  it('says for whom it is, changes nothing when it is opened, and is kept by its digest alone', async () => {
    const link = await world.mint();
    const before = JSON.stringify([...world.rows.values()]);
    const page = await world.browser().get(link);
    expect([page.statusCode, page.title]).toEqual([200, 'Install my-bot for user-1@example.com']);
    expect(page.headers['content-security-policy']).toContain(`form-action 'self' ${new URL(gitHub().url).origin};`);
    expect(JSON.stringify([...world.rows.values()])).toBe(before);
    expect(before).not.toContain(new URL(link).searchParams.get('link'));
  });

  it('leads to GitHub with a state of this browser, and is refused to another one, after an hour, and to who guesses', async () => {
    const { sent, state, link, token } = await pressed(world);
    expect(sent.statusCode).toBe(303);
    expect(sent.location).toBe(`${gitHub().url}/apps/my-bot/installations/new?state=${encodeURIComponent(state)}`);
    expect(state).toMatch(/^install\.[\w-]{43}$/);
    expect((await world.browser().get(link)).statusCode).toBe(410);
    expect((await world.browser().post('install', { link: token })).statusCode).toBe(400);
    expect((await world.browser().get('install?link=guessed')).statusCode).toBe(410);
    const late = await world.mint();
    world.pass(hour + 1);
    expect((await world.browser().get(late)).statusCode).toBe(410);
  });

  it('waits where the deployment does not know the App yet, and is refused for one that nobody signs in to', async () => {
    const link = await world.mint();
    world.forgetSlug();
    expect((await world.browser().get(link)).statusCode).toBe(503);
    await expect(world.mint('user-1', 8)).rejects.toThrow('Nobody can sign in to App 8 here');
  });
});

describe('an installation that somebody brings back', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['who installed it', () => created(9)],
    ['an owner of the organization', async () => people(ada, [{ id: 9 }], ['acme'])],
    ['who asked for it', () => created(9, { sender: mallory, requester: ada })],
  ])('belongs to the user of %s, after they signed in', async (_who, given) => {
    people(ada, [{ id: 9 }]);
    await given();
    const { arrive, state, browser } = await pressed(world);
    const { statusCode, title } = await arrive(installed(state));
    expect([statusCode, title]).toEqual([200, 'acme is connected']);
    expect(await bindings()).toEqual(activeAcme());
    // The token ended with the question, and the link with its use.
    expect(gitHub().asked().at(-1)).toBe('DELETE /applications/Iv7/token');
    expect((await browser.get(`install/arrive?code=c&state=${state}`)).statusCode).toBe(400);
  });

  it('belongs to the user of the account itself', async () => {
    people(ada, [{ id: 9, account: { ...ada, type: 'User' } }]);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    expect(await bindings()).toEqual([{ accountLogin: 'ada', installationId: 9, status: 'active' }]);
  });

  it.each<[string, readonly { id: number }[]]>([
    ['cannot see it', []],
    ['sees it, and controls it not', [{ id: 9 }]],
  ])('belongs to no stranger who guesses its id and %s', async (_what, seen) => {
    await created(9);
    people(mallory, seen);
    const { arrive, state } = await pressed(world, 'stranger');
    expect((await arrive(installed(state))).title).toBe('Waiting for GitHub');
    expect(await bindings('stranger')).toEqual([]);
    // Nor does what GitHub says again.
    await created(9);
    await created(9, { sender: ada, requester: null });
    expect(await bindings('stranger')).toEqual([]);
  });

  it('belongs to nobody who sees it on the account of somebody else', async () => {
    people(ada, [{ id: 9, account: { ...mallory, type: 'User' } }]);
    const { arrive, state } = await pressed(world);
    expect((await arrive(installed(state))).title).toBe('Waiting for GitHub');
    expect(await bindings()).toEqual([]);
  });

  it.each(['install', 'request'])(
    'is not named by who leads a browser past the button (%s): its person chooses',
    async (action) => {
      await created(9);
      people(ada, [{ id: 9 }]);
      const link = new URL(await world.mint('lured'));
      const browser = world.browser();
      await browser.get(link.href);
      const { location } = await browser.get(
        `install/back?${link.searchParams}&installation_id=9&setup_action=${action}`,
      );
      const state = new URL(location).searchParams.get('state') ?? '';
      const arrived = await browser.get(`install/arrive?code=c&state=${state}`);
      expect(arrived.body).toContain('<option value="9">acme</option>');
      expect(await bindings('lured')).toEqual([]);
    },
  );

  it('is taken by no code that comes without its state', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { browser } = await pressed(world);
    await browser.get('install/back?installation_id=9&setup_action=install');
    expect((await browser.get('install/arrive?code=c')).title).not.toBe('acme is connected');
    expect(await bindings()).toEqual([]);
  });

  it('is taken by nobody who has no sign-in, another browser, or another state', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { state, browser } = await pressed(world);
    expect((await world.browser().get(`install/back?${new URLSearchParams(installed(state))}`)).title).toBe(
      'The App is installed',
    );
    expect((await world.browser().get(`install/arrive?code=c&state=${state}`)).statusCode).toBe(400);
    expect((await browser.get('install/arrive?code=c&state=install.other')).statusCode).toBe(400);
    gitHub().on('POST /login/oauth/access_token', { body: { error: 'bad_verification_code' } });
    expect((await browser.get(`install/arrive?code=c&state=${state}`)).statusCode).toBe(502);
    expect(await bindings()).toEqual([]);
  });

  it('waits for an event that comes later, and one that comes between two looks', async () => {
    people(ada, []);
    const { arrive, state } = await pressed(world);
    expect((await arrive(installed(state))).title).toBe('Waiting for GitHub');
    await created(9);
    expect(await bindings()).toEqual(activeAcme());

    people(ada, []);
    const second = await pressed(world, 'user-2');
    gitHub().on('GET /user/installations', async () => {
      await created(10);
      return { body: { installations: [] } };
    });
    expect((await second.arrive(installed(second.state, 10))).title).toBe('acme is connected');
    expect(await bindings('user-2')).toEqual(activeAcme(10));
    // What it waited with is over: the same event, told again, brings nothing back.
    const [known] = await world.world().bindings.ofUser('user-2', ample);
    if (known) await world.world().bindings.end(known, 'revoked', ample);
    await created(10);
    expect((await bindings('user-2'))[0]?.status).toBe('revoked');
  });

  it('is told by the browser where GitHub brings no state, and by the product’s own address', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { browser } = await pressed(world);
    const own = 'api/v1/public/webhooks/github/auth?installation_id=9&setup_action=install';
    const { statusCode, location } = await browser.get(own);
    expect([statusCode, new URL(location).searchParams.get('redirect_uri')]).toEqual([302, `${baseUrl}auth/callback`]);
    const state = new URL(location).searchParams.get('state') ?? '';
    expect((await browser.get(`install/arrive?code=c&state=${state}`)).title).toBe('acme is connected');
  });
});

describe('a request to the owners', () => {
  it('is completed by the event, for who asked, once', async () => {
    const { arrive, state } = await pressed(world);
    const { statusCode, title } = await arrive({ setup_action: 'request', state });
    expect([statusCode, title]).toEqual([202, 'An owner has to install the App']);
    await created(8, { sender: mallory, requester: mallory });
    expect(await bindings()).toEqual([]);
    world.pass(29 * 24 * hour);
    await created(9, { sender: mallory, requester: ada });
    expect(await bindings()).toEqual(activeAcme());
    await told('installation', { action: 'deleted', installation: { id: 9, account: acme } });
    await created(20, { sender: mallory, requester: ada });
    expect(await bindings()).toEqual(activeAcme(20));
  });

  it('is completed though another user has the installation already', async () => {
    const { arrive, state } = await pressed(world);
    await arrive({ setup_action: 'request', state });
    people(ada, [{ id: 9 }], ['acme']);
    const other = await pressed(world, 'user-2');
    await other.arrive(installed(other.state));
    await created(9, { sender: mallory, requester: ada });
    expect([await bindings(), await bindings('user-2')]).toEqual([activeAcme(), activeAcme()]);
  });

  it('is over after 30 days', async () => {
    const { arrive, state } = await pressed(world);
    await arrive({ setup_action: 'request', state });
    world.pass(31 * 24 * hour);
    await created(9, { sender: mallory, requester: ada });
    expect(await bindings()).toEqual([]);
  });
});

describe('an App that is installed already', () => {
  it('is chosen from what whoever signs in controls', async () => {
    const own = { id: 11, account: { ...ada, type: 'User' } };
    people(ada, [{ id: 9 }, own, { id: 12, account: { id: 3, login: 'other', type: 'Organization' } }], ['acme']);
    const link = await world.mint();
    const browser = world.browser();
    await browser.get(link);
    const { location } = await browser.get(`install/back?link=${new URL(link).searchParams.get('link')}`);
    const state = new URL(location).searchParams.get('state') ?? '';
    const page = await browser.get(`install/arrive?code=c&state=${state}`);
    expect(page.body).toContain(
      '<select name="installation"><option value="9">acme</option><option value="11">ada</option></select>',
    );
    expect((await browser.post('install/choose', { state, installation: '12' })).title).toContain('Which one');
    expect(await bindings()).toEqual([]);
    expect((await browser.post('install/choose', { state, installation: '9' })).title).toBe('acme is connected');
    expect(await bindings()).toEqual(activeAcme());
  });
});

describe('what belongs to a user', () => {
  beforeEach(async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
  });

  it('ends with the installation, is kept for 30 days, and comes back with the next one, whatever comes late', async () => {
    await told('installation', { action: 'deleted', installation: { id: 9, account: acme } });
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'uninstalled' }]);
    const ended = [...world.rows.values()].find(({ IntegrationId }) => IntegrationId !== undefined);
    expect(ended?.ExpiresAt).toEqual({ N: String(Date.parse('2026-12-01T00:00:00Z') / 1_000) });
    await created(9);
    expect((await bindings())[0]?.status).toBe('uninstalled');
    await created(10);
    expect(await bindings()).toEqual(activeAcme(10));
    await told('installation', { action: 'deleted', installation: { id: 9, account: acme } });
    expect(await bindings()).toEqual(activeAcme(10));
  });

  it('ends when its person leaves the organization, and not when somebody else does', async () => {
    const left = (user: object) =>
      told('organization', {
        ...{ action: 'member_removed', organization: acme, membership: { user } },
        installation: { id: 9 },
      });
    await left(mallory);
    // Logins change hands.
    await left({ ...mallory, login: ada.login });
    expect(await bindings()).toEqual(activeAcme());
    await left({ ...ada, login: 'ada-2' });
    expect((await bindings())[0]?.status).toBe('role-lost');
    await created(10);
    expect((await bindings())[0]?.status).toBe('role-lost');
    // Nor does who left bind it once more by having installed it.
    people(ada, []);
    const { arrive, state } = await pressed(world, 'user-2');
    expect((await arrive(installed(state))).title).toBe('Waiting for GitHub');
    expect(await bindings('user-2')).toEqual([]);
    // Not even where the event that names them is told again.
    await created(9);
    expect(await bindings('user-2')).toEqual([]);
  });

  it('does not begin for who had asked for it and left since', async () => {
    await created(20, { sender: mallory, requester: ada });
    await told('organization', {
      ...{ action: 'member_removed', organization: acme, membership: { user: ada } },
      installation: { id: 20 },
    });
    people(ada, []);
    const { arrive, state } = await pressed(world, 'user-2');
    expect((await arrive(installed(state, 20))).title).toBe('Waiting for GitHub');
    expect(await bindings('user-2')).toEqual([]);
  });

  it('ends for who left while the App was away, too', async () => {
    await told('installation', { action: 'deleted', installation: { id: 9, account: acme } });
    await told('organization', { action: 'member_removed', organization: acme, membership: { user: ada } });
    expect((await bindings())[0]?.status).toBe('role-lost');
    await created(10);
    expect((await bindings())[0]?.status).toBe('role-lost');
  });
});
