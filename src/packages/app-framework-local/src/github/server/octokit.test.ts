import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { useLocalGitHub } from '../local-github.test.support';

describe('the local GitHub, called by Octokit', () => {
  const { gitHub, control } = useLocalGitHub();
  const logged: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (line: string) => logged.push(line), error: () => {} };

  async function installed() {
    const app = await control().createApp({ slug: 'robot' });
    await control().createAccount({ login: 'acme', type: 'Organization' });
    const repository = await control().createRepository({ owner: 'acme', name: 'web' });
    const installation = await control().install({ appId: app.appId, account: 'acme' });
    return { app, installation, repository };
  }

  it.each(['', '/api/v3'])('serves an App and its installation under "%s"', async (prefix) => {
    const { app, installation, repository } = await installed();
    const authStrategy = createAppAuth;
    const auth = { appId: app.appId, privateKey: app.pem, installationId: installation.id };
    const octokit = new Octokit({ baseUrl: `${gitHub().url}${prefix}`, authStrategy, auth, log });

    const self = await octokit.request('GET /app');
    expect(self.data).toMatchObject({ id: app.appId, slug: 'robot', installations_count: 1 });
    const { data } = await octokit.request('GET /installation/repositories');
    expect(data.repositories.map(({ id, url }) => ({ id, url }))).toEqual([
      { id: repository.id, url: `${gitHub().url}${prefix}/repos/acme/web` },
    ]);
    expect((await octokit.request('DELETE /installation/token')).status).toBe(204);
  });

  it('lets a client with a wrong clock find the time and try again', async () => {
    const { app } = await installed();
    await control().setClock(-3600);
    const auth = { appId: app.appId, privateKey: app.pem };
    const octokit = new Octokit({ baseUrl: gitHub().url, authStrategy: createAppAuth, auth, log });
    expect((await octokit.request('GET /app')).data?.id).toBe(app.appId);
    expect(logged.join()).toMatch(/time and system time are different by -3[56]\d\d seconds/);
  });

  it('takes a client id for the App id', async () => {
    const { app } = await installed();
    const auth = { appId: app.clientId, privateKey: app.pem };
    const octokit = new Octokit({ baseUrl: gitHub().url, authStrategy: createAppAuth, auth, log });
    expect((await octokit.request('GET /app')).data?.client_id).toBe(app.clientId);
  });
});
