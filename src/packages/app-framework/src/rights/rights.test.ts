import { createRights, type GitHubQuestion, type GitHubReply, type RightsQuestion } from './rights';

const permissionPath = '/repos/octo-org/web/collaborators/mona/permission';
const memberPath = '/orgs/octo-org/members/mona';
const answered = (status: number, body: unknown = {}): GitHubReply => ({ kind: 'answered', status, body });
const holds = (id: number, ...flags: string[]) =>
  answered(200, { user: { id, permissions: Object.fromEntries(flags.map((flag) => [flag, true])) } });
const writer = holds(7, 'pull', 'triage', 'push');

/** GitHub, as far as it is asked; time stands until it is moved. */
function arrange(replies: Readonly<Record<string, GitHubReply>>) {
  let time = Date.parse('2026-11-01T12:00:00Z');
  const asked: GitHubQuestion[] = [];
  const judge = createRights({ now: () => new Date(time) });
  return {
    asked,
    passSeconds: (seconds: number) => {
      time += seconds * 1_000;
    },
    judge: (question: Partial<RightsQuestion> = {}) =>
      judge({
        realm: 'api.github.com 1234 77',
        person: { id: 7, login: 'mona' },
        repository: { id: 42, name: 'web', owner: { login: 'octo-org', type: 'Organization' } },
        permission: 'write',
        age: 'remembered',
        ask: async (one) => {
          asked.push(one);
          const reply = replies[one.path];
          if (reply) return reply;
          throw new Error(`Nobody said what GitHub answers to ${one.path}.`);
        },
        ...question,
      }),
  };
}

describe('createRights', () => {
  it('asks for the permission first, then for the membership, with tokens that reach no further', async () => {
    const { judge, asked } = arrange({ [permissionPath]: writer, [memberPath]: answered(204) });

    expect(await judge()).toEqual({ kind: 'allowed' });
    expect(asked).toEqual([
      { path: permissionPath, scope: { repositoryIds: [42], permissions: { metadata: 'read' } } },
      { path: memberPath, scope: { permissions: { members: 'read' } } },
    ]);
  });

  it.each([
    ['who has too little', holds(7, 'pull', 'triage')],
    ['who has nothing', holds(7)],
    ['whose login another account has now', holds(8, 'pull', 'push', 'admin')],
    ['whom GitHub does not know', answered(404)],
    ['whose permission has a name only', answered(200, { permission: 'admin', user: { id: 7 } })],
    ['of whom the answer names nobody', answered(200, { permission: 'admin' })],
  ])('refuses somebody %s, for one request', async (_who, reply) => {
    const { judge, asked } = arrange({ [permissionPath]: reply });

    expect(await judge()).toMatchObject({ kind: 'refused' });
    expect(asked).toHaveLength(1);
    expect(await judge()).toMatchObject({ kind: 'refused' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['read', ['pull']],
    ['triage', ['pull', 'triage']],
    ['write', ['pull', 'triage', 'push']],
    ['maintain', ['pull', 'triage', 'push', 'maintain']],
    ['admin', ['pull', 'triage', 'push', 'maintain', 'admin']],
  ] as const)('takes %s from the flags, whatever a custom role is called', async (permission, flags) => {
    const body = { permission: 'none', role_name: 'releaser', user: { id: 7, permissions: {} } };
    const custom = answered(200, { ...body, user: Object(holds(7, ...flags)).body.user });
    const { judge } = arrange({ [permissionPath]: custom, [memberPath]: answered(204) });

    expect(await judge({ permission })).toEqual({ kind: 'allowed' });
    if (permission !== 'admin') expect(await judge({ permission: 'admin' })).toMatchObject({ kind: 'refused' });
  });

  it('refuses who has the permission and is no member', async () => {
    const { judge } = arrange({ [permissionPath]: writer, [memberPath]: answered(404) });

    expect(await judge()).toEqual({ kind: 'refused', reason: 'is no member of octo-org' });
  });

  it.each([302, 403])('does not take a %d for a no: the App may lack a permission', async (status) => {
    const { judge } = arrange({ [permissionPath]: writer, [memberPath]: answered(status) });

    expect(await judge()).toEqual({ kind: 'unknown', reason: expect.stringContaining('"Members", read') });
  });

  it('knows nothing without a token of the right scope, and asks again next time', async () => {
    const noToken: GitHubReply = { kind: 'no-token', reason: 'refused' };
    const { judge, asked } = arrange({ [permissionPath]: writer, [memberPath]: noToken });

    expect(await judge()).toEqual({ kind: 'unknown', reason: 'The App has no token with members: read: refused' });
    await judge();
    expect(asked.map(({ path }) => path)).toEqual([permissionPath, memberPath, memberPath]);
  });

  it('asks for no membership where a person owns the repository', async () => {
    const { judge, asked } = arrange({ [permissionPath]: writer });
    const repository = { id: 42, name: 'web', owner: { login: 'octo-org', type: 'User' as const } };

    expect(await judge({ repository })).toEqual({ kind: 'allowed' });
    expect(asked).toHaveLength(1);
  });

  it('remembers for a minute, for this person, repository and installation, unless it is to be fresh', async () => {
    const { judge, asked, passSeconds } = arrange({ [permissionPath]: writer, [memberPath]: answered(204) });
    await judge();
    passSeconds(59);
    await judge();
    expect(asked).toHaveLength(2);
    await judge({ age: 'fresh' });
    expect(asked).toHaveLength(4);
    passSeconds(60);
    await judge();
    expect(asked).toHaveLength(6);
    await judge({ realm: 'ghe.example.com 1234 77' });
    expect(asked).toHaveLength(8);
  });

  it('forgets what it knew where GitHub tells it no more', async () => {
    const replies = { [permissionPath]: writer, [memberPath]: answered(204) };
    const { judge } = arrange(replies);
    await judge();
    replies[permissionPath] = answered(403);

    expect(await judge({ age: 'fresh' })).toMatchObject({ kind: 'unknown' });
    expect(await judge()).toMatchObject({ kind: 'unknown' });
  });

  it('keeps names within their part of the path', async () => {
    const { judge, asked } = arrange({ '/repos/octo-org/web/collaborators/..%2Fx%3F/permission': answered(404) });

    expect(await judge({ person: { id: 7, login: '../x?' } })).toMatchObject({ kind: 'refused' });
    expect(asked).toHaveLength(1);
  });
});
