import { acme, ada, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { people, created, bindings } = world;
const minute = 60_000;

describe('an installation that was changed at GitHub', () => {
  it('is chosen by whoever changed it, and not connected by itself', async () => {
    await created(9);
    people(ada, [{ id: 9 }, { id: 11, account: { ...ada, type: 'User' } }]);
    const { arrive, state, browser } = await pressed(world);
    const page = await arrive({ installation_id: '9', setup_action: 'update', state });
    expect(page.body).toContain('You control the App on acme, ada.');
    expect(await bindings()).toEqual([]);
    expect((await browser.post('install/choose', { state, account: 'ada' })).title).toBe('ada is connected');
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

describe('what somebody controls', () => {
  async function chosenAfter(milliseconds: number) {
    people(ada, [{ id: 9, account: acme }], ['acme']);
    const { arrive, state, browser } = await pressed(world);
    await arrive({ state });
    world.pass(milliseconds);
    return browser.post('install/choose', { state, account: 'acme' });
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
