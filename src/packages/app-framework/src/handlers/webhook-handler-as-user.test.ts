import { SignInNeeded } from '../as-user/sign-in-needed';
import { UserForbidden } from '../as-user/user-forbidden';
import { bring, useConnectedHandler } from './connected-handler.test.support';
import { type WebhookContext, webhookHandler } from './webhook-handler';

const delivery = {
  delivery_key: 'ghe.example.com#7#d1',
  app_id: 7,
  sender: { id: 4_000_000_001, login: 'ada' },
  repository: { id: 1, full_name: 'acme/website' },
  subject: { kind: 'issue' as const, number: 5 },
};
const comment = 'POST /api/v3/repos/acme/website/issues/5/comments';

describe('asUser of a handler', () => {
  const { gitHub, aws } = useConnectedHandler();
  beforeEach(() => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    answerToken('ghu_1', 'v1');
    gitHub().on(comment, { status: 201, body: { id: 1 } });
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
  });

  const answerToken = (token: string, version: string) =>
    gitHub().on('POST /user-token/', {
      body: { token, version, expirationTime: new Date(Date.now() + 8 * 3_600_000).toISOString() },
    });
  const asked = (route: string) => gitHub().requests.filter(({ method, path }) => `${method} ${path}` === route);
  const writing = async ({ asUser }: WebhookContext) => {
    const octokit = await asUser();
    await octokit.rest.issues.createComment({ owner: 'acme', repo: 'website', issue_number: 5, body: 'Done.' });
  };

  it('writes as the person, with a mark that no bot takes for a command', async () => {
    expect(await bring(webhookHandler('*', writing), delivery)).toBe('settled');
    const [{ headers, body } = { headers: {}, body: {} }] = asked(comment);
    expect(headers).toMatchObject({ authorization: 'token ghu_1' });
    expect(body).toEqual({ body: 'Done.\n\n<!-- app-framework as-user -->' });
    expect(asked('POST /user-token/')[0]?.body).toEqual({
      host: 'ghe.example.com',
      appId: 7,
      userId: 4_000_000_001,
      login: 'ada',
      deliveryKey: 'ghe.example.com#7#d1',
      ask: {
        handler: 'greet',
        place: { repository: 'acme/website', number: 5 },
      },
    });
  });

  it('asks for the token once, however often the handler runs', async () => {
    const handler = webhookHandler('*', writing);
    for (const id of ['d1', 'd2', 'd3']) await bring(handler, { ...delivery, delivery_key: `ghe.example.com#7#${id}` });
    expect([asked(comment).length, asked('POST /user-token/').length]).toEqual([3, 1]);
  });

  it('reports a token that GitHub refuses, and goes on with the next', async () => {
    const handler = webhookHandler('*', writing);
    gitHub().on(comment, ({ headers }) => ({ status: headers.authorization === 'token ghu_2' ? 201 : 401, body: {} }));
    gitHub().onInTurn(
      'POST /user-token/',
      { body: { token: 'ghu_1', version: 'v1' } },
      { body: { token: 'ghu_2', version: 'v2' } },
    );
    expect(await bring(handler, delivery)).toBe('settled');
    expect(asked('POST /user-token/').map(({ body }) => Object(body).version)).toEqual([undefined, 'v1']);
  });

  it('throws the link to who must sign in, and keeps nothing of it', async () => {
    gitHub().on('POST /user-token/', { body: { signInUrl: 'https://api.example.com/prod/auth/login?ask=1' } });
    const thrown: unknown[] = [];
    const handler = webhookHandler('*', async (context) => {
      await writing(context).catch((error: unknown) => thrown.push(error));
    });
    await bring(handler, delivery);
    await bring(handler, { ...delivery, delivery_key: 'ghe.example.com#7#d2' });
    expect(thrown).toEqual([expect.any(SignInNeeded), expect.any(SignInNeeded)]);
    expect(thrown[0]).toMatchObject({ signInUrl: 'https://api.example.com/prod/auth/login?ask=1', login: 'ada' });
  });

  it('has the work tried again where get-user-token fails', async () => {
    gitHub().on('POST /user-token/', { status: 503, body: { message: 'GitHub did not answer.' } });
    expect(await bring(webhookHandler('*', writing), delivery)).toBe('again');
    expect(aws().history.at(-1)).toMatchObject({ Reason: { S: expect.stringContaining('GitHub did not answer.') } });
  });

  it.each([
    ['without a grant', () => delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT, delivery, 'asUser: true'],
    ['for an event without a sender', () => {}, { ...delivery, sender: undefined }, 'has none'],
  ])('parks the work %s', async (_, change, event, reason) => {
    change();
    const { sender, ...rest } = event;
    await bring(webhookHandler('*', writing), sender ? { ...rest, sender } : rest);
    expect(aws().history.at(-1)).toMatchObject({
      Status: { S: 'parked' },
      Reason: { S: expect.stringContaining(reason) },
    });
  });

  it.each([
    [
      'the single sign-on of an organisation',
      { 'x-github-sso': 'required; url=SITE/orgs/acme/sso?authorization_request=1' },
      'Resource protected by organization SAML enforcement.',
      { reason: 'sso', details: { ssoUrl: 'SITE/orgs/acme/sso?authorization_request=1' } },
    ],
    [
      'a link to another site',
      { 'x-github-sso': 'required; url=https://evil.example.com/sso' },
      'SAML',
      { reason: 'sso', details: {} },
    ],
    [
      'an IP allow list',
      {},
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and 192.0.2.1 is not permitted to access this resource.',
      { reason: 'ip-allow-list', details: {} },
    ],
    [
      'a secondary limit',
      { 'retry-after': '60' },
      'You have exceeded a secondary rate limit.',
      { reason: 'rate-limit', details: { retryAfterSeconds: 60 } },
    ],
    [
      'a missing permission',
      { 'x-accepted-github-permissions': 'issues=write' },
      'Resource not accessible by integration',
      { reason: 'permission', details: { accepted: 'issues=write' } },
    ],
    [
      'a missing right of the person',
      {},
      'Must have admin rights to Repository.',
      { reason: 'permission', details: {} },
    ],
    ['a missing installation', {}, 'Resource not accessible by integration', { reason: 'not-installed', details: {} }],
  ])('tells %s from the other causes of a 403', async (_, headers, message, expected) => {
    const here = (text: string) => text.replaceAll('SITE', gitHub().url);
    const sent = Object.entries(headers).map(([name, value]) => [name, here(value)]);
    gitHub().on(comment, { status: 403, headers: Object.fromEntries(sent), body: { message } });
    let thrown: unknown;
    const handler = webhookHandler('*', (context) =>
      writing(context).catch((error: unknown) => {
        thrown = error;
      }),
    );
    await bring(handler, delivery);
    expect(thrown).toBeInstanceOf(UserForbidden);
    expect(thrown).toMatchObject({ status: 403, ...JSON.parse(here(JSON.stringify(expected))) });
  });
});
