import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { administrator } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { type GivenSignInApp, givenSignInApp, signInOutput } from './harness/given-sign-in-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { control, gitHub } from './harness/local-github';
import { expectExit, operationsToolOn } from './harness/operations-tool';
import { commentsOf, openBrowser, pagesUrl, signIn, throughGitHub } from './harness/person';
import { describeWith } from './harness/requires';
import { overdue, refreshes, tokensAsHandler } from './harness/user-tokens';

describeWith(['the local GitHub', 'the local AWS'], 'people who sign in', () => {
  let app: GivenSignInApp;
  let webhook: GivenWebhook;
  let repository: string;
  let installationId: number;
  let people = 0;

  beforeAll(async () => {
    app = await givenSignInApp();
    const { login } = await gitHub.createAccount(`people-${Date.now()}`);
    await gitHub.createRepository(login, 'web');
    repository = `${login}/web`;
    installationId = await gitHub.install({
      appId: app.appId,
      account: login,
      permissions: { issues: 'write', metadata: 'read' },
    });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());
  afterEach(() => gitHub.clearFaults());

  async function person(): Promise<{ login: string; id: number }> {
    people += 1;
    const login = `ada-${Date.now()}-${people}`;
    const made = await control('POST', '/accounts', { login, type: 'User' });
    await control('PUT', '/collaborators', { repository, user: login, permission: 'write' });
    return { login, id: Number(Object(made).id) };
  }
  async function closed(by: string): Promise<number> {
    const number = await gitHub.openIssue({ repository, sender: by, title: 'Something' });
    await gitHub.changeIssue({ repository, number, sender: by, state: 'closed' });
    return number;
  }
  async function comments(number: number) {
    const client = await clientAs('InstallationTokenCallerRole');
    const { installationToken } = await client.getInstallationToken({ appId: app.appId, installationId });
    return commentsOf(repository, number, installationToken ?? '');
  }
  const firstComment = (number: number, fits: (one: { by: string; body: string }) => boolean) =>
    eventually({ what: `a comment on issue ${number}` }, async () => (await comments(number)).find(fits));
  const linkOn = async (number: number): Promise<string> => {
    const { body } = await firstComment(number, ({ body: text }) => text.includes('[sign in]'));
    return /\]\((\S+)\)/.exec(body)?.[1] ?? '';
  };
  const rowOf = async (userId: number) => {
    const Key = { GitHubUserId: { N: String(userId) }, Client: { S: `${new URL(gitHub.url).host}#${app.clientId}` } };
    return (
      await administrator.dynamoDb.send(new GetItemCommand({ TableName: signInOutput('UserTokensTableName'), Key }))
    ).Item;
  };

  it('are asked once, come back to the thread, and what they wanted is done as they', async () => {
    const ada = await person();
    const number = await closed(ada.login);
    const link = await linkOn(number);
    expect(link.startsWith(`${pagesUrl()}auth/login?ask=`)).toBe(true);

    const { status, body } = await signIn(openBrowser(), link, ada.login);
    expect([status, body.includes(`signed in as ${ada.login}`)]).toEqual([200, true]);
    expect(body).toContain(`href="${gitHub.url}/${repository}/issues/${number}"`);
    const done = await firstComment(number, ({ by }) => by === ada.login);
    expect(done.body).toContain('I have closed this.');
    expect((await comments(number)).filter(({ by }) => by === ada.login)).toHaveLength(1);

    const row = await rowOf(ada.id);
    expect(row).toMatchObject({ Login: { S: ada.login }, Flow: { S: 'web' } });
    expect(JSON.stringify(row)).not.toMatch(/gh[ur]_/);

    // The next time nobody asks.
    const next = await closed(ada.login);
    expect((await firstComment(next, ({ by }) => by === ada.login)).body).toContain('I have closed this.');
    expect((await comments(next)).some(({ body: text }) => text.includes('sign in'))).toBe(false);
  });

  it('sign in at an older server as well, which knows no PKCE and names itself in no callback', async () => {
    const ada = await person();
    const browser = openBrowser();
    await control('PATCH', '/oauth-server', { issuer: 'none', pkce: false });
    try {
      const { location } = await browser.get(`${pagesUrl()}auth/login`);
      const back = await throughGitHub(location, ada.login);
      expect(new URL(back).searchParams.has('iss')).toBe(false);
      expect((await browser.get(back)).status).toBe(303);
    } finally {
      await control('PATCH', '/oauth-server', { issuer: 'own', pkce: true });
    }
    const number = await closed(ada.login);
    expect((await firstComment(number, ({ by }) => by === ada.login)).body).toContain('I have closed this.');
  });

  it('get the link of their organisation on a page of their own, where it wants a single sign-on, and then go on', async () => {
    const ada = await person();
    const number = await closed(ada.login);
    const link = await linkOn(number);
    const sso = `${gitHub.url}/orgs/${repository.split('/')[0]}/sso?authorization_request=abc`;
    await gitHub.addFault({
      method: 'GET',
      path: `^/repos/${repository}$`,
      status: 403,
      headers: { 'x-github-sso': `required; url=${sso}` },
      body: { message: 'Resource protected by organization SAML enforcement.' },
    });

    const first = await signIn(openBrowser(), link, ada.login);
    expect([first.status, first.body.includes('One step is left')]).toEqual([200, true]);
    expect(first.body).toContain(`href="${sso}"`);
    expect(JSON.stringify(await comments(number))).not.toContain('authorization_request');
    await signIn(openBrowser(), link, ada.login);
    expect((await firstComment(number, ({ by }) => by === ada.login)).body).toContain('I have closed this.');
  });

  it('cannot answer for somebody else, and lose nothing by trying', async () => {
    const [ada, mallory] = [await person(), await person()];
    const link = await linkOn(await closed(ada.login));
    expect((await signIn(openBrowser(), link, mallory.login)).status).toBe(403);
    expect(await rowOf(mallory.id)).toBeUndefined();
    expect(await rowOf(ada.id)).toBeUndefined();
    const tokens = Object(await control('GET', `/apps/${app.appId}/user-tokens`)).tokens;
    expect(tokens.filter(({ login }: { login: string }) => login === mallory.login)).toEqual([
      expect.objectContaining({ works: false }),
    ]);
  });

  /** The newest delivery of an issue of the App. */
  async function lastDelivery(): Promise<string> {
    await gitHub.webhooksSettled();
    const [told] = (await gitHub.deliveries(app.appId)).filter(({ event }) => event === 'issues');
    return String(told?.deliveryId);
  }
  async function asHandler() {
    const ask = await tokensAsHandler();
    return (userId: number, deliveryId: string) => ask({ appId: app.appId, userId, deliveryId });
  }

  it('are safe from a handler that names them, and are not the sender of its delivery', async () => {
    const [ada, mallory] = [await person(), await person()];
    for (const { login } of [ada, mallory]) {
      expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, login)).status).toBe(200);
    }
    await closed(mallory.login);
    const [ask, theirs] = [await asHandler(), await lastDelivery()];

    expect(Object.keys(JSON.parse((await ask(mallory.id, theirs)).text))).toContain('token');
    for (const [id, delivery] of [
      [ada.id, theirs] as const,
      [ada.id, 'invented'] as const,
      [mallory.id, 'x'] as const,
    ]) {
      const { status, message } = await ask(id, delivery);
      expect([status, message]).toEqual([400, expect.stringContaining('is not the sender')]);
    }
  });

  it('stay who they are when they are renamed, and somebody else takes their login', async () => {
    const ada = await person();
    expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, ada.login)).status).toBe(200);
    const renamed = `${ada.login}-new`;
    await control('PATCH', `/accounts/${ada.login}`, { login: renamed });
    await control('POST', '/accounts', { login: ada.login, type: 'User' });
    await control('PUT', '/collaborators', { repository, user: ada.login, permission: 'write' });

    const number = await closed(ada.login);
    expect(await linkOn(number)).toContain('/auth/login?ask=');
    expect((await comments(number)).filter(({ by }) => by === ada.login)).toEqual([]);
    const own = await closed(renamed);
    expect((await firstComment(own, ({ by }) => by === renamed)).body).toContain('I have closed this.');
  });

  it('use a state once and in one browser, and may say no', async () => {
    const ada = await person();
    const [browser, other] = [openBrowser(), openBrowser()];
    const { location } = await browser.get(`${pagesUrl()}auth/login?repo=${repository}&issue=1`);
    const back = await throughGitHub(location, ada.login);
    expect((await other.get(back)).status).toBe(400);
    expect((await browser.get(back)).status).toBe(303);
    expect((await browser.get(back)).status).toBe(303);
    expect(await rowOf(ada.id)).toBeDefined();
    const denied = await openBrowser();
    const { location: again } = await denied.get(`${pagesUrl()}auth/login`);
    const { status, body } = await denied.get(await throughGitHub(again, (await person()).login, { deny: true }));
    expect([status, body.includes('You said no')]).toEqual([200, true]);
  });

  it('lose their pair when they revoke the App at GitHub, and are asked anew', async () => {
    const ada = await person();
    expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, ada.login)).status).toBe(200);
    expect(await rowOf(ada.id)).toBeDefined();
    await gitHub.revokeAuthorization(app.appId, ada.login);
    await eventually({ what: 'the pair to be gone' }, async () => (await rowOf(ada.id)) === undefined || undefined);
  });

  it('are refreshed once, however many ask at the same time', async () => {
    const ada = await person();
    expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, ada.login)).status).toBe(200);
    const version = await overdue(ada.id);
    const before = (await refreshes()).length;
    const numbers = await Promise.all(Array.from({ length: 5 }, () => closed(ada.login)));
    for (const number of numbers) await firstComment(number, ({ by }) => by === ada.login);
    expect((await refreshes()).length - before).toBe(1);
    expect((await rowOf(ada.id))?.Version?.S).not.toBe(version);
  });

  it('are refreshed once where fifty ask at the same time', async () => {
    const ada = await person();
    expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, ada.login)).status).toBe(200);
    await firstComment(await closed(ada.login), ({ by }) => by === ada.login);
    const [ask, delivery] = [await asHandler(), await lastDelivery()];
    const version = await overdue(ada.id);
    const before = (await refreshes()).length;
    const versions = await Promise.all(
      Array.from({ length: 50 }, () =>
        // Lambda runs so many of a function at once and no more: the others come again.
        eventually({ what: 'a token' }, async () => {
          const { status, text } = await ask(ada.id, delivery);
          return status === 200 ? String(JSON.parse(text).version) : undefined;
        }),
      ),
    );
    expect([...new Set(versions)]).toEqual([(await rowOf(ada.id))?.Version?.S]);
    expect(versions).not.toContain(version);
    expect((await refreshes()).length - before).toBe(1);
  });

  it('sign in on another device, and their pair is refreshed without a client secret', async () => {
    const ada = await person();
    const args = ['device-flow-auth', '--client-id', app.clientId];
    const ended = operationsToolOn({
      args,
      onError: async (text) => {
        const userCode = /enter (\S+)/.exec(text)?.[1];
        if (userCode) await control('POST', '/device-approvals', { userCode, user: ada.login });
      },
    });
    expectExit(await ended, 0);
    expect(await rowOf(ada.id)).toMatchObject({ Flow: { S: 'device' }, Login: { S: ada.login } });
    await overdue(ada.id);
    const number = await closed(ada.login);
    expect((await firstComment(number, ({ by }) => by === ada.login)).body).toContain('I have closed this.');
    expect(await rowOf(ada.id)).toMatchObject({ Flow: { S: 'device' } });
  });
});
