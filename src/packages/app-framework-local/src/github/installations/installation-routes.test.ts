import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { MadeApp } from '../control/control-shapes';
import { anything, listOf, mapOf, readAs } from '../control/json-shape';
import { useLocalGitHub } from '../local-github.test.support';

describe('installationRoutes and installationLookupRoutes', () => {
  const { gitHub, control } = useLocalGitHub();
  let app: MadeApp;
  let jwt: string;

  beforeEach(async () => {
    app = await control().createApp();
    jwt = (await createAppAuth({ appId: app.appId, privateKey: app.pem })({ type: 'app' })).token;
  });

  const call = (path: string, method = 'GET') =>
    fetch(path.startsWith('http') ? path : `${gitHub().url}${path}`, {
      method,
      headers: { authorization: `Bearer ${jwt}` },
    });

  async function logins(query: { per_page?: number; page?: number; since?: string; outdated?: string } = {}) {
    const { data } = await new Octokit({ baseUrl: gitHub().url, auth: jwt }).request('GET /app/installations', query);
    return data.map(({ account }) => (account !== null && 'login' in account ? account.login : undefined));
  }

  async function installOn(login: string, type: 'Organization' | 'User' | 'Enterprise' = 'Organization') {
    await control().createAccount({ login, type });
    return control().install({ appId: app.appId, account: login });
  }

  it('leads over all pages by Link headers, under the prefix the caller uses', async () => {
    await control().installInBulk({ appId: app.appId, installations: 250, loginPrefix: 'org' });
    const sizes: number[] = [];
    let next: string | undefined = '/api/v3/app/installations?per_page=100';
    let last = '';
    while (next !== undefined) {
      const answer: Response = await call(next);
      sizes.push(readAs(listOf(anything), await answer.json(), 'page').length);
      last = answer.headers.get('link') ?? '';
      next = /<([^>]+)>; rel="next"/.exec(last)?.[1];
      if (next !== undefined) expect(next).toContain(`${gitHub().url}/api/v3/app/installations?per_page=100&page=`);
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect([...last.matchAll(/page=(\d)>; rel="(\w+)"/g)].map(([, page, rel]) => [rel, page])).toEqual([
      ['prev', '2'],
      ['first', '1'],
    ]);
  });

  it('lists 30 when not asked for more, never more than 100, and only the own ones', async () => {
    await control().installInBulk({ appId: app.appId, installations: 120, loginPrefix: 'org' });
    const other = await control().createApp();
    await control().installInBulk({ appId: other.appId, installations: 3, loginPrefix: 'other' });
    expect(await logins()).toHaveLength(30);
    expect(await logins({ per_page: 1000 })).toHaveLength(100);
    expect(await logins({ per_page: 100, page: 2 })).toHaveLength(20);
    expect(await logins({ per_page: 100, page: 3 })).toEqual([]);
  });

  it('lists what changed since a time, and what lags behind the App', async () => {
    await installOn('early');
    await control().setClock(60);
    const since = new Date(Date.now() + 30_000).toISOString();
    const late = await installOn('late');
    expect(await logins({ since })).toEqual(['late']);
    await control().changeInstallation(late.id, { permissions: { contents: 'read' } });
    expect(await logins({ outdated: 'true' })).toEqual(['late']);
    expect(await logins({ outdated: 'false' })).toEqual(['early', 'late']);
  });

  it('shows an enterprise by its slug, without a login', async () => {
    const { id, account } = await installOn('big-co', 'Enterprise');
    const body: unknown = await (await call('/enterprises/BIG-CO/installation')).json();
    expect(body).toMatchObject({ id, target_type: 'Enterprise', account: { slug: 'big-co', node_id: account.nodeId } });
    expect(body).not.toHaveProperty('account.login');
  });

  it('finds an installation by organisation, user and repository', async () => {
    const [org, user] = [await installOn('acme'), await installOn('ada', 'User')];
    await control().createRepository({ owner: 'acme', name: 'web' });
    await control().createRepository({ owner: 'acme', name: 'hidden' });
    await control().changeInstallation(org.id, { repositories: ['web'] });
    const found = async (path: string) => {
      const answer = await call(path);
      const { id } = readAs(mapOf(anything), await answer.json(), path);
      return answer.status === 200 ? id : answer.status;
    };
    expect(await found('/orgs/ACME/installation')).toBe(org.id);
    expect(await found('/users/ada/installation')).toBe(user.id);
    expect(await found('/users/acme/installation')).toBe(org.id);
    expect(await found('/orgs/ada/installation')).toBe(404);
    expect(await found('/orgs/nobody/installation')).toBe(404);
    expect(await found('/repos/acme/web/installation')).toBe(org.id);
    expect(await found('/repos/acme/hidden/installation')).toBe(404);
  });

  it('suspends, brings back and removes', async () => {
    const { id } = await installOn('acme');
    const suspendedAt = async () => {
      const answer: unknown = await (await call(`/app/installations/${id}`)).json();
      return readAs(mapOf(anything), answer, 'installation').suspended_at;
    };
    expect((await call(`/app/installations/${id}/suspended`, 'PUT')).status).toBe(204);
    expect(await suspendedAt()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await call(`/app/installations/${id}/suspended`, 'DELETE')).status).toBe(204);
    expect(await suspendedAt()).toBeNull();
    expect((await call(`/app/installations/${id}`, 'DELETE')).status).toBe(204);
    expect((await call(`/app/installations/${id}`)).status).toBe(404);
    expect(await logins()).toEqual([]);
  });

  it("refuses another App's installation as if it did not exist", async () => {
    const other = await control().createApp();
    await control().createAccount({ login: 'acme', type: 'Organization' });
    const { id } = await control().install({ appId: other.appId, account: 'acme' });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PUT', '/suspended'],
      ['POST', '/access_tokens'],
    ]) {
      expect((await call(`/app/installations/${id}${path}`, method)).status).toBe(404);
    }
    expect((await call('/orgs/acme/installation')).status).toBe(404);
  });

  it('keeps the webhook configuration and hides its secret', async () => {
    const change = { url: 'https://example.com/hook', secret: 'open sesame' };
    const headers = { authorization: `Bearer ${jwt}` };
    const init = { method: 'PATCH', headers, body: JSON.stringify(change) };
    const answer: unknown = await (await fetch(`${gitHub().url}/app/hook/config`, init)).json();
    const kept: unknown = await (await call('/app/hook/config')).json();
    expect(kept).toEqual({ url: change.url, secret: '********', content_type: 'json', insecure_ssl: '0' });
    expect(answer).toEqual(kept);
  });
});
