import { field } from '../lambda/parsed-json';
import { useIntegrations } from './integrations.test.support';

const world = useIntegrations();
const { gitHub, bound, listed, adaIs } = world;
const hour = 3_600_000;
const statuses = async () => (await listed('user-1')).map((one) => field(one, 'status'));
const asked = (path: string) =>
  gitHub()
    .asked()
    .filter((one) => one === path).length;
const mint = 'POST /app/installations/9/access_tokens';

describe('an integration of somebody who owned the organization', () => {
  beforeEach(async () => {
    await bound('user-1', { owns: ['acme'] });
  });

  it.each(['member', 'gone'] as const)('ends within the hour once they are %s', async (role) => {
    adaIs(role);
    expect(await statuses()).toEqual(['active']);
    world.pass(hour + 1);
    expect(await statuses()).toEqual(['role-lost']);
    adaIs('admin');
    expect(await statuses()).toEqual(['role-lost']);
  });

  it('ends where they are asked to come back, and have not done so', async () => {
    const user = { id: 41, login: 'ada' };
    gitHub().on('GET /orgs/acme/memberships/ada', { body: { role: 'admin', state: 'pending', user } });
    world.pass(hour + 1);
    expect(await statuses()).toEqual(['role-lost']);
  });

  it('goes on while they own it, asked once an hour by a token that may read members and ends at once', async () => {
    world.pass(hour + 1);
    expect([await statuses(), await statuses()]).toEqual([['active'], ['active']]);
    const minted = gitHub().requests.filter(({ path }) => path === '/app/installations/9/access_tokens');
    expect(minted.map(({ body }) => field(body, 'permissions'))).toEqual([{ members: 'read' }]);
    expect(asked('DELETE /installation/token')).toBe(1);
    world.pass(hour + 1);
    expect(await statuses()).toEqual(['active']);
    expect(asked(mint)).toBe(2);
  });

  it('goes on where they, or the organization, are called otherwise by now', async () => {
    world.pass(hour + 1);
    gitHub().on('GET /orgs/acme/memberships/ada', {
      body: { role: 'admin', state: 'active', user: { id: 99, login: 'ada' } },
    });
    adaIs('admin', 'ada-2');
    gitHub().on('GET /app/installations/9', { body: { id: 9, account: { login: 'acme-2' } } });
    const path = 'GET /orgs/acme-2/memberships/ada-2';
    gitHub().on(path, { body: { role: 'admin', state: 'active', user: { id: 41, login: 'ada-2' } } });
    expect(await statuses()).toEqual(['active']);
    expect(asked(path)).toBe(1);
  });

  it.each<[string, string, number]>([
    ['the App may not read members', mint, 422],
    ['the installation is gone', 'GET /app/installations/9', 404],
    ['nobody may know', 'GET /orgs/acme/memberships/ada', 403],
    ['GitHub fails', 'GET /orgs/acme/memberships/ada', 500],
  ])('goes on where %s', async (_what, route, status) => {
    world.pass(hour + 1);
    adaIs('member');
    gitHub().on(route, { status, body: { message: 'no' } });
    expect(await statuses()).toEqual(['active']);
    expect((await world.bindings())[0]?.status).toBe('active');
  });

  it('ends by what GitHub says, though the token that was asked with cannot be ended', async () => {
    world.pass(hour + 1);
    adaIs('member');
    gitHub().on('DELETE /installation/token', { status: 500, body: { message: 'no' } });
    expect(await statuses()).toEqual(['role-lost']);
  });

  it('is asked about at once when the App comes back', async () => {
    await world.deleted(9);
    await world.created(10);
    gitHub().on('GET /app/installations/10', { body: { id: 10, account: { login: 'acme' } } });
    gitHub().on('POST /app/installations/10/access_tokens', { status: 201, body: { token: 'members-token' } });
    adaIs('member');
    expect(await statuses()).toEqual(['role-lost']);
  });
});

describe('a list of many integrations', () => {
  it('asks about 20 of them, and the next one about those that were not asked about', async () => {
    const { bindings, host } = world.world();
    const person = { id: 41, login: 'ada' };
    for (let id = 100; id < 125; id += 1) {
      const on = { installationId: id, accountId: id, accountLogin: `org-${id}`, accountType: 'Organization' };
      await bindings.bind({ host, appId: 7, userId: 'user-1' }, { ...on, person, proof: 'owner' }, () => 20_000);
    }
    world.pass(hour + 1);
    const { roles } = world.collaborators();
    const askedAbout = async () => {
      await roles.all(await bindings.ofUser('user-1', () => 20_000), () => 20_000);
      return new Set(gitHub().requests.flatMap(({ path }) => /^\/app\/installations\/\d+$/.exec(path) ?? [])).size;
    };
    expect([await askedAbout(), await askedAbout()]).toEqual([20, 25]);
  });
});

describe('an integration of somebody who installed the App', () => {
  it('ends once they are no member, where they were seen as one', async () => {
    await bound('user-1');
    world.pass(hour + 1);
    adaIs('member');
    expect(await statuses()).toEqual(['active']);
    world.pass(hour + 1);
    adaIs('gone');
    expect(await statuses()).toEqual(['role-lost']);
  });

  it('goes on for who never was a member', async () => {
    await bound('user-1');
    adaIs('gone');
    world.pass(hour + 1);
    expect(await statuses()).toEqual(['active']);
  });
});
