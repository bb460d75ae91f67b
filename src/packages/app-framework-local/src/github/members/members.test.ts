import { useHookedGitHub } from '../webhooks/installed-app.test.support';

describe('members and collaborators', () => {
  const { place, bot } = useHookedGitHub({ permissions: { members: 'read' } });

  async function permissionOf(login: string, repository = 'web') {
    const asked = { owner: 'acme', repo: repository, username: login };
    const { data } = await bot().octokit.request(
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      asked,
    );
    return data;
  }

  it('have the highest right of what ownership, membership and invitation give', async () => {
    const words = async () => {
      const { permission, role_name, user } = await permissionOf('jane');
      return [permission, role_name, user?.permissions];
    };
    const can = (admin: boolean, maintain: boolean, push: boolean, triage: boolean, pull: boolean) => ({
      admin,
      maintain,
      push,
      triage,
      pull,
    });
    const jane = { repository: 'acme/web', user: 'jane' } as const;
    expect(await words()).toEqual(['none', 'none', can(false, false, false, false, false)]);
    await place().control.addMember({ organization: 'acme', user: 'jane' });
    expect(await words()).toEqual(['read', 'read', can(false, false, false, false, true)]);
    await place().control.addCollaborator({ ...jane, permission: 'triage' });
    expect(await words()).toEqual(['read', 'triage', can(false, false, false, true, true)]);
    await place().control.addCollaborator({ ...jane, permission: 'write', roleName: 'deployer' });
    expect(await words()).toEqual(['write', 'deployer', can(false, false, true, true, true)]);
    await place().control.addCollaborator({ ...jane, permission: 'maintain' });
    expect(await words()).toEqual(['write', 'maintain', can(false, true, true, true, true)]);
    await place().control.removeCollaborator('acme/web', 'jane');
    await place().control.setBasePermission({ organization: 'acme', permission: 'write' });
    expect(await words()).toEqual(['write', 'write', can(false, false, true, true, true)]);
    await place().control.addMember({ organization: 'acme', user: 'jane', role: 'admin' });
    expect(await words()).toEqual(['admin', 'admin', can(true, true, true, true, true)]);
    await place().control.removeMember('acme', 'jane');
    await place().control.changeRepository({ repository: 'acme/web', private: false });
    expect(await words()).toEqual(['read', 'read', can(false, false, false, false, true)]);
  });

  it('are named by their ids, whoever has the login now', async () => {
    await place().control.addCollaborator({ repository: 'acme/web', user: 'jane', permission: 'admin' });
    const before = await permissionOf('jane');
    await place().control.renameAccount('jane', 'jane-doe');
    await expect(permissionOf('jane')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('jane is not a user'),
    });
    const other = await place().control.createAccount({ login: 'jane', type: 'User' });
    expect(await permissionOf('jane')).toMatchObject({ permission: 'none', user: { id: other.id } });
    expect(await permissionOf('jane-doe')).toMatchObject({ permission: 'admin', user: { id: before.user?.id } });
    expect(other.id).not.toBe(before.user?.id);
    await expect(permissionOf('acme')).rejects.toMatchObject({ status: 404 });
  });

  describe('of an organization', () => {
    async function tokenWith(body: object, by = bot()): Promise<string> {
      const octokit = by.octokit;
      const { token } = Object(await octokit.auth({ type: 'installation', ...body }));
      return token;
    }
    const ask = async (path: string, token?: string) => {
      const authorization: Record<string, string> = token === undefined ? {} : { authorization: `token ${token}` };
      const headers = { 'user-agent': 'test', ...authorization };
      return fetch(`${place().gitHub.url}/orgs/acme/${path}`, { headers, redirect: 'manual' });
    };

    it('are told to who may read members: 204 or 404', async () => {
      const token = await tokenWith({});
      expect((await ask('members/jane', token)).status).toBe(404);
      await place().control.addMember({ organization: 'acme', user: 'jane', state: 'pending' });
      expect((await ask('members/jane', token)).status).toBe(404);
      await place().control.addMember({ organization: 'acme', user: 'jane' });
      expect((await ask('members/jane', token)).status).toBe(204);
      expect((await ask('members/nobody', token)).status).toBe(404);
    });

    it('are told to others as far as they are public, by way of 302', async () => {
      await place().control.addMember({ organization: 'acme', user: 'jane' });
      const blind = await place().install({ slug: 'blind', permissions: { contents: 'read' } });
      const cut = await tokenWith({ repositoryNames: ['web'] });
      for (const token of [await tokenWith({}, blind), cut, undefined]) {
        const answer = await ask('members/jane', token);
        expect(answer.status).toBe(302);
        expect(answer.headers.get('location')).toBe(`${place().gitHub.url}/orgs/acme/public_members/jane`);
      }
      expect((await ask('public_members/jane')).status).toBe(404);
      await place().control.addMember({ organization: 'acme', user: 'jane', public: true });
      expect((await ask('public_members/jane')).status).toBe(204);
    });

    it('are told to nobody with an invented token', async () => {
      await place().control.addMember({ organization: 'acme', user: 'jane', public: true });
      for (const path of ['members/jane', 'public_members/jane', 'memberships/jane']) {
        expect([path, (await ask(path, 'ghu_invented')).status]).toEqual([path, 401]);
      }
    });

    it('have a membership with state and role', async () => {
      await place().control.addMember({ organization: 'acme', user: 'jane', role: 'admin', state: 'pending' });
      const asked = { org: 'acme', username: 'jane' };
      const { data } = await bot().octokit.request('GET /orgs/{org}/memberships/{username}', asked);
      expect(data).toMatchObject({ state: 'pending', role: 'admin', user: { login: 'jane' } });
      expect((await ask('memberships/nobody', await tokenWith({}))).status).toBe(404);
      const blind = await place().install({ slug: 'blind', permissions: { contents: 'read' } });
      expect((await ask('memberships/jane', await tokenWith({}, blind))).status).toBe(403);
      expect((await ask('memberships/jane')).status).toBe(401);
    });
  });
});
