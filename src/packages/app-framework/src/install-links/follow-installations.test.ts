import { acme, ada, ample, mallory, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, deleted, told, bindings } = world;
const installed = (state: string, id = 9) => ({ installation_id: String(id), setup_action: 'install', state });
const active = (installationId = 9) => [{ accountLogin: 'acme', installationId, status: 'active' }];

async function bound(userId = 'user-1', id = 9): Promise<void> {
  people(ada, [{ id }]);
  const { arrive, state } = await pressed(world, userId);
  await arrive(installed(state, id));
}
async function requested(userId: string) {
  const { arrive, state } = await pressed(world, userId);
  return arrive({ setup_action: 'request', state });
}
async function revoked() {
  const { bindings } = world.world();
  for (const binding of await bindings.ofUser('user-1', ample)) await bindings.end(binding, 'revoked', ample);
}
const suspension = (action: 'suspend' | 'unsuspend', second: number, id = 9) =>
  told('installation', {
    action,
    installation: { id, account: acme, updated_at: `2026-10-31T23:59:0${second}Z` },
  });

describe('one agreement of an owner', () => {
  const agreed = (id = 9) => created(id, { sender: mallory, requester: ada });

  it('completes the requests of one person for several users for none of them: the person chooses', async () => {
    await requested('user-1');
    const { body } = await requested('user-2');
    expect(body).toContain('does not say for whom they agree');
    await agreed();
    expect([await bindings('user-1'), await bindings('user-2')]).toEqual([[], []]);
    // Nor does the next one, of another organization.
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect([await bindings('user-1'), await bindings('user-2')]).toEqual([[], []]);
    await bound('user-2');
    expect([await bindings('user-1'), await bindings('user-2')]).toEqual([[], active()]);
  });

  it('completes one request of two that are for the same user, told once or twice', async () => {
    await requested('user-1');
    await requested('user-1');
    await agreed();
    await agreed();
    expect(await bindings()).toEqual(active());
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings()).toContainEqual({ accountLogin: 'other', installationId: 30, status: 'active' });
    await created(40, { sender: mallory, requester: ada }, { id: 700, login: 'third', type: 'Organization' });
    expect(await bindings()).toHaveLength(2);
  });

  it('uses up a request for what was theirs before, under another installation', async () => {
    await created(9);
    await bound();
    await requested('user-1');
    await agreed(10);
    expect(await bindings()).toEqual(active(10));
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings()).toEqual(active(10));
  });

  it.each([
    ['is theirs already', async () => undefined, 'active'],
    ['was theirs and is revoked', revoked, 'revoked'],
  ])('uses up a request for what %s when it is told', async (_what, meanwhile, status) => {
    await requested('user-1');
    // An owner agrees, and they come by another link before GitHub tells of it.
    people(ada, [{ id: 9 }], ['acme']);
    const { arrive, state } = await pressed(world, 'user-1');
    await arrive(installed(state));
    await meanwhile();
    await agreed();
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status }]);
  });

  it('brings nothing back that was revoked, told again, though it was asked for twice', async () => {
    await requested('user-1');
    await requested('user-1');
    await agreed();
    await revoked();
    await agreed();
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'revoked' }]);
  });

  it.each(['user-1', 'user-2'])('completes nothing that was asked for since, told again: for %s', async (userId) => {
    const tell = (receivedAt: Date) =>
      told(
        'installation',
        { action: 'created', installation: { id: 9, account: acme }, sender: mallory, requester: ada },
        receivedAt,
      );
    const first = world.now();
    await requested('user-1');
    await tell(first);
    expect(await bindings()).toEqual(active());
    await revoked();
    world.pass(60_000);
    await requested(userId);
    await tell(first);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'revoked' }]);
    expect(await bindings('user-2')).toEqual([]);
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings(userId)).toContainEqual({ accountLogin: 'other', installationId: 30, status: 'active' });
  });
});

describe('an installation that GitHub tells of late', () => {
  /** As when the endpoint was away, and the delivery was fetched later. */
  const agreedAt = (updated_at: string) =>
    told('installation', {
      action: 'created',
      installation: { id: 9, account: acme, updated_at },
      sender: mallory,
      requester: ada,
    });

  it.each([
    ['a minute later, by another clock', '2026-10-31T23:59:00Z', active()],
    ['later than that', '2026-10-31T23:58:59Z', []],
  ])('completes nothing that was asked for since: %s', async (_what, time, expected) => {
    await requested('user-1');
    await agreedAt(time);
    expect(await bindings()).toEqual(expected);
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings()).toHaveLength(1);
  });

  it('takes no newer name of its account away', async () => {
    people(ada, [{ id: 9, account: { ...acme, login: 'acme-inc' } }], ['acme-inc']);
    gitHub().on('GET /orgs/acme-inc/memberships/ada', { body: { role: 'admin', state: 'active' } });
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    world.pass(60_000);
    await agreedAt('2026-10-31T23:58:59Z');
    expect(await bindings()).toEqual([{ accountLogin: 'acme-inc', installationId: 9, status: 'active' }]);
  });
});

describe('what somebody said that they installed', () => {
  it('is theirs once: told again, nothing that was revoked comes back', async () => {
    people(ada, []);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    await created(9);
    expect(await bindings()).toEqual(active());
    await revoked();
    await created(9);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'revoked' }]);
  });
});

describe('a suspended installation', () => {
  it('is told of, and goes on when that ends, in whichever order the events come', async () => {
    await created(9);
    await bound();
    await suspension('suspend', 1);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'suspended' }]);
    await suspension('unsuspend', 3);
    await suspension('suspend', 2);
    expect(await bindings()).toEqual(active());
  });

  it('is told of where it was suspended before it belonged to somebody, and before GitHub said who installed it', async () => {
    await suspension('suspend', 1);
    await created(9);
    await bound();
    expect((await bindings())[0]?.status).toBe('suspended');
    await suspension('unsuspend', 2);
    expect(await bindings()).toEqual(active());
  });

  it('ends as any other, and one that comes later is not suspended', async () => {
    await created(9);
    await bound();
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
    await bound();
    await deleted(10);
    await created(10);
    expect(await bindings()).toEqual(active());
  });

  it('does not take the place of the one that came after it', async () => {
    await created(9);
    await bound();
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
    await bound('user-1', 10);
    await created(9);
    people(ada, [{ id: 9 }], ['acme']);
    const late = await pressed(world);
    expect((await late.arrive(installed(late.state))).statusCode).toBe(409);
    expect(await bindings()).toEqual(active(10));
  });

  it('comes back with the App only as long as it was to be kept', async () => {
    await created(9);
    await bound();
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
