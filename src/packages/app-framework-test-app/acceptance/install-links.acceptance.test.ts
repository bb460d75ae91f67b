import { generateKeyPairSync } from 'node:crypto';
import { AppFramework } from '@aws/app-framework-for-github-apps-on-aws-client';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { problemsOf, tabbedTo } from './harness/accessible';
import { openChromium, press, visit } from './harness/chromium';
import { administrator, region } from './harness/deployment';
import { eventually } from './harness/eventually';
import { refusalOf } from './harness/framework-client';
import { accessIssuer, withFrontEnd } from './harness/front-end';
import { functionWith } from './harness/functions';
import { type GivenSignInApp, givenSignInApp, signInOutput } from './harness/given-sign-in-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { roleSession } from './harness/identities';
import { textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { type Browser, openBrowser, pagesUrl, throughGitHub } from './harness/person';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';
import { webhookFunctionOf } from './harness/webhook-functions';

describeWith(['the local GitHub', 'the local AWS'], 'installations of users of a product', () => {
  let app: GivenSignInApp;
  let webhook: GivenWebhook;
  let client: AppFramework;
  let number = 0;
  withoutSchedules(() => webhookFunctionOf('sweep'));
  beforeAll(async () => {
    app = await givenSignInApp();
    webhook = await givenWebhook(app.appId);
    const endpoint = signInOutput('IntegrationsEndpoint');
    client = new AppFramework({
      region,
      credentials: await roleSession('OperatorRole'),
      integrationsEndpoint: endpoint,
    });
    // The sweep learns what the App is called in addresses.
    expectExit(await operationsTool(['deliveries', 'recover', '--json']), 0);
  });
  afterAll(() => webhook.takeAway());

  async function person(): Promise<string> {
    number += 1;
    const login = `installer-${Date.now()}-${number}`;
    await control('POST', '/accounts', { login, type: 'User' });
    return login;
  }
  async function organizationOf(owner: string): Promise<string> {
    number += 1;
    const { login } = await gitHub.createAccount(`installed-${Date.now()}-${number}`);
    await control('PUT', '/memberships', { organization: login, user: owner, role: 'admin' });
    return login;
  }
  const install = (account: string, sender?: string) => {
    const permissions = { issues: 'read', metadata: 'read', members: 'read' };
    return gitHub.install({ appId: app.appId, account, permissions, ...(sender !== undefined && { sender }) });
  };

  async function begun(userId: string): Promise<{ browser: Browser; state: string }> {
    const { url } = await client.createInstallLink({ appId: app.appId, userId, userLabel: `${userId}@example.com` });
    return pressed(url ?? '', `${userId}@example.com`);
  }

  /** From the link to GitHub; what the browser brings back from there. */
  async function pressed(url: string, label: string): Promise<{ browser: Browser; state: string }> {
    const browser = openBrowser();
    const page = await eventually({ what: 'the page of the link' }, async () => {
      const seen = await browser.get(url);
      return seen.status === 200 ? seen : undefined;
    });
    expect(page.body).toContain(`for ${label}`);
    const link = new URL(url).searchParams.get('link') ?? '';
    const { status, location } = await browser.post(`${pagesUrl()}install`, { link });
    expect([status, new URL(location).pathname]).toEqual([303, expect.stringMatching(/\/installations\/new$/)]);
    return { browser, state: new URL(location).searchParams.get('state') ?? '' };
  }

  /** Back from GitHub, through its sign-in. Answers the title of the last page. */
  async function arrived(browser: Browser, query: Record<string, string>, login: string): Promise<string | undefined> {
    const { status, location } = await browser.get(`${pagesUrl()}setup/installed?${new URLSearchParams(query)}`);
    expect(status).toBe(302);
    const back = await browser.get(await throughGitHub(location, login));
    expect(back.status).toBe(303);
    return /<title>(.*)<\/title>/.exec((await browser.get(back.location)).body)?.[1];
  }
  /** How many of the user wait for an event. */
  async function claimsOf(userId: string): Promise<number> {
    const { environment } = await functionWith('INSTALL_TABLE_NAME');
    const asked = { FilterExpression: 'ClaimOf = :user', ExpressionAttributeValues: { ':user': { S: userId } } };
    const scan = new ScanCommand({ TableName: environment.INSTALL_TABLE_NAME, ...asked });
    return (await administrator.dynamoDb.send(scan)).Count ?? 0;
  }
  const of = async (userId: string) => (await client.listIntegrations({ userId })).integrations ?? [];
  const query = (id: number, state: string) => ({ installation_id: String(id), setup_action: 'install', state });

  it('belong to who controls the account, and to no stranger who guesses the id; they end with the installation', async () => {
    const [ada, mallory] = [await person(), await person()];
    const organization = await organizationOf(ada);
    const { browser, state } = await begun('user-ada');
    const installationId = await install(organization);
    const theirs = await begun('user-mallory');
    expect(await arrived(theirs.browser, query(installationId, theirs.state), mallory)).toBe('Waiting for GitHub');
    expect(await arrived(browser, query(installationId, state), ada)).toBe(`${organization} is connected`);

    const [integration, ...more] = await of('user-ada');
    expect([integration, more]).toEqual([
      expect.objectContaining({ accountLogin: organization, installationId, status: 'active', gitHubLogin: ada }),
      [],
    ]);
    expect(await of('user-mallory')).toEqual([]);

    const integrationId = integration?.integrationId ?? '';
    await expect(client.revokeIntegration({ userId: 'user-mallory', integrationId })).rejects.toThrow('no integration');
    const revoked = await client.revokeIntegration({ userId: 'user-ada', integrationId, uninstall: true });
    expect([revoked.integration?.status, revoked.leftAtGitHub]).toEqual(['revoked', undefined]);
    const again = await install(organization);
    expect(again).not.toBe(installationId);
    expect((await of('user-ada')).map(({ status }) => status)).toEqual(['revoked']);
  });

  it('wait for the event of who installed it, and follow the account to its new name and the next installation', async () => {
    const ada = await person();
    const { login: was } = await gitHub.createAccount(`followed-${Date.now()}`);
    const organization = `${was}-now`;
    await control('PUT', '/memberships', { organization: was, user: ada });
    const { browser, state } = await begun('user-follow');
    await gitHub.addDeliveryFault({ effect: 'unreachable', appId: app.appId, event: 'installation' });
    // What is young the sweep leaves alone.
    await gitHub.setClock(-300);
    const installationId = await install(was, ada);
    await gitHub.webhooksSettled();
    await gitHub.setClock(0);
    expect(await arrived(browser, query(installationId, state), ada)).toBe('Waiting for GitHub');
    expect(await claimsOf('user-follow')).toBe(1);
    expectExit(await operationsTool(['deliveries', 'recover', '--json']), 0);
    const statuses = (status: string) =>
      eventually({ what: `an integration that is ${status}` }, async () =>
        (await of('user-follow')).find((one) => one.status === status),
      );
    expect(await statuses('active')).toMatchObject({ installationId, accountLogin: was });
    await eventually({ what: 'the end of the claim' }, async () =>
      (await claimsOf('user-follow')) === 0 ? true : undefined,
    );
    await control('PATCH', `/accounts/${was}`, { login: organization });
    await eventually({ what: 'the new name of the account' }, async () =>
      (await of('user-follow')).find(({ accountLogin }) => accountLogin === organization),
    );
    await gitHub.changeInstallation(installationId, { suspended: true });
    await statuses('suspended');
    await gitHub.uninstall(installationId);
    await statuses('uninstalled');
    // Nobody is told of a new name while the App is away.
    const later = `${was}-later`;
    await control('PATCH', `/accounts/${organization}`, { login: later });
    const next = await install(later);
    const back = await eventually({ what: 'an integration that is back' }, async () =>
      (await of('user-follow')).find((one) => one.status === 'active' && one.accountLogin === later),
    );
    expect(back.installationId).toBe(next);

    // Nobody is told who leaves while the App is away: GitHub is asked.
    await gitHub.uninstall(next);
    await statuses('uninstalled');
    await control('DELETE', '/memberships', { organization: later, user: ada });
    await install(later);
    await statuses('role-lost');
  });

  it('are made, shown and ended by who is signed in to the product, by tokens of its issuer alone', async () => {
    const ada = await person();
    const organization = await organizationOf(ada);
    await withFrontEnd(async ({ ask, token, tooMuch }) => {
      const email = 'ada@example.com';
      const hers = token({ sub: 'front-ada', email, email_verified: true });
      const made = await ask('POST', hers, { body: JSON.stringify({ app_id: app.appId }) });
      expect([made.status, made.body.user_id]).toEqual([201, 'front-ada']);
      const { browser, state } = await pressed(textAt(made.body, 'url'), email);
      const installationId = await install(organization);
      expect(await arrived(browser, query(installationId, state), ada)).toBe(`${organization} is connected`);

      const listed = await ask('GET', hers);
      expect([listed.status, listed.body.integrations]).toEqual([
        200,
        [
          expect.objectContaining({
            status: 'active',
            credential_data: expect.objectContaining({ account_login: organization }),
          }),
        ],
      ]);
      expect((await ask('GET', hers, { below: '/github' })).body.total_count).toBe(1);
      const others = token({ sub: 'front-mallory' });
      expect((await ask('GET', others)).body.integrations).toEqual([]);
      const below = `/${textAt(Object(listed.body.integrations)[0], 'id')}`;
      expect((await ask('DELETE', others, { below })).status).toBe(404);

      const access = { iss: accessIssuer, aud: undefined, client_id: 'front-end' };
      expect((await ask('GET', token(access))).status).toBe(200);
      const refused = {
        over: token({ exp: Math.floor(Date.now() / 1_000) - 5 }),
        'of another audience': token({ aud: 'another' }),
        'of another client': token({ ...access, client_id: 'another' }),
        'with its client in the wrong place': token({ aud: undefined, client_id: 'front-end' }),
        'of another issuer': token({ iss: 'https://evil.example.com/' }),
        'of another key': token({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
        none: undefined,
      };
      const answers = Object.entries(refused).map(async ([what, one]) => [what, (await ask('GET', one)).status]);
      expect(await Promise.all(answers)).toEqual(Object.keys(refused).map((what) => [what, 401]));

      const ended = await ask('DELETE', hers, { below: `${below}?uninstall=true` });
      expect([ended.status, ended.body.integration]).toEqual([200, expect.objectContaining({ status: 'revoked' })]);
      await tooMuch('front-ada');
      const { status, waitSeconds } = await ask('GET', hers);
      expect([status, waitSeconds]).toEqual([429, expect.stringMatching(/^\d+$/)]);
      expect((await ask('GET', others)).status).toBe(200);
    });
  });

  describeWith(['Chromium'], 'in a browser', () => {
    let chromium: Awaited<ReturnType<typeof openChromium>>;
    beforeAll(async () => {
      chromium = await openChromium();
    });
    afterAll(() => chromium?.close());

    it('are connected on pages that everybody can read, with the keyboard, at 400 % and in the dark', async () => {
      const ada = await person();
      const { page } = await visit(chromium, ada, `${gitHub.url}/login`);
      const wanted = { appId: app.appId, userId: 'user-browser', userLabel: 'browser@example.com' };
      const link = async () => (await client.createInstallLink(wanted)).url ?? '';
      const url = await link();
      await page.goto(url);
      expect(await page.title()).toMatch(/^Install .* for /);
      expect(await problemsOf(page, 'install-1-question')).toEqual([]);
      expect(await tabbedTo(page, 1)).toEqual(['Go on to GitHub']);
      // One of the two is what most are to do.
      const ground = (selector: string) =>
        page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
      expect(await ground('main a')).not.toBe(await ground('main button'));
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      const state = new URL(page.url()).searchParams.get('state') ?? '';
      const installationId = await install(ada, ada);
      const back = new URLSearchParams(query(installationId, state));
      await page.goto(`${pagesUrl()}setup/installed?${back}`);
      await press(page, '#authorize');
      expect(['Waiting for GitHub', `${ada} is connected`]).toContain(await page.title());
      expect(await problemsOf(page, 'install-2-connected')).toEqual([]);

      expect((await page.goto(url))?.status()).toBe(410);
      expect(await problemsOf(page, 'install-3-used-link')).toEqual([]);
      await page.goto(await link());
      await press(page, 'main a');
      expect(await page.title()).toMatch(/^Which one is for /);
      expect(await problemsOf(page, 'install-4-choice')).toEqual([]);

      await page.goto(await link());
      await press(page, 'main button');
      const asked = new URL(page.url()).searchParams.get('state') ?? '';
      await page.goto(`${pagesUrl()}install/arrive?state=${asked}`);
      expect(await page.title()).toBe('GitHub did not say who you are');
      expect(await problemsOf(page, 'install-5-no-sign-in')).toEqual([]);
      await page.goto(`${pagesUrl()}setup/installed?setup_action=request&state=${asked}`);
      expect(await page.title()).toBe('An owner has to install the App');
      expect(await problemsOf(page, 'install-6-request')).toEqual([]);
    });
  });

  it('are asked about by nobody without the grant', async () => {
    const credentials = await roleSession('NoGrantRole');
    const stranger = new AppFramework({
      region,
      credentials,
      integrationsEndpoint: signInOutput('IntegrationsEndpoint'),
    });
    expect((await refusalOf(stranger.listIntegrations({ userId: 'user-ada' }))).status).toBe(403);
  });
});
