import { createGitHub } from '../github/github';
import { acme, ada, ample, pressed, useInstallLinks } from '../install-links/install.test.support';
import { field } from '../lambda/parsed-json';
import { createIntegrationOperations } from './integration-operations';
import { createRevoke } from './revoke-integration';
import { createUninstall } from './uninstall';

const world = useInstallLinks();
const { gitHub } = world;
const call = {
  caller: { arn: 'arn:caller', kind: 'role', name: 'backend' },
  requestId: 'r',
  remainingMilliseconds: ample,
} as const;

async function ask(operation: string, input: object): Promise<unknown> {
  const { bindings, apps } = world.world();
  gitHub().on('POST /tokens/app', { body: { appToken: 'app-token' } });
  gitHub().on('DELETE /app/installations/9', { status: 204 });
  const uninstall = createUninstall({ gitHub: createGitHub(), appTokenEndpoint: `${gitHub().url}/` });
  const served = createIntegrationOperations({ bindings, revoke: createRevoke({ bindings, apps, uninstall }) });
  return served.find((one) => one.operation === operation)?.answer(input, call);
}

async function bound(userId: string): Promise<string> {
  await world.created(9);
  world.people(ada, [{ id: 9 }]);
  const { arrive, state } = await pressed(world, userId);
  await arrive({ installation_id: '9', setup_action: 'install', state });
  const { integrations } = Object(await ask('ListIntegrations', { userId }));
  return String(field(integrations[0], 'integrationId'));
}
const uninstalled = () =>
  gitHub()
    .asked()
    .filter((one) => one === 'DELETE /app/installations/9').length;

describe('the operations on integrations', () => {
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
    const last = await ask('RevokeIntegration', { userId: 'user-1', integrationId: first, ...uninstall });
    expect([field(last, 'leftAtGitHub'), uninstalled()]).toEqual([undefined, 1]);
    await world.told('installation', { action: 'deleted', installation: { id: 9, account: acme } });
    await world.created(10);
    expect((await world.bindings())[0]?.status).toBe('revoked');
  });
});
