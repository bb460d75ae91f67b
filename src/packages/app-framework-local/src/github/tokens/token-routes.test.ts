import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { InstallationView, MadeApp } from '../control/control-shapes';
import { anything, mapOf, readAs } from '../control/json-shape';
import { useLocalGitHub } from '../local-github.test.support';
import type { AppPermissions } from '../server/schemas';

const names = ['api', 'docs', 'web'];

describe('tokenRoutes', () => {
  const { gitHub, control } = useLocalGitHub();
  let app: MadeApp;
  let installation: InstallationView;
  let jwt: string;
  const ids = new Map<string, number>();
  const idOf = (name: string) => ids.get(name) ?? 0;

  beforeEach(async () => {
    app = await control().createApp({ permissions: { contents: 'write', issues: 'read' } });
    await control().createAccount({ login: 'acme', type: 'Organization' });
    for (const name of names) ids.set(name, (await control().createRepository({ owner: 'acme', name })).id);
    installation = await control().install({ appId: app.appId, account: 'acme' });
    jwt = (await createAppAuth({ appId: app.appId, privateKey: app.pem })({ type: 'app' })).token;
  });

  const ask = (body: unknown) =>
    fetch(`${gitHub().url}/app/installations/${installation.id}/access_tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  interface Asked {
    repositories?: string[];
    repository_ids?: number[];
    permissions?: AppPermissions;
  }

  async function mint(asked: Asked = {}, headers: Record<string, string> = {}) {
    const octokit = new Octokit({ baseUrl: gitHub().url, auth: jwt });
    const route = 'POST /app/installations/{installation_id}/access_tokens';
    return (await octokit.request(route, { installation_id: installation.id, ...asked, headers })).data;
  }

  async function refusal(body: unknown): Promise<{ status: number; message: unknown }> {
    const answer = await ask(body);
    return { status: answer.status, message: readAs(mapOf(anything), await answer.json(), 'refusal').message };
  }

  const use = (path: string, authorization: string, method = 'GET') =>
    fetch(`${gitHub().url}${path}`, { method, headers: { authorization } });

  async function reached(token: string): Promise<string[]> {
    const { data } = await new Octokit({ baseUrl: gitHub().url, auth: token }).request(
      'GET /installation/repositories',
    );
    return data.repositories.map(({ name }) => name);
  }

  it('gives all the installation has when nothing is asked, and metadata with it', async () => {
    const token = await mint();
    expect(token).toMatchObject({
      permissions: { contents: 'write', issues: 'read', metadata: 'read' },
      repository_selection: 'all',
    });
    expect(token).not.toHaveProperty('repositories');
    const lifetime = Date.parse(token.expires_at) - Date.now();
    expect(lifetime).toBeGreaterThan(3_590_000);
    expect(lifetime).toBeLessThanOrEqual(3_600_000);
  });

  it('takes empty lists and maps for everything', async () => {
    const token = await mint({ repositories: [], repository_ids: [], permissions: {} });
    expect(token.permissions).toEqual({ contents: 'write', issues: 'read', metadata: 'read' });
    expect(await reached(token.token)).toEqual(names);
  });

  it('narrows to the repositories and permissions asked for, by name and id', async () => {
    const token = await mint({
      repositories: ['WEB'],
      repository_ids: [idOf('api'), idOf('web')],
      permissions: { contents: 'read' },
    });
    expect(token.permissions).toEqual({ contents: 'read', metadata: 'read' });
    expect(token.repository_selection).toBe('selected');
    expect(token.repositories?.map(({ name }) => name)).toEqual(['web', 'api']);
    expect(await reached(token.token)).toEqual(['web', 'api']);
    expect((await use('/repos/acme/docs', `Bearer ${token.token}`)).status).toBe(404);
    expect((await use('/repos/acme/web', `Bearer ${token.token}`)).status).toBe(200);
  });

  it('refuses permissions that the installation lacks, and ones that GitHub does not know', async () => {
    const ungranted = 'The permissions requested are not granted to this installation.';
    expect(await refusal({ permissions: { issues: 'write' } })).toEqual({ status: 422, message: ungranted });
    expect(await refusal({ permissions: { checks: 'read' } })).toEqual({ status: 422, message: ungranted });
    const unknown = await refusal({ permissions: { nonsense: 'read' } });
    expect(unknown).toEqual({ status: 422, message: expect.stringContaining('"nonsense" is not a permitted key') });
    expect((await refusal({ permissions: { contents: 'all' } })).status).toBe(422);
  });

  it('refuses repositories out of reach and more than 500 of them', async () => {
    await control().changeInstallation(installation.id, { repositories: ['api'] });
    for (const body of [{ repositories: ['web'] }, { repository_ids: [1] }, { repositories: ['acme/api'] }]) {
      expect(await refusal(body)).toEqual({ status: 422, message: expect.stringMatching(/at least one repository/) });
    }
    const tooMany = await refusal({ repositories: Array.from({ length: 501 }, () => 'api') });
    expect(tooMany).toEqual({
      status: 422,
      message: expect.stringContaining('No more than 500 items are allowed; 501'),
    });
    expect((await ask({ repositories: Array.from({ length: 500 }, () => 'api') })).status).toBe(201);
  });

  it('refuses what is no JSON object', async () => {
    expect(await refusal('{')).toEqual({ status: 400, message: 'Problems parsing JSON' });
    expect(await refusal('[]')).toEqual({ status: 400, message: 'Body should be a JSON object' });
    expect((await refusal({ repositories: 'web' })).status).toBe(422);
    expect((await refusal({ repository_ids: ['1'] })).status).toBe(422);
  });

  it('writes both forms of token by turns, one form when told to, and what the caller wants before all', async () => {
    const short = /^ghs_[A-Za-z0-9]{36}$/;
    const stateless = new RegExp(`^ghs_${app.appId}_[\\w-]+\\.[\\w-]+\\.[\\w-]+$`);
    expect((await mint()).token).toMatch(short);
    const long = (await mint()).token;
    expect(long).toMatch(stateless);
    expect(long.length).toBeGreaterThan(480);
    expect(long.length).toBeLessThan(560);
    expect(await reached(long)).toEqual(names);
    await control().setTokenForm('short');
    expect([(await mint()).token, (await mint()).token]).toEqual([
      expect.stringMatching(short),
      expect.stringMatching(short),
    ]);
    expect((await mint({}, { 'x-github-stateless-s2s-token': 'enabled' })).token).toMatch(stateless);
  });

  it('lets a token end after an hour, by its own wish, and with its installation', async () => {
    const tokens = [(await mint()).token, (await mint()).token, (await mint()).token];
    const [old = '', revoked = '', orphan = ''] = tokens;
    expect((await use('/installation/token', `Bearer ${revoked}`, 'DELETE')).status).toBe(204);
    expect((await use('/installation/repositories', `Bearer ${revoked}`)).status).toBe(401);
    await control().setClock(3599);
    expect((await use('/installation/repositories', `Bearer ${old}`)).status).toBe(200);
    await control().setClock(3601);
    const late = await use('/installation/repositories', `Bearer ${old}`);
    expect([late.status, await late.json()]).toEqual([401, expect.objectContaining({ message: 'Bad credentials' })]);
    await control().setClock(0);
    await control().uninstall(installation.id);
    expect((await use('/installation/repositories', `Bearer ${orphan}`)).status).toBe(401);
    expect((await ask('')).status).toBe(404);
  });

  it('refuses a suspended installation, and its tokens of before', async () => {
    const { token } = await mint();
    await control().changeInstallation(installation.id, { suspended: true });
    expect(await refusal({})).toEqual({ status: 403, message: 'This installation has been suspended' });
    expect((await use('/installation/repositories', `Bearer ${token}`)).status).toBe(403);
    await control().changeInstallation(installation.id, { suspended: false });
    expect((await use('/installation/repositories', `Bearer ${token}`)).status).toBe(200);
  });

  it('keeps App and installation credentials apart, and takes a JWT as Bearer only', async () => {
    const { token } = await mint();
    const status = async (path: string, authorization: string) => (await use(path, authorization)).status;
    expect(await status('/app', `Bearer ${token}`)).toBe(401);
    expect(await status('/app', `token ${jwt}`)).toBe(401);
    expect(await status('/app', `bearer ${jwt}`)).toBe(200);
    for (const path of ['/installation/repositories', '/rate_limit', '/repos/acme/web']) {
      expect(await status(path, `Bearer ${jwt}`)).toBe(401);
      expect(await status(path, `token ${token}`)).toBe(200);
    }
    expect(await status('/installation/repositories', 'Bearer ghs_nonsense')).toBe(401);
  });
});
