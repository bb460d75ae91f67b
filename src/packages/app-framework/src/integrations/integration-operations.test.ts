import { acme, ada, ample, mallory } from '../install-links/install.test.support';
import { field } from '../lambda/parsed-json';
import { useIntegrations } from './integrations.test.support';

const world = useIntegrations();
const { gitHub, ask, bound } = world;
const uninstalled = () =>
  gitHub()
    .asked()
    .filter((one) => one === 'DELETE /app/installations/9').length;

const suspended = () => {
  const installation = { id: 9, account: acme, updated_at: '2026-11-01T00:00:00Z' };
  return world.told('installation', { action: 'suspend', installation });
};

describe('the operations on integrations', () => {
  let adas: string;

  it('list what a user has, and nobody else’s', async () => {
    const integrationId = await bound('user-1');
    const { host } = world.world();
    expect(await ask('ListIntegrations', { userId: 'user-1' })).toEqual({
      integrations: [
        {
          integrationId,
          appId: 7,
          host,
          accountId: acme.id,
          accountLogin: 'acme',
          accountType: 'Organization',
          installationId: 9,
          status: 'active',
          gitHubLogin: 'ada',
          createdAt: new Date('2026-11-01T00:00:00Z'),
        },
      ],
    });
    expect(await ask('ListIntegrations', { userId: 'user-2' })).toEqual({ integrations: [] });
  });

  it('revoke one, and say what is left at GitHub', async () => {
    const integrationId = await bound('user-1');
    const revoked = await ask('RevokeIntegration', { userId: 'user-1', integrationId });
    expect(revoked).toEqual({
      integration: expect.objectContaining({ status: 'revoked', endedAt: new Date('2026-11-01T00:00:00Z') }),
      leftAtGitHub: `The App stays installed on acme: ${gitHub().url}/organizations/acme/settings/installations/9`,
    });
    expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'revoked']);
    expect(await ask('RevokeIntegration', { userId: 'user-1', integrationId })).toEqual(revoked);
    await expect(ask('RevokeIntegration', { userId: 'user-2', integrationId })).rejects.toThrow('has no integration');
  });

  it('uninstall the App when asked, for the last integration alone, and it does not come back', async () => {
    const [first, second] = [await bound('user-1'), await bound('user-2')];
    const uninstall = { uninstall: true };
    await expect(ask('RevokeIntegration', { userId: 'user-1', integrationId: first, ...uninstall })).rejects.toThrow(
      'Others have an integration of acme',
    );
    expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'active']);
    await ask('RevokeIntegration', { userId: 'user-2', integrationId: second });
    // The event may be here before GitHub's answer: it is to find what was noted.
    const noted: unknown[] = [];
    gitHub().on('DELETE /app/installations/9', async () => {
      noted.push((await world.bindings())[0]?.status);
      return { status: 204 };
    });
    const last = await ask('RevokeIntegration', { userId: 'user-1', integrationId: first, ...uninstall });
    expect([field(last, 'leftAtGitHub'), uninstalled()]).toEqual([undefined, 1]);
    expect(noted).toEqual(['revoked']);
    await world.deleted(9);
    await world.created(10);
    expect((await world.bindings())[0]?.status).toBe('revoked');
  });

  it('uninstall it for nobody who asked the owners for it, and revoke it all the same', async () => {
    await world.created(9, { sender: mallory, requester: ada });
    const integrationId = await bound('user-1');
    await expect(ask('RevokeIntegration', { userId: 'user-1', integrationId, uninstall: true })).rejects.toThrow(
      'asked the owners of acme for the App',
    );
    expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'active']);
    expect(field(await ask('RevokeIntegration', { userId: 'user-1', integrationId }), 'integration')).toMatchObject({
      status: 'revoked',
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['in the same hour', async () => world.pass(60_000)],
    ['hours later', async () => world.pass(2 * 3_600_000)],
    ['while it is suspended', () => suspended()],
    ['after they have left it', () => ask('RevokeIntegration', { userId: 'user-1', integrationId: adas })],
  ])('uninstall it for nobody who is an owner no more: %s', async (_when, first) => {
    adas = await bound('user-1', { owns: ['acme'] });
    await first();
    for (const role of ['member', 'gone'] as const) {
      world.adaIs(role);
      await expect(
        ask('RevokeIntegration', { userId: 'user-1', integrationId: adas, uninstall: true }),
      ).rejects.toThrow('has no integration');
      expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'role-lost']);
    }
  });

  it('uninstall it for nobody who installed it and is no member', async () => {
    const integrationId = await bound('user-1');
    world.adaIs('gone');
    await expect(ask('RevokeIntegration', { userId: 'user-1', integrationId, uninstall: true })).rejects.toThrow(
      'GitHub does not say that the user controls acme still',
    );
    expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'active']);
  });

  it.each([
    ['POST /app/installations/9/access_tokens', 403],
    ['POST /app/installations/9/access_tokens', 422],
    ['GET /orgs/acme/memberships/ada', 403],
  ])(
    'uninstall it for nobody of whom GitHub does not say it, and change nothing: %s answers %s',
    async (at, status) => {
      const integrationId = await bound('user-1', { owns: ['acme'] });
      gitHub().on(at, { status, body: { message: 'no' } });
      await expect(ask('RevokeIntegration', { userId: 'user-1', integrationId, uninstall: true })).rejects.toThrow(
        'GitHub does not say that the user controls acme still',
      );
      expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'active']);
    },
  );

  /** Ada installed it on an account of hers of this kind. */
  async function boundOn(accountType: string): Promise<{ userId: string; integrationId: string | undefined }> {
    const { bindings, host } = world.world();
    const on = { installationId: 9, accountId: ada.id, accountLogin: 'acme', accountType };
    await bindings.bind({ host, appId: 7, userId: 'user-1' }, { ...on, person: ada, proof: 'sender' }, ample);
    const [known] = await bindings.ofUser('user-1', ample);
    return { userId: 'user-1', integrationId: known?.integrationId };
  }

  it('uninstall it from their own account for whoever it is', async () => {
    await ask('RevokeIntegration', { ...(await boundOn('User')), uninstall: true });
    expect(uninstalled()).toBe(1);
  });

  it('uninstall it from an enterprise for nobody, for GitHub says to no App who has left it since', async () => {
    const asked = await boundOn('Enterprise');
    await expect(ask('RevokeIntegration', { ...asked, uninstall: true })).rejects.toThrow(
      'of an enterprise it never does',
    );
    expect([uninstalled(), (await world.bindings())[0]?.status]).toEqual([0, 'active']);
    expect(field(await ask('RevokeIntegration', asked), 'integration')).toMatchObject({ status: 'revoked' });
  });

  it('revoke what is gone from GitHub already, where nothing is left and nothing is uninstalled', async () => {
    const [first, second] = [await bound('user-1'), await bound('user-2')];
    await world.deleted(9);
    const revoked = await ask('RevokeIntegration', { userId: 'user-1', integrationId: first, uninstall: true });
    expect([field(field(revoked, 'integration'), 'status'), uninstalled()]).toEqual(['revoked', 0]);
    const left = await ask('RevokeIntegration', { userId: 'user-2', integrationId: second });
    expect(field(left, 'leftAtGitHub')).toBeUndefined();
  });

  it('take an App for uninstalled whose installation GitHub knows no more, before its event is here', async () => {
    const integrationId = await bound('user-1', { owns: ['acme'] });
    for (const route of ['GET /app/installations/9', 'DELETE /app/installations/9']) {
      gitHub().on(route, { status: 404, body: { message: 'Not Found' } });
    }
    expect(await ask('RevokeIntegration', { userId: 'user-1', integrationId, uninstall: true })).toMatchObject({
      integration: { status: 'revoked' },
    });
  });

  it('take an App that is gone from GitHub for uninstalled, and say what failed where it is not', async () => {
    const integrationId = await bound('user-1');
    const asked = { userId: 'user-1', integrationId, uninstall: true };
    gitHub().on('DELETE /app/installations/9', { status: 403, body: { message: 'not today' } });
    await expect(ask('RevokeIntegration', asked)).rejects.toThrow('GitHub did not uninstall App 7 from installation 9');
    gitHub().on('DELETE /app/installations/9', { status: 404, body: { message: 'Not Found' } });
    expect(await ask('RevokeIntegration', asked)).toMatchObject({ integration: { status: 'revoked' } });
  });

  it('uninstall no App that the stack names no more, and change nothing', async () => {
    const integrationId = await bound('user-1');
    const { revoke } = world.collaborators({ apps: [] });
    const asked = { userId: 'user-1', integrationId, atGitHub: 'uninstall', remaining: ample } as const;
    await expect(revoke(asked)).rejects.toThrow('signIn does not name it any more: nothing was changed');
    expect((await world.bindings())[0]?.status).toBe('active');
    expect(await revoke({ ...asked, atGitHub: 'leave' })).toMatchObject({ kind: 'revoked', leftAtGitHub: undefined });
  });

  it('leave the App to those whose integration is suspended', async () => {
    const first = await bound('user-1');
    await bound('user-2');
    await suspended();
    await expect(ask('RevokeIntegration', { userId: 'user-1', integrationId: first, uninstall: true })).rejects.toThrow(
      'Others have an integration of acme',
    );
  });

  it('list all that a user has, page by page, and revoke the last of it', async () => {
    const accounts = Array.from({ length: 7 }, (_, index) => ({
      id: 100 + index,
      login: `org-${index}`,
      type: 'Organization',
    }));
    const { bindings, host } = world.world();
    for (const [index, { id, login, type }] of accounts.entries()) {
      const on = { installationId: 20 + index, accountId: id, accountLogin: login, accountType: type };
      await bindings.bind({ host, appId: 7, userId: 'user-1' }, { ...on, person: ada, proof: 'sender' }, ample);
      world.pass(1_000);
    }
    const seen: string[] = [];
    let nextToken: unknown;
    let pages = 0;
    do {
      const page = await ask('ListIntegrations', {
        userId: 'user-1',
        maxResults: 2,
        ...(nextToken !== undefined && { nextToken }),
      });
      const { integrations } = Object(page);
      expect(integrations.length).toBeLessThanOrEqual(2);
      seen.push(...integrations.map(({ accountLogin }: Record<string, string>) => accountLogin));
      nextToken = field(page, 'nextToken');
      pages += 1;
    } while (nextToken !== undefined);
    expect([seen, pages]).toEqual([accounts.map(({ login }) => login).reverse(), 4]);
    const oldest = (await bindings.ofUser('user-1', ample)).at(-1)?.integrationId;
    expect(await ask('RevokeIntegration', { userId: 'user-1', integrationId: oldest })).toMatchObject({
      integration: { accountLogin: 'org-0', status: 'revoked' },
    });
  });

  it.each([
    'x',
    Buffer.from('[2,"2026-11-01","account#h#7#1"]').toString('base64url'),
    Buffer.from('[1,"a","b"]').toString('base64url'),
  ])('refuses a place in the list that no answer had: %s', async (nextToken) => {
    await expect(ask('ListIntegrations', { userId: 'user-1', nextToken })).rejects.toThrow('nextToken');
  });
});
