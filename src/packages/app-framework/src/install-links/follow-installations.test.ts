import { acme, active, ada, ample, bound, installed, pressed, revoked, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, deleted, told, bindings } = world;

const suspension = (action: 'suspend' | 'unsuspend', second: number, id = 9) =>
  told('installation', {
    action,
    installation: { id, account: acme, updated_at: `2026-10-31T23:59:0${second}Z` },
  });

describe('what somebody said that they installed', () => {
  it('is theirs once: told again, nothing that was revoked comes back', async () => {
    people(ada, []);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    await created(9);
    expect(await bindings()).toEqual(active());
    await revoked(world);
    await created(9);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'revoked' }]);
  });
});

describe('a suspended installation', () => {
  it('is told of, and goes on when that ends, in whichever order the events come', async () => {
    await created(9);
    await bound(world);
    await suspension('suspend', 1);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'suspended' }]);
    await suspension('unsuspend', 3);
    await suspension('suspend', 2);
    expect(await bindings()).toEqual(active());
  });

  it('is one since the later of the times that an event names', async () => {
    await created(9);
    await bound(world);
    const times = { updated_at: '2026-10-31T23:59:01Z', suspended_at: '2026-10-31T23:59:03Z' };
    await told('installation', { action: 'suspend', installation: { id: 9, account: acme, ...times } });
    await suspension('unsuspend', 2);
    expect((await bindings())[0]?.status).toBe('suspended');
  });

  it('is told of where it was suspended before it belonged to somebody, and before GitHub said who installed it', async () => {
    await suspension('suspend', 1);
    await created(9);
    await bound(world);
    expect((await bindings())[0]?.status).toBe('suspended');
    await suspension('unsuspend', 2);
    expect(await bindings()).toEqual(active());
  });

  it('ends as any other, and one that comes later is not suspended', async () => {
    await created(9);
    await bound(world);
    await suspension('suspend', 1);
    await deleted(9);
    expect((await bindings())[0]?.status).toBe('uninstalled');
    await created(10);
    expect(await bindings()).toEqual(active(10));
  });
});

describe('an installation that goes while it is connected', () => {
  it('belongs to nobody, where GitHub says so between the look and the write', async () => {
    people(ada, []);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    // Its end is worked on while its beginning is.
    const { evidence } = world.world();
    await evidence.claim(
      { host: world.world().host, appId: 7, linkId: 'late', userId: 'user-2', person: ada },
      9,
      ample,
    );
    world.between('claim#', () => deleted(9));
    await created(9);
    expect((await bindings())[0]?.status).toBe('uninstalled');
    expect((await bindings('user-2'))[0]?.status).not.toBe('active');
  });

  it('takes nothing with it where its end is told before its beginning', async () => {
    await created(9);
    await bound(world);
    await deleted(10);
    await created(10);
    expect(await bindings()).toEqual(active());
  });

  it('does not take the place of the one that came after it', async () => {
    await created(9);
    await bound(world);
    people(ada, [{ id: 9 }], ['acme']);
    const late = await pressed(world);
    gitHub().on('GET /user', async () => {
      await deleted(9);
      await created(10);
      return { body: ada };
    });
    const page = await late.arrive(installed(late.state));
    expect([page.statusCode, page.title]).toEqual([409, 'This installation is there no more']);
    expect(await bindings()).toEqual(active(10));
  });

  it('does not take the place of the later one, where nobody has told yet that it is gone', async () => {
    await created(10);
    await bound(world, 'user-1', 10);
    await created(9);
    people(ada, [{ id: 9 }], ['acme']);
    const late = await pressed(world);
    expect((await late.arrive(installed(late.state))).statusCode).toBe(409);
    expect(await bindings()).toEqual(active(10));
  });

  it('comes back with the App only as long as it was to be kept', async () => {
    await created(9);
    await bound(world);
    await deleted(9);
    world.pass(31 * 86_400_000);
    expect(await bindings()).toEqual([]);
    await created(10);
    expect(await bindings()).toEqual([]);
  });
});

describe('an event that names another App than whose secret signed it', () => {
  it('says nothing of installations', async () => {
    people(ada, []);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    await told('installation', { action: 'created', installation: { id: 9, app_id: 8, account: acme }, sender: ada });
    expect(await bindings()).toEqual([]);
  });
});
