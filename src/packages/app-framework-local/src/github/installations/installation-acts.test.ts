import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { createGitHubControl, type GitHubControl } from '../control/control-client';
import type { MadeApp } from '../control/control-shapes';
import { missingMembers } from '../events/example-members.test.support';
import { type LocalGitHub, startGitHub } from '../server/start';
import { type Endpoint, hookSecret, openEndpoint } from '../webhooks/endpoint.test.support';

describe('createInstallationActs', () => {
  let gitHub: LocalGitHub;
  let control: GitHubControl;
  let endpoint: Endpoint;
  let app: MadeApp;

  beforeAll(async () => {
    gitHub = await startGitHub();
    control = createGitHubControl(gitHub.url);
  });
  beforeEach(async () => {
    await control.reset();
    endpoint = await openEndpoint();
    app = await control.createApp({ slug: 'robot', events: [] });
    await control.setWebhook(app.appId, { url: endpoint.url, secret: hookSecret });
    await control.createAccount({ login: 'acme', type: 'Organization' });
    await control.createAccount({ login: 'jane', type: 'User' });
    await control.createRepository({ owner: 'acme', name: 'web' });
    await control.setWebhookSettings({ concurrency: 1 });
  });
  afterEach(() => endpoint.close());
  afterAll(() => gitHub.stop());

  async function posted(): Promise<string[]> {
    await control.webhooksSettled();
    return endpoint.events();
  }

  it('tells an App of its installation, whatever it subscribed to, with all that GitHub tells', async () => {
    const { id } = await control.install({ appId: app.appId, account: 'acme', sender: 'jane' });
    await control.changeInstallation(id, { permissions: { metadata: 'read', issues: 'read' } });
    await control.changeInstallation(id, { suspended: true });
    await control.changeInstallation(id, { suspended: false });
    await control.uninstall(id);
    expect(await posted()).toEqual([
      'installation.created',
      'installation.new_permissions_accepted',
      'installation.suspend',
      'installation.unsuspend',
      'installation.deleted',
    ]);
    const payloads = endpoint.payloads('installation');
    for (const payload of payloads) expect(missingMembers('installation', payload)).toEqual([]);
    expect(payloads[0]).toMatchObject({
      action: 'created',
      installation: { id, app_id: app.appId, account: { login: 'acme' }, suspended_at: null },
      repositories: [{ full_name: 'acme/web', private: true }],
      sender: { login: 'jane', type: 'User' },
    });
    expect(payloads[1]).toMatchObject({ installation: { permissions: { issues: 'read' } } });
    expect(payloads[2]).toMatchObject({ installation: { suspended_at: expect.any(String) } });
  });

  it('tells of what the App does to its installation by the API, as done by its bot', async () => {
    const { id } = await control.install({ appId: app.appId, account: 'acme' });
    const octokit = new Octokit({
      baseUrl: gitHub.url,
      authStrategy: createAppAuth,
      auth: { appId: app.appId, privateKey: app.pem },
    });
    await octokit.request('PUT /app/installations/{installation_id}/suspended', { installation_id: id });
    await octokit.request('PUT /app/installations/{installation_id}/suspended', { installation_id: id });
    await octokit.request('DELETE /app/installations/{installation_id}/suspended', { installation_id: id });
    await octokit.request('DELETE /app/installations/{installation_id}', { installation_id: id });
    expect(await posted()).toEqual([
      'installation.created',
      'installation.suspend',
      'installation.unsuspend',
      'installation.deleted',
    ]);
    expect(endpoint.payloads('installation').at(-1)).toMatchObject({
      sender: { login: 'robot[bot]', type: 'Bot', id: app.botId },
    });
  });

  it('tells of the repositories that come within reach and go', async () => {
    const { id } = await control.install({ appId: app.appId, account: 'acme' });
    await control.createRepository({ owner: 'acme', name: 'api' });
    await control.changeInstallation(id, { repositories: ['api'] });
    await control.changeInstallation(id, { repositories: ['web'] });
    expect(await posted()).toEqual([
      'installation.created',
      'installation_repositories.added',
      'installation_repositories.removed',
      'installation_repositories.added',
      'installation_repositories.removed',
    ]);
    const payloads = endpoint.payloads('installation_repositories');
    for (const payload of payloads) expect(missingMembers('installation_repositories', payload)).toEqual([]);
    expect(payloads[0]).toMatchObject({ repository_selection: 'all', repositories_added: [{ name: 'api' }] });
    expect(payloads[1]).toMatchObject({ repository_selection: 'selected', repositories_removed: [{ name: 'web' }] });
    expect(payloads.slice(2)).toMatchObject([
      { repositories_added: [{ name: 'web' }], repositories_removed: [] },
      { repositories_added: [], repositories_removed: [{ name: 'api' }] },
    ]);
  });

  it('tells of a renamed account', async () => {
    const { id } = await control.install({ appId: app.appId, account: 'acme' });
    await control.renameAccount('acme', 'acme-corp');
    expect(await posted()).toEqual(['installation.created', 'installation_target.renamed']);
    expect(endpoint.payloads('installation_target')).toMatchObject([
      {
        account: { login: 'acme-corp' },
        changes: { login: { from: 'acme' } },
        installation: { id },
        target_type: 'Organization',
      },
    ]);
  });
});
