import { acme, ada, ample, mallory, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { people, created, deleted, told, bindings } = world;

/** Somebody comes back from GitHub, and sees the installation there as it is called. */
async function bound(userId = 'user-1', login = 'acme', seen = true): Promise<void> {
  const { arrive, state } = await pressed(world, userId);
  people(ada, seen ? [{ id: 9, account: { ...acme, login } }] : []);
  await arrive({ installation_id: '9', setup_action: 'install', state });
}

describe('an account that is called otherwise by now', () => {
  const renamed = (login: string, more: object = {}, at = world.now()) => {
    const about = { changes: { login: { from: 'acme' } }, installation: { id: 9 }, target_type: 'Organization' };
    return told('installation_target', { action: 'renamed', account: { id: acme.id, login }, ...about, ...more }, at);
  };
  const seconds = (count: number) => new Date(Date.parse('2026-11-01T00:00:00Z') + count * 1_000);
  const called = async (userId?: string) => (await bindings(userId)).map(({ accountLogin }) => accountLogin);

  it('is told by its new name to all whose it is, those that ended too', async () => {
    await created(9);
    await bound();
    await bound('user-2');
    await renamed('acme-corp');
    expect([await called(), await called('user-2')]).toEqual([['acme-corp'], ['acme-corp']]);
    await deleted(9);
    await renamed('acme-inc');
    expect(await bindings()).toEqual([{ accountLogin: 'acme-inc', installationId: 9, status: 'uninstalled' }]);
  });

  it('keeps the name that was told last, whichever event comes first', async () => {
    await created(9);
    await bound();
    world.pass(2_000);
    await renamed('acme-inc');
    world.pass(-1_000);
    await renamed('acme-corp');
    expect(await called()).toEqual(['acme-inc']);
  });

  it('keeps the name that a sign-in found, where an earlier event is told again', async () => {
    await created(9);
    world.pass(2_000);
    await bound('user-1', 'acme-inc');
    expect(await called()).toEqual(['acme-inc']);
    world.pass(-1_000);
    await created(9);
    expect(await called()).toEqual(['acme-inc']);
  });

  it('keeps the name that was told last, though an owner had agreed before that', async () => {
    await created(9);
    await bound();
    await deleted(9);
    const { arrive, state } = await pressed(world);
    await arrive({ setup_action: 'request', state });
    world.pass(2_000);
    await renamed('acme-inc');
    world.pass(-1_000);
    await created(10, { sender: mallory, requester: ada });
    expect(await bindings()).toEqual([{ accountLogin: 'acme-inc', installationId: 10, status: 'active' }]);
  });

  it('keeps the name that was told last, though whoever comes back sees nothing but what an event told before', async () => {
    await created(9);
    await bound();
    await renamed('acme-inc');
    const [binding] = await world.world().bindings.ofUser('user-1', ample);
    if (binding) await world.world().bindings.end(binding, 'revoked', ample);
    await bound('user-1', 'acme', false);
    expect(await bindings()).toEqual([{ accountLogin: 'acme-inc', installationId: 9, status: 'active' }]);
  });

  it.each<[string, object, Record<string, string>]>([
    ['installed it', {}, { installation_id: '9', setup_action: 'install' }],
    ['had asked for it', { sender: mallory, requester: ada }, { setup_action: 'request' }],
  ])('gets a name that was told after its installation, which came later, of one who %s', async (_who, more, query) => {
    people(ada);
    const { arrive, state } = await pressed(world);
    await arrive({ ...query, state });
    world.pass(9_000);
    const payload = { action: 'created', installation: { id: 9, account: acme }, sender: ada, ...more };
    await told('installation', payload, seconds(1));
    expect(await called()).toEqual(['acme']);
    await renamed('acme-inc', {}, seconds(2));
    expect(await called()).toEqual(['acme-inc']);
  });

  it('has the name of the moment of a sign-in, and not of the choice after it', async () => {
    await created(9, {}, { ...acme, login: 'acme-old' });
    world.pass(2_000);
    const { arrive, state, browser } = await pressed(world);
    people(ada, [{ id: 9 }]);
    await arrive({ installation_id: '9', setup_action: 'update', state });
    world.pass(9_000);
    await browser.post('install/choose', { state, installation: '9' });
    const account = { ...acme, login: 'acme-old' };
    await told('installation', { action: 'created', installation: { id: 9, account } }, seconds(1));
    expect(await called()).toEqual(['acme']);
    await renamed('acme-inc', {}, seconds(3));
    expect(await called()).toEqual(['acme-inc']);
  });

  it('is no other account that has its id, and none of which nobody has anything', async () => {
    await created(9);
    await bound();
    await renamed('other', { target_type: 'Enterprise' });
    await renamed('other', { account: { id: 12_345, login: 'other' } });
    await renamed('other', { action: 'told' });
    await renamed('other', { account: undefined });
    expect(await called()).toEqual(['acme']);
  });
});
