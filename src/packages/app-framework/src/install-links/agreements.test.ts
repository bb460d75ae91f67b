import {
  acme,
  active,
  ada,
  ample,
  bound,
  installed,
  mallory,
  pressed,
  revoked,
  useInstallLinks,
} from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, deleted, told, bindings } = world;

async function requested(userId: string) {
  const { arrive, state } = await pressed(world, userId);
  return arrive({ setup_action: 'request', state });
}

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
    await bound(world, 'user-2');
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

  it('completes a request where the answers of AWS were lost', async () => {
    await requested('user-1');
    world.loseAnswers();
    await agreed();
    expect(await bindings()).toEqual(active());
  });

  it('uses up a request for what was theirs before, under another installation', async () => {
    await created(9);
    await bound(world);
    await requested('user-1');
    await agreed(10);
    expect(await bindings()).toEqual(active(10));
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings()).toEqual(active(10));
  });

  it.each([
    ['is theirs already', async () => undefined, 'active'],
    ['was theirs and is revoked', () => revoked(world), 'revoked'],
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
    await revoked(world);
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
    await revoked(world);
    world.pass(60_000);
    await requested(userId);
    await tell(first);
    expect(await bindings()).toEqual([{ accountLogin: 'acme', installationId: 9, status: 'revoked' }]);
    expect(await bindings('user-2')).toEqual([]);
    await created(30, { sender: mallory, requester: ada }, { id: 600, login: 'other', type: 'Organization' });
    expect(await bindings(userId)).toContainEqual({ accountLogin: 'other', installationId: 30, status: 'active' });
  });
});

describe('an agreement that is told twice', () => {
  const other = { id: 600, login: 'other', type: 'Organization' };
  const agreed = () => created(9, { sender: mallory, requester: ada });
  const called = async () => (await bindings()).map(({ accountLogin }) => accountLogin);

  it('uses up one request, though both are worked on at once', async () => {
    await requested('user-1');
    await requested('user-1');
    world.between('claim#', agreed);
    await agreed();
    expect(await called()).toEqual(['acme']);
    await created(30, { sender: mallory, requester: ada }, other);
    expect((await called()).sort()).toEqual(['acme', 'other']);
  });

  it('goes on with the request that it was for, where the first time ended in between', async () => {
    await requested('user-1');
    const { evidence, host } = world.world();
    const [place, on] = [
      { host, appId: 7, installationId: 9 },
      { installationId: 9, accountId: acme.id, accountLogin: 'acme', accountType: acme.type },
    ];
    await evidence.keep(place, { on, senderId: mallory.id, requesterId: ada.id }, ample);
    const [request] = await evidence.requestsOf({ ...place, personId: ada.id, by: world.now() }, ample);
    if (request) await evidence.answer(place, request, ample);
    await agreed();
    expect(await bindings()).toEqual(active());
  });

  it('uses up none where its installation is gone by then, and none late', async () => {
    await requested('user-1');
    world.between('user#', () => deleted(9));
    await agreed();
    expect(await bindings()).toEqual([]);
    await agreed();
    people(ada, []);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    expect(await bindings()).toEqual([]);
    await created(30, { sender: mallory, requester: ada }, other);
    expect(await called()).toEqual(['other']);
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
