import { missingMembers } from '../events/example-members.test.support';
import { useLocalGitHub } from '../local-github.test.support';
import { type Endpoint, hookSecret, openEndpoint } from '../webhooks/endpoint.test.support';

describe('createRepositoryActs', () => {
  const { control } = useLocalGitHub();
  let endpoint: Endpoint;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    await control().createAccount({ login: 'acme', type: 'Organization' });
    await control().setWebhookSettings({ concurrency: 1 });
  });
  afterEach(() => endpoint.close());

  async function installed(asked: { events?: string[]; repositories?: string[] } = {}): Promise<number> {
    const { appId } = await control().createApp({ events: asked.events ?? ['repository'] });
    const { repositories } = asked;
    const { id } = await control().install({ appId, account: 'acme', ...(repositories && { repositories }) });
    await control().setWebhook(appId, { url: endpoint.url, secret: hookSecret });
    return id;
  }
  async function posted(): Promise<string[]> {
    await control().webhooksSettled();
    return endpoint.events().filter((event) => event.startsWith('repository.'));
  }

  it('tells what becomes of a repository, with all that GitHub tells', async () => {
    const installationId = await installed();
    const { id } = await control().createRepository({ owner: 'acme', name: 'web' });
    await control().changeRepository({ repository: 'acme/web', name: 'site' });
    await control().changeRepository({ repository: 'acme/site', private: false });
    await control().changeRepository({ repository: 'acme/site', private: true });
    await control().removeRepository('acme/site');
    expect(await posted()).toEqual([
      'repository.created',
      'repository.renamed',
      'repository.publicized',
      'repository.privatized',
      'repository.deleted',
    ]);
    const payloads = endpoint.payloads('repository');
    for (const payload of payloads) expect(missingMembers('repository', payload)).toEqual([]);
    expect(payloads[1]).toMatchObject({
      action: 'renamed',
      changes: { repository: { name: { from: 'web' } } },
      repository: { id, full_name: 'acme/site' },
      organization: { login: 'acme' },
      sender: { login: 'octocat' },
      installation: { id: installationId },
    });
  });

  it('tells both sides of a transfer, and is reached by the new one alone', async () => {
    const left = await installed({ repositories: [] });
    await control().createRepository({ owner: 'acme', name: 'web' });
    await control().changeInstallation(left, { repositories: ['web'] });
    await control().createAccount({ login: 'others', type: 'Organization' });
    const { appId } = await control().createApp({ events: ['repository'] });
    const { id: joined } = await control().install({ appId, account: 'others' });
    await control().setWebhook(appId, { url: endpoint.url, secret: hookSecret });
    await control().webhooksSettled();
    const before = endpoint.events().length;
    await control().changeRepository({ repository: 'acme/web', owner: 'others' });
    await control().webhooksSettled();
    expect(endpoint.events().slice(before)).toEqual([
      'installation_repositories.removed',
      'installation_repositories.added',
      'repository.transferred',
    ]);
    const [payload] = endpoint.payloads('repository').slice(-1);
    // GitHub's example is of a repository that was a user's.
    expect(missingMembers('repository', Object(payload))).toEqual(['/changes/owner/from/user']);
    expect(payload).toMatchObject({
      changes: { owner: { from: { organization: { login: 'acme' } } } },
      repository: { full_name: 'others/web' },
      organization: { login: 'others' },
      installation: { id: joined },
    });
    await expect(control().changeRepository({ repository: 'others/web', owner: 'nobody' })).rejects.toThrow(
      /no account "nobody"/,
    );
  });

  it('frees the old name and keeps the id', async () => {
    const { id } = await control().createRepository({ owner: 'acme', name: 'web' });
    expect(await control().changeRepository({ repository: 'acme/web', name: 'site' })).toMatchObject({
      id,
      name: 'site',
    });
    expect((await control().createRepository({ owner: 'acme', name: 'web' })).id).not.toBe(id);
    await expect(control().changeRepository({ repository: 'acme/site', name: 'WEB' })).rejects.toThrow(/already/);
    await expect(control().removeRepository('acme/none')).rejects.toThrow(/There is no acme\/none/);
  });

  it('gives two Apps the same delivery id, each with its own installation', async () => {
    const ids = [await installed(), await installed()];
    await control().createRepository({ owner: 'acme', name: 'web' });
    expect(await posted()).toEqual(['repository.created', 'repository.created']);
    const arrived = endpoint.arrived.filter(({ headers }) => headers['x-github-event'] === 'repository');
    expect(new Set(arrived.map(({ headers }) => headers['x-github-delivery'])).size).toBe(1);
    expect(new Set(arrived.map(({ headers }) => headers['x-github-hook-installation-target-id'])).size).toBe(2);
    expect(endpoint.payloads('repository').map(({ installation }) => Object(installation).id)).toEqual(ids);
  });

  it('tells nobody who did not subscribe, cannot reach the repository or is suspended', async () => {
    await control().createRepository({ owner: 'acme', name: 'api' });
    await control().createRepository({ owner: 'acme', name: 'web' });
    await installed({ events: ['issues'] });
    await installed({ repositories: ['api'] });
    await control().changeInstallation(await installed(), { suspended: true });
    await control().changeRepository({ repository: 'acme/web', private: false });
    expect(await posted()).toEqual([]);
    await control().changeRepository({ repository: 'acme/api', private: false });
    expect(await posted()).toEqual(['repository.publicized']);
  });
});
