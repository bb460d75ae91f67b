import { linkIdOf } from '../http/browser-binding';
import { acme, ada, ample, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, bindings } = world;
const minute = 60_000;

describe('an installation that was changed at GitHub', () => {
  it('is chosen by whoever changed it, and not connected by itself', async () => {
    await created(9);
    people(ada, [{ id: 9 }, { id: 11, account: { ...ada, type: 'User' } }]);
    const { arrive, state, browser } = await pressed(world);
    const page = await arrive({ installation_id: '9', setup_action: 'update', state });
    expect(page.body).toContain('<option value="9">acme</option><option value="11">ada</option></select>');
    expect(await bindings()).toEqual([]);
    expect((await browser.post('install/choose', { state, installation: '11' })).title).toBe('ada is connected');
  });

  it('is not connected in the place of one that was named before', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { arrive, state, browser } = await pressed(world);
    await browser.get(`install/back?${new URLSearchParams({ installation_id: '9', setup_action: 'install', state })}`);
    expect((await arrive({ installation_id: '11', setup_action: 'update', state })).body).toContain('Which one');
    expect(await bindings()).toEqual([]);
  });
});

describe('an installation that is gone', () => {
  it('belongs to nobody, though GitHub lists it still', async () => {
    await world.deleted(9);
    people(ada, [{ id: 9 }], ['acme']);
    const { arrive, state } = await pressed(world);
    const { statusCode, title } = await arrive({ installation_id: '9', setup_action: 'install', state });
    expect([statusCode, title]).toEqual([409, 'This installation is there no more']);
    expect((await bindings())[0]?.status).toBe('uninstalled');
  });

  it('comes back under the name that its account got meanwhile, unless a later one was told', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { arrive, state } = await pressed(world);
    await arrive({ installation_id: '9', setup_action: 'install', state });
    await world.deleted(9);
    await created(10, {}, { ...acme, login: 'acme-corp' });
    expect(await bindings()).toEqual([{ accountLogin: 'acme-corp', installationId: 10, status: 'active' }]);
    await world.deleted(10);
    world.pass(2_000);
    const renamed = { action: 'renamed', account: { ...acme, login: 'acme-inc' }, installation: { id: 11 } };
    await world.told('installation_target', renamed);
    world.pass(-1_000);
    await created(11, {}, { ...acme, login: 'acme-corp' });
    expect(await bindings()).toEqual([{ accountLogin: 'acme-inc', installationId: 11, status: 'active' }]);
  });
});

describe('a browser that is at two links', () => {
  it('is at neither, where GitHub does not say which', async () => {
    await created(9);
    people(ada, [{ id: 9 }]);
    const { browser } = await pressed(world);
    const other = new URL(await world.mint('user-2'));
    await browser.get(other.href);
    await browser.post('install', { link: other.searchParams.get('link') ?? '' });
    expect((await browser.get('install/back?installation_id=9&setup_action=install')).title).toBe(
      'The App is installed',
    );
  });
});

describe('two browsers that press the button of one link', () => {
  it('do not both have it, though both saw it open', async () => {
    const { links } = world.world();
    const id = linkIdOf(new URL(await world.mint()).searchParams.get('link') ?? '');
    const change = { id, from: ['open', 'begun'], step: 'begun' } as const;
    const press = (browser: string) => links.change({ ...change, browser }, ample);
    expect([await press('one'), await press('other'), await press('one')]).toEqual([true, false, true]);
  });
});

describe('what somebody controls', () => {
  const own = { ...ada, type: 'User' };
  const chosenOf = async () => {
    const { arrive, state } = await pressed(world);
    return (await arrive({ state })).body;
  };

  it('is no organization that has only asked them to own it', async () => {
    people(ada, [{ id: 9 }]);
    const invited = { role: 'admin', state: 'pending', user: ada };
    gitHub().on('GET /orgs/acme/memberships/ada', { body: invited });
    expect(await chosenOf()).toContain('You control no account that the App is installed on');
  });

  it('is no organization of which they are a member only', async () => {
    people(ada, [{ id: 9 }]);
    gitHub().on('GET /orgs/acme/memberships/ada', { body: { role: 'member', state: 'active', user: ada } });
    expect(await chosenOf()).toContain('You control no account that the App is installed on');
  });

  it('is of this App alone', async () => {
    people(ada, []);
    gitHub().on('GET /user/installations', { body: { installations: [{ id: 11, app_id: 8, account: own }] } });
    expect(await chosenOf()).toContain('You control no account that the App is installed on');
  });

  it.each(['2', '10'])('is found on later pages of what they see, here on page %s', async (last) => {
    people(ada, []);
    const others = Array.from({ length: 100 }, (_, index) => ({ id: 100 + index, app_id: 8, account: acme }));
    gitHub().on('GET /user/installations', ({ query }) => ({
      body: { installations: query.page === last ? [{ id: 11, app_id: 7, account: own }] : others },
    }));
    expect(await chosenOf()).toContain('<select name="installation"><option value="11">ada</option></select>');
  });

  it('is told apart where an enterprise is called as an organization is', async () => {
    people(ada, [{ id: 9 }], ['acme']);
    const corporation = { id: 41, slug: 'acme' };
    const installation = { id: 11, account: corporation, target_type: 'Enterprise' };
    await world.told('installation', { action: 'created', installation, sender: ada });
    const seen = [
      { id: 9, app_id: 7, account: acme },
      { ...installation, app_id: 7 },
    ];
    gitHub().on('GET /user/installations', { body: { installations: seen } });
    const { arrive, state, browser } = await pressed(world);
    expect((await arrive({ state })).body).toContain('<option value="11">acme (enterprise)</option>');
    await browser.post('install/choose', { state, installation: '11' });
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 11, status: 'active' }]);
  });

  it('is chosen by nobody who went back to GitHub meanwhile', async () => {
    people(ada, [{ id: 9 }], ['acme']);
    const { arrive, state, browser, token } = await pressed(world);
    await browser.get(`install/back?link=${token}`);
    await arrive({ state });
    await browser.post('install', { link: token });
    await browser.post('install/choose', { state, installation: '9' });
    expect(await bindings()).toEqual([]);
  });

  async function chosenAfter(milliseconds: number) {
    people(ada, [{ id: 9, account: acme }], ['acme']);
    const { arrive, state, browser } = await pressed(world);
    await arrive({ state });
    world.pass(milliseconds);
    return browser.post('install/choose', { state, installation: '9' });
  }

  it('counts for ten minutes after they signed in; then they sign in again', async () => {
    expect((await chosenAfter(9 * minute)).title).toBe('acme is connected');
    const late = await chosenAfter(11 * minute);
    expect([late.statusCode, late.location]).toEqual([303, expect.stringContaining('install/back?state=install.')]);
  });

  it('is kept no longer than until one was chosen', async () => {
    await chosenAfter(0);
    const links = [...world.rows.values()].filter(({ Step }) => Step !== undefined);
    expect(links.map(({ Step, Controls }) => [Step, Controls])).toEqual([[{ S: 'used' }, undefined]]);
  });
});
