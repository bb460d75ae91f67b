import {
  type FakeDeployment,
  givenAwsEnvironment,
  hashOf,
  startFakeDeployment,
  tokenAnswer,
} from './fake-deployment.test.support';
import { createTokenSource } from './token-source';

const target = { appId: 5, installationId: 77 };

describe('createTokenSource', () => {
  givenAwsEnvironment();
  let deployment: FakeDeployment;
  beforeAll(async () => {
    deployment = await startFakeDeployment();
  });
  beforeEach(() => deployment.restart());
  afterAll(() => deployment.stop());

  const given = () => createTokenSource(deployment.settings());
  const textsOf = (tokens: readonly { token: string }[]) => tokens.map(({ token }) => token);

  it('asks once and answers from memory after that', async () => {
    const tokens = given();
    const first = await tokens.installationToken(target);
    expect(await tokens.installationToken({ ...target })).toBe(first);
    expect(first).toEqual({
      token: 'ghs_1.a.b',
      expiresAt: new Date('2026-11-01T13:00:00Z'),
      appId: 5,
      installationId: 77,
      nodeId: 'O_1',
      scope: { permissions: { metadata: 'read' } },
    });
    expect(deployment.asked()).toEqual([{ appId: 5, installationId: 77 }]);
  });

  it('signs what it asks', async () => {
    await given().installationToken(target);
    expect(deployment.requests()[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*\/us-east-1\/lambda\//);
  });

  it('lets all who ask at the same time share one call', async () => {
    const tokens = given();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => tokens.installationToken(target)));
    expect(new Set(textsOf(answers))).toEqual(new Set(['ghs_1.a.b']));
    expect(deployment.asked()).toHaveLength(1);
  });

  it('keeps scopes apart', async () => {
    const tokens = given();
    const scoped = { ...target, scopeDown: { repositoryNames: ['web'] } };
    expect(textsOf([await tokens.installationToken(target), await tokens.installationToken(scoped)])).toEqual([
      'ghs_1.a.b',
      'ghs_2.a.b',
    ]);
    expect(deployment.asked()[1]).toEqual({ ...target, scopeDown: { repositoryNames: ['web'] } });
  });

  it.each([
    [undefined, 44, 46],
    [50, 9, 11],
    [1, 58, 60],
  ])('asks anew when a token lives less than the %p minutes asked for', async (minimumLifetime, early, late) => {
    const tokens = given();
    const request = { ...target, minimumLifetime };
    await tokens.installationToken(request);
    deployment.passMinutes(early);
    expect((await tokens.installationToken(request)).token).toBe('ghs_1.a.b');
    deployment.passMinutes(late - early);
    expect((await tokens.installationToken(request)).token).toBe('ghs_2.a.b');
    expect(deployment.asked()[0]).toEqual({ ...target, ...(minimumLifetime && { minimumLifetime }) });
  });

  it('does not give the answer to a modest ask to one who needs longer', async () => {
    const tokens = given();
    deployment.liveFor(20);
    const modest = tokens.installationToken({ ...target, minimumLifetime: 5 });
    const long = tokens.installationToken({ ...target, minimumLifetime: 50 });
    await Promise.all([modest, long]);
    expect(new Set(deployment.asked().map(({ minimumLifetime }) => minimumLifetime))).toEqual(new Set([5, 50]));
  });

  it('keeps no failure, and hands on the error of the client', async () => {
    deployment.onInTurn(
      'POST /tokens/installation',
      { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedError' }, body: { message: 'Above the ceiling.' } },
      tokenAnswer('ghs_ok'),
    );
    const tokens = given();
    await expect(tokens.installationToken(target)).rejects.toMatchObject({
      name: 'AccessDeniedError',
      message: 'Above the ceiling.',
    });
    expect((await tokens.installationToken(target)).token).toBe('ghs_ok');
  });

  it('gets a fresh token past its memory and keeps it from others', async () => {
    const tokens = given();
    await tokens.installationToken(target);
    expect((await tokens.freshInstallationToken(target)).token).toBe('ghs_2.a.b');
    expect((await tokens.installationToken(target)).token).toBe('ghs_1.a.b');
    expect(deployment.asked()[1]).toEqual({ ...target, fresh: true });
  });

  it('reports an unusable token once, however many saw it fail', async () => {
    const tokens = given();
    const { token } = await tokens.installationToken(target);
    const next = await Promise.all([1, 2, 3].map(() => tokens.replaceInstallationToken(target, token)));
    const late = await tokens.replaceInstallationToken(target, token);
    expect(textsOf([...next, late])).toEqual(Array(4).fill('ghs_2.a.b'));
    expect(deployment.asked().slice(1)).toEqual([{ ...target, unusableTokenHash: hashOf(token) }]);
    expect((await tokens.installationToken(target)).token).toBe('ghs_2.a.b');
  });

  it('reports about one target at most once in ten seconds', async () => {
    const tokens = given();
    let { token } = await tokens.installationToken(target);
    for (let minute = 0; minute < 3; minute++) {
      for (let times = 0; times < 5; times++) ({ token } = await tokens.replaceInstallationToken(target, token));
      deployment.passMinutes(1);
    }
    expect(deployment.asked()).toHaveLength(1 + 3);
  });

  it('does not let an older answer that comes late take the place of a reported replacement', async () => {
    const tokens = given();
    const answerOf = (token: string, minutes: number) =>
      tokenAnswer(token, new Date(deployment.now().getTime() + minutes * 60_000).toISOString());
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    deployment.on('POST /tokens/installation', async ({ body }) => {
      const { minimumLifetime, unusableTokenHash } = Object(body);
      if (unusableTokenHash === hashOf('ghs_old')) return answerOf('ghs_next', 55);
      if (minimumLifetime === 5) await held;
      return answerOf('ghs_old', 58);
    });
    const slow = tokens.installationToken({ ...target, minimumLifetime: 5 });
    const { token } = await tokens.installationToken(target);
    expect((await tokens.replaceInstallationToken(target, token)).token).toBe('ghs_next');
    release();
    expect((await slow).token).toBe('ghs_next');
    expect((await tokens.installationToken(target)).token).toBe('ghs_next');
    expect(deployment.asked()).toHaveLength(3);
  });

  it('replaces what it keeps by what lives longer', async () => {
    const tokens = given();
    deployment.liveFor(20);
    const short = tokens.installationToken({ ...target, minimumLifetime: 5 });
    await short;
    deployment.liveFor(60);
    const long = await tokens.installationToken({ ...target, minimumLifetime: 50 });
    expect(await tokens.installationToken({ ...target, minimumLifetime: 5 })).toBe(long);
  });

  it('keeps App tokens down to their last minute', async () => {
    const tokens = given();
    const first = await tokens.appToken({ appId: 5 });
    expect(first).toEqual({ token: 'h.p.s1', appId: 5, expiresAt: new Date('2026-11-01T12:08:00Z') });
    deployment.passMinutes(7);
    expect(await tokens.appToken({ appId: 5 })).toBe(first);
    deployment.passMinutes(0.1);
    expect((await tokens.appToken({ appId: 5 })).token).toBe('h.p.s2');
  });

  it('refuses a request for no installation or for two', async () => {
    const tokens = given();
    await expect(tokens.installationToken({ appId: 5 })).rejects.toThrow(/exactly one of/);
    await expect(tokens.installationToken({ ...target, owner: 'acme' })).rejects.toThrow(/exactly one of/);
  });

  describe('without settings', () => {
    const names = [
      'APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT',
      'APP_FRAMEWORK_APP_TOKEN_ENDPOINT',
      'APP_FRAMEWORK_APP_ID',
    ];
    afterEach(() => {
      for (const name of names) delete process.env[name];
    });

    it('reads what the construct wrote', async () => {
      Object.assign(process.env, Object.fromEntries(names.map((name) => [name, deployment.url])), {
        APP_FRAMEWORK_APP_ID: '9',
      });
      const tokens = createTokenSource();
      await tokens.installationToken({ owner: 'acme' });
      await tokens.appToken();
      expect(deployment.asked()).toEqual([{ appId: 9, owner: 'acme' }]);
      expect(deployment.asked('/tokens/app')).toEqual([{ appId: 9 }]);
    });

    it('fails with what to do when nothing was written', async () => {
      const tokens = createTokenSource();
      await expect(tokens.installationToken({ owner: 'acme' })).rejects.toThrow(/give appId, or connect the function/);
      await expect(tokens.installationToken(target)).rejects.toThrow(
        /ENDPOINT is not set. Connect the function with credentialManager\.connect\(fn\)/,
      );
      await expect(tokens.appToken({ appId: 5 })).rejects.toThrow(
        /connect\(fn, \{ tokens: \['installation', 'app'\] \}\)/,
      );
    });
  });
});
