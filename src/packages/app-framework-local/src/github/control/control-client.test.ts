import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { useLocalGitHub } from '../local-github.test.support';

describe('createGitHubControl', () => {
  const { gitHub, control } = useLocalGitHub();

  it('makes an App with a PKCS#1 key and an id of 53 bits', async () => {
    const appId = 9_007_199_254_740_991;
    const app = await control().createApp({ appId, slug: 'robot', owner: 'acme' });
    expect(app).toMatchObject({ appId, slug: 'robot', clientId: expect.stringMatching(/^Iv23li/) });
    expect(await control().createApp({ clientId: 'Iv23liChosen' })).toMatchObject({ clientId: 'Iv23liChosen' });
    expect(app.pem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
  });

  it('makes accounts, repositories and installations, and gives ids past 32 bits', async () => {
    const { appId } = await control().createApp();
    const account = await control().createAccount({ login: 'Acme', type: 'Organization' });
    const repository = await control().createRepository({ owner: 'acme', name: 'web' });
    const installation = await control().install({ appId, account: 'ACME', repositories: ['web'] });
    expect(installation).toMatchObject({ account, repositorySelection: 'selected', repositories: ['web'] });
    expect(repository).toMatchObject({ owner: 'Acme', private: true, nodeId: expect.stringMatching(/^R_kgDP/) });
    for (const { id } of [account, repository, installation]) expect(id).toBeGreaterThan(2 ** 31);
  });

  it('gives a new id when an App is installed again', async () => {
    const { appId } = await control().createApp();
    await control().createAccount({ login: 'acme', type: 'User' });
    const first = await control().install({ appId, account: 'acme' });
    await expect(control().install({ appId, account: 'acme' })).rejects.toThrow(/already installed .* as \d+/);
    await control().uninstall(first.id);
    const second = await control().install({ appId, account: 'acme' });
    expect(second.id).not.toBe(first.id);
    expect(second.account).toEqual(first.account);
  });

  it('lets a login change hands while ids stay', async () => {
    const old = await control().createAccount({ login: 'acme', type: 'Organization' });
    const renamed = await control().renameAccount('acme', 'acme-corp');
    const taken = await control().createAccount({ login: 'acme', type: 'User' });
    expect(renamed).toEqual({ ...old, login: 'acme-corp' });
    expect(taken.nodeId).not.toBe(old.nodeId);
  });

  it('installs on ten thousand organisations within two seconds', async () => {
    const { appId } = await control().createApp();
    // Of this process alone: others may be busy.
    const began = process.cpuUsage();
    const bulk = await control().installInBulk({ appId, installations: 10_000, loginPrefix: 'org' });
    expect(process.cpuUsage(began).user).toBeLessThan(2_000_000);
    expect(bulk.lastId - bulk.firstId).toBe(9_999);
  });

  it('refuses what is misspelt or missing and names it', async () => {
    const post = (path: string, body: object) =>
      fetch(`${gitHub().url}/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
    const misspelt = await post('/accounts', { login: 'acme', type: 'Organisation' });
    expect(misspelt.status).toBe(400);
    expect(await misspelt.json()).toEqual({ message: expect.stringMatching(/body\.type must be one of Organization/) });
    expect(await (await post('/apps', { appid: 1 })).json()).toEqual({
      message: expect.stringMatching(/body\.appid is not known here/),
    });
    await expect(control().install({ appId: 1, account: 'nobody' })).rejects.toThrow(
      'The local GitHub refused POST /_control/installations with 404: There is no App 1.',
    );
    await expect(control().addFault({ path: '(' })).rejects.toThrow(/body\.path must be a regular expression/);
  });

  it('refuses web pages and other host names', async () => {
    const page = await fetch(`${gitHub().url}/_control/secrets`, { headers: { origin: 'http://127.0.0.1:3000' } });
    expect(page.status).toBe(403);
    expect(await statusFor('evil.example.com')).toBe(403);
    expect(await statusFor('localhost')).toBe(200);
  });

  async function statusFor(host: string): Promise<number | undefined> {
    const asking = request(`${gitHub().url}/_control/secrets`, { headers: { host } }).end();
    const [answer]: IncomingMessage[] = await once(asking, 'response');
    answer?.resume();
    return answer?.statusCode;
  }

  it('forgets everything on a reset', async () => {
    await control().createAccount({ login: 'acme', type: 'Organization' });
    await control().reset();
    await expect(control().createRepository({ owner: 'acme', name: 'web' })).rejects.toThrow(/no account "acme"/);
    expect(await control().secrets()).toEqual({ pems: [], jwts: [], tokens: [], webhookSecrets: [] });
  });
});
