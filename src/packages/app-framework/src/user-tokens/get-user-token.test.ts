import { createHash } from 'node:crypto';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { useVault } from './fake-vault.test.support';
import { createGetUserToken } from './get-user-token';
import { app, createPairs, createRotatingGitHub, tables, userId } from './pairs-world.test.support';
import { serveUserToken } from './serve-user-token';

const deliveryKey = 'ghe.example.com#7#d1';
const ask = {
  handler: 'deploy',
  place: { repository: 'acme/website', number: 5 },
};
const request = { host: app.host, appId: app.appId, deliveryKey, userId };

describe('createGetUserToken', () => {
  const vault = useVault();
  const gitHub = useFakeGitHub();
  const lines = givenLoggedLines();

  async function given({ milliseconds = 60_000 } = {}) {
    const rotating = createRotatingGitHub();
    const pairs = createPairs(rotating);
    await pairs.delivered(deliveryKey, userId);
    await pairs.deployed('deploy', 'handler');
    const own = { ...app, apiUrl: gitHub().url };
    const apps = [own, { ...own, appId: 70 }, { ...own, appId: 71, clientId: 'Iv23li71' }];
    const baseUrl = 'https://api.example.com/prod/';
    const collaborators = { ...pairs, apps, baseUrl, gitHub: createGitHub({ retryMilliseconds: 1 }) };
    const serve = serveUserToken(createGetUserToken(collaborators));
    const call = async (input: unknown, caller: string | undefined = 'arn:aws:sts::1:assumed-role/handler/one') => {
      const { statusCode, body } = await serve(
        {
          rawPath: '/',
          body: JSON.stringify(input),
          requestContext: { http: { method: 'POST' }, authorizer: { iam: { userArn: caller } } },
        },
        { getRemainingTimeInMillis: () => milliseconds },
      );
      return { statusCode, ...JSON.parse(body) };
    };
    return { pairs, rotating, call };
  }

  it('hands out the token with its end and version, and writes one audit line without it', async () => {
    const { pairs, call } = await given();
    const { version, expiresAt = 0 } = await pairs.signIn();
    expect(await call({ ...request, ask })).toEqual({
      statusCode: 200,
      token: 'ghu_1',
      version,
      signInAgainUrl: 'https://api.example.com/prod/auth/login?app=7',
      expirationTime: new Date(expiresAt).toISOString(),
    });
    const audit = lines.filter((line) => line.includes('user token vended'));
    expect(audit.map((line) => JSON.parse(line))).toMatchObject([
      {
        caller: 'arn:aws:sts::1:assumed-role/handler/one',
        ...request,
        login: 'ada',
        expirationTime: new Date(expiresAt).toISOString(),
        handler: 'deploy',
        repository: 'acme/website',
        hashedToken: createHash('sha256').update('ghu_1').digest('base64'),
      },
    ]);
    expect(lines.join('')).not.toContain('ghu_');
  });

  it('serves the Apps that share a client by one sign-in, and one with its own client by another', async () => {
    const { pairs, call } = await given();
    await pairs.signIn();
    for (const appId of [70, 71]) await pairs.delivered(`ghe.example.com#${appId}#d1`, userId);
    const of = (appId: number) => call({ ...request, appId, deliveryKey: `ghe.example.com#${appId}#d1` });
    expect(await of(70)).toMatchObject({ statusCode: 200, token: 'ghu_1' });
    expect(await of(71)).toMatchObject({ signInUrl: 'https://api.example.com/prod/auth/login?app=71' });
  });

  it('answers the plain link, and for an ask the same link however often it is asked', async () => {
    const { call } = await given();
    expect(await call(request)).toEqual({
      statusCode: 200,
      signInUrl: 'https://api.example.com/prod/auth/login?app=7',
    });
    const [first, second] = [await call({ ...request, ask }), await call({ ...request, ask })];
    expect(first.signInUrl).toMatch(/^https:\/\/api\.example\.com\/prod\/auth\/login\?ask=[0-9a-f]{24}-[0-9a-f]{32}$/);
    expect(second).toEqual(first);
    const { signInUrl } = await call({ ...request, ask: { ...ask, command: 'abc' } });
    expect(signInUrl).not.toBe(first.signInUrl);
    expect(vault().rows(tables.authState)).toHaveLength(2);
    expect(vault().rows(tables.authState)[0]).toMatchObject({ Repo: { S: 'acme/website' }, Issue: { N: '5' } });
  });

  it('makes a new ask where the old one is over by the clock', async () => {
    const { pairs, call } = await given();
    const first = await call({ ...request, ask });
    pairs.pass(24 * 3_600_000 + 1);
    expect((await call({ ...request, ask })).signInUrl).not.toBe(first.signInUrl);
  });

  it('gives the newer token to who reports an older one', async () => {
    const { pairs, call } = await given();
    const old = await pairs.signIn();
    const { version } = await pairs.signIn();
    expect(await call({ ...request, version: old.version })).toMatchObject({ token: 'ghu_2', version });
    expect(gitHub().asked()).toEqual([]);
  });

  it('sends to sign in who reports the current token, where GitHub refuses it', async () => {
    const { pairs, call } = await given();
    const { version } = await pairs.signIn();
    pairs.pass(10_000);
    gitHub().on('GET /user', { status: 401, body: {} });
    expect(await call({ ...request, version })).toMatchObject({ signInUrl: expect.any(String) });
    expect(await call(request)).toMatchObject({ signInUrl: expect.any(String) });
    expect(gitHub().asked()).toEqual(['GET /user']);
  });

  it('keeps a token that all of GitHub knows only seconds after it was made', async () => {
    const { pairs, call } = await given();
    const { version } = await pairs.signIn();
    gitHub().onInTurn('GET /user', { status: 401, body: {} }, { status: 401, body: {} }, { body: { id: userId } });
    expect(await call({ ...request, version })).toMatchObject({ token: 'ghu_1', version });
  });

  it('sends to sign in within seconds where a token that GitHub made a moment ago was revoked', async () => {
    const { pairs, call } = await given();
    const { version, storedAt } = await pairs.signIn();
    gitHub().on('GET /user', { status: 401, body: {} });
    expect(await call({ ...request, version })).toMatchObject({ signInUrl: expect.any(String) });
    expect(pairs.now().getTime() - storedAt).toBe(10_000);
    expect(gitHub().asked()).toHaveLength(5);
  });

  it('fails, and keeps the pair, where no time is left to tell one from the other', async () => {
    const { pairs, call } = await given({ milliseconds: 6_000 });
    const { version } = await pairs.signIn();
    gitHub().on('GET /user', { status: 401, body: {} });
    expect(await call({ ...request, version })).toMatchObject({ statusCode: 503 });
    expect(await call(request)).toMatchObject({ token: 'ghu_1' });
  });

  it('keeps the current token where the report is wrong, and where GitHub does not say', async () => {
    const { pairs, call } = await given();
    const { version } = await pairs.signIn();
    gitHub().on('GET /user', { body: { id: userId } });
    expect(await call({ ...request, version })).toMatchObject({ token: 'ghu_1', version });
    gitHub().on('GET /user', { status: 503, body: {} });
    expect(await call({ ...request, version })).toMatchObject({ statusCode: 503 });
    expect(await call(request)).toMatchObject({ token: 'ghu_1' });
  });

  it.each([
    ['in plain text', { EncryptedAccessToken: { S: 'ghu_plain' } }],
    ['sealed for somebody else', { GitHubUserId: { N: String(userId) }, EncryptedAccessToken: { S: 'c29tZXRoaW5n' } }],
  ])('sends the owner of a row %s to sign in', async (_, change) => {
    const { pairs, call } = await given();
    await pairs.signIn();
    vault().change(tables.userTokens, (row) => ({ ...row, ...change }));
    expect(await call(request)).toMatchObject({ statusCode: 200, signInUrl: expect.any(String) });
  });

  it('fails, and sends nobody to sign in, where KMS fails', async () => {
    const { pairs, call } = await given();
    await pairs.signIn();
    vault().intercept((operation) =>
      operation === 'Decrypt'
        ? { status: 400, body: { __type: 'KMSInvalidStateException' }, when: 'instead' }
        : undefined,
    );
    expect(await call(request)).toMatchObject({ statusCode: 503 });
  });

  it('keeps when a token was used, every five minutes at most', async () => {
    const { pairs, call } = await given();
    await pairs.signIn();
    pairs.pass(6 * 60_000);
    for (const _ of [1, 2, 3]) await call(request);
    expect(vault().rows(tables.userTokens)[0]).toMatchObject({ LastUsed: { S: pairs.now().toISOString() } });
    expect(vault().asked.filter((operation) => operation === 'UpdateItem')).toHaveLength(1);
  });

  it.each([
    ['somebody else than the sender', { userId: userId + 1 }],
    ['the sender of a delivery that never arrived', { deliveryKey: 'ghe.example.com#7#d2' }],
    ['somebody, of a delivery that nobody sent', { deliveryKey: 'ghe.example.com#7#nobody' }],
    ['the sender of a delivery to another App', { deliveryKey: 'ghe.example.com#77#d1' }],
    ['the sender of a delivery of another host', { deliveryKey: 'elsewhere.example.com#7#d1' }],
  ])('refuses a token of %s', async (_, change) => {
    const { pairs, call } = await given();
    await pairs.signIn();
    await pairs.delivered('ghe.example.com#7#nobody');
    for (const other of ['ghe.example.com#77#d1', 'elsewhere.example.com#7#d1']) await pairs.delivered(other, userId);
    const { statusCode, message } = await call({ ...request, ...change, ask });
    expect([statusCode, message]).toEqual([400, expect.stringContaining('is not the sender of the delivery')]);
    expect(vault().asked).not.toContain('Decrypt');
    expect(vault().rows(tables.authState)).toEqual([]);
    expect(lines.filter((line) => line.includes('request refused'))).toHaveLength(1);
  });

  it.each([
    ['an App that nobody signs in to', { ...request, appId: 8 }, 'App 8'],
    ['an App of another host', { ...request, host: 'github.com' }, 'github.com'],
    ['a request without a person', { host: app.host, appId: 7, deliveryKey }, 'userId'],
    ['a request without a delivery', { host: app.host, appId: 7, userId }, 'deliveryKey'],
    ['what is no JSON object', undefined, 'host'],
  ])('refuses %s', async (_, input, said) => {
    const { call } = await given();
    expect(await call(input)).toMatchObject({ statusCode: 400, message: expect.stringContaining(said) });
  });

  it.each([
    ['another handler', { handler: 'other' }, 'arn:aws:sts::1:assumed-role/handler/one'],
    ['a handler that there is not', { handler: 'gone' }, 'arn:aws:sts::1:assumed-role/handler/one'],
    ['the same name as a user', { handler: 'deploy' }, 'arn:aws:iam::1:user/handler'],
    ['a session that is called as the role', { handler: 'deploy' }, 'arn:aws:sts::1:assumed-role/other/handler'],
  ])('refuses an ask in the name of %s', async (_, change, caller) => {
    const { pairs, call } = await given();
    await pairs.deployed('other', 'other-role');
    await pairs.signIn();
    const { statusCode, message } = await call({ ...request, ask: { ...ask, ...change } }, caller);
    expect([statusCode, message]).toEqual([400, expect.stringContaining('is not the role of the handler')]);
    expect(vault().asked).not.toContain('Decrypt');
    expect(vault().rows(tables.authState)).toEqual([]);
  });

  it('takes an ask as soon as its handler is deployed, and looks once a minute', async () => {
    const { pairs, call } = await given();
    const late = { ...request, ask: { ...ask, handler: 'late' } };
    expect(await call(late)).toMatchObject({ statusCode: 400 });
    await pairs.deployed('late', 'handler');
    const looks = () => vault().asked.filter((operation) => operation === 'GetItem').length;
    await call(late);
    const before = looks();
    expect(await call(late)).toMatchObject({ statusCode: 200 });
    // Of the sender and of the pair.
    expect(looks() - before).toBe(2);
    pairs.pass(60_000);
    await pairs.deployed('late', 'moved');
    expect(await call(late)).toMatchObject({ statusCode: 400 });
  });

  it('refuses who is not known by their signature', async () => {
    const { pairs, call } = await given();
    await pairs.signIn();
    expect(await call(request, '')).toMatchObject({ statusCode: 403 });
    expect(vault().asked.filter((operation) => operation === 'Decrypt')).toEqual([]);
  });
});
