import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { ada, ample, askOfAda, baseUrl, createBrowser, grantCodes, tables, useSignIn } from './browser.test.support';
import { createResumeAsks } from './resume-asks';

const day = 24 * 3_600_000;

describe('a sign-in whose failure is ours', () => {
  const { vault, gitHub, world } = useSignIn();
  const lines = givenLoggedLines();
  beforeEach(() => grantCodes(gitHub()));
  const failing = (failed: string, when: 'instead' | 'done') =>
    vault().intercept((operation) => (operation === failed ? { status: 500, body: {}, when } : undefined));
  const revoked = () =>
    gitHub()
      .requests.filter(({ method }) => method === 'DELETE')
      .map(({ body }) => body);

  it('says so, with a number for the operator, keeps the ask for another try, and ends what GitHub granted', async () => {
    const { handler, ask, asks } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    failing('Encrypt', 'instead');
    const answer = await browser.back(asked);
    expect([answer.statusCode, answer.body.includes('tell those who run the App this number: request')]).toEqual([
      500,
      true,
    ]);
    expect(answer.body).toContain(`${baseUrl}auth/login?ask=${id}`);
    expect(answer.body).not.toContain('GitHub did not answer');
    expect(revoked()).toEqual([{ access_token: 'ghu_c1' }]);
    vault().intercept(() => undefined);
    expect((await browser.back(await browser.begin(`auth/login?ask=${id}`), { code: 'c2' })).statusCode).toBe(303);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
  });

  it('ends nothing that may be kept: the write was made, and its answer lost', async () => {
    const { handler } = world();
    const browser = createBrowser(handler);
    const asked = await browser.begin();
    failing('TransactWriteItems', 'done');
    expect((await browser.back(asked)).statusCode).toBe(500);
    expect(vault().rows(tables.userTokens)).toHaveLength(1);
    expect(revoked()).toEqual([]);
    vault().intercept(() => undefined);
    // The same browser comes again, and sees what came of it.
    expect((await browser.back(asked)).statusCode).toBe(303);
  });

  it('ends a token that nobody keeps though GitHub is silent at first', async () => {
    const { handler } = world();
    let silences = 2;
    gitHub().on('GET /user', { status: 500, body: {} });
    gitHub().on('DELETE /applications/Iv23li7/token', () =>
      silences-- > 0 ? { status: 502, body: '<html>' } : { status: 204, body: '' },
    );
    const browser = createBrowser(handler);
    await browser.back(await browser.begin());
    expect(revoked()).toHaveLength(3);
  });

  it('goes on where GitHub knows the token only seconds after it granted it', async () => {
    const { handler } = world();
    gitHub().onInTurn('GET /user', { status: 401, body: {} }, { body: ada });
    const browser = createBrowser(handler);
    expect((await browser.back(await browser.begin())).statusCode).toBe(303);
    expect([vault().rows(tables.userTokens).length, revoked()]).toEqual([1, []]);
  });

  it.each([
    ['is over', { status: 404, body: {} }, ['ghu_c1', 'ghu_next', 'ghu_next']],
    ['lives', { status: 204, body: '' }, ['ghu_c1']],
  ])('ends the pair that was there with its refresh token where its access token %s', async (_, first, ended) => {
    const { handler } = world();
    const browser = createBrowser(handler);
    await browser.back(await browser.begin());
    const asked = await browser.begin();
    const refreshed: unknown[] = [];
    gitHub().on('POST /login/oauth/access_token', ({ body }) => {
      const { grant_type, refresh_token, client_secret } = Object(body);
      if (grant_type !== 'refresh_token')
        return { body: { access_token: 'ghu_c2', refresh_token: 'ghr_c2', scope: '' } };
      refreshed.push([refresh_token, client_secret]);
      return { body: { access_token: 'ghu_next', refresh_token: 'ghr_next', scope: '' } };
    });
    const silence = { status: 502, body: '' };
    gitHub().onInTurn('DELETE /applications/Iv23li7/token', first, silence, { status: 204, body: '' });
    expect((await browser.back(asked, { code: 'c2' })).statusCode).toBe(303);
    expect(revoked()).toEqual(ended.map((access_token) => ({ access_token })));
    expect(refreshed).toEqual(ended.length > 1 ? [['ghr_c1', 'secret of Iv23li7']] : []);
  });

  it('signs in though GitHub is silent about the pair that was there', async () => {
    const { handler } = world();
    const browser = createBrowser(handler);
    await browser.back(await browser.begin());
    const asked = await browser.begin();
    gitHub().on('POST /login/oauth/access_token', ({ body }) =>
      Object(body).grant_type === 'refresh_token'
        ? { status: 502, body: '' }
        : { body: { access_token: 'ghu_c2', scope: '' } },
    );
    gitHub().on('DELETE /applications/Iv23li7/token', { status: 404, body: {} });
    expect((await browser.back(asked, { code: 'c2' })).statusCode).toBe(303);
    expect(lines.filter((line) => line.includes('could not be ended'))).toHaveLength(1);
  });

  it('goes on, though the pair that was there cannot be opened to be ended', async () => {
    const { handler, ask } = world();
    const browser = createBrowser(handler);
    await browser.back(await browser.begin());
    const { id } = await ask();
    const asked = await browser.begin(`auth/login?ask=${id}`);
    failing('Decrypt', 'instead');
    expect((await browser.back(asked, { code: 'c2' })).statusCode).toBe(303);
    expect(vault().invoked).toHaveLength(1);
  });
});

describe('a browser that GitHub sends back without a code', () => {
  const { world } = useSignIn();
  const lines = givenLoggedLines();
  beforeEach(() => {
    process.env.WEBHOOK_DEPLOYMENT = 'ledger';
  });
  afterEach(() => {
    delete process.env.WEBHOOK_DEPLOYMENT;
  });

  it.each([
    ['counts what GitHub refuses of the App', { error: 'redirect_uri_mismatch' }, 1],
    ['counts nothing where the person said no', { error: 'access_denied' }, 0],
    ['counts nothing where no error is named', {}, 0],
  ])('%s', async (_, query, count) => {
    const { handler } = world();
    const browser = createBrowser(handler);
    await browser.back(await browser.begin(), { ...query });
    const counting = lines.filter((line) => line.includes('"AuthFailed":1'));
    expect(counting).toHaveLength(count);
    for (const line of counting) {
      expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', appId: 7 });
      expect(line).toContain('redirect_uri_mismatch');
    }
  });
});

describe('work that cannot go on after its person signed in', () => {
  const { vault, gitHub, world } = useSignIn();
  const lines = givenLoggedLines();
  beforeEach(() => grantCodes(gitHub()));

  it.each(['no handler', 'not routed', 'no delivery', 'no payload'])(
    'is told to the operator where the answer is “%s”, and not tried again',
    async (outcome) => {
      const { handler, ask, asks, signIns, resume, now, pass } = world();
      const { id } = await ask();
      vault().answerInvocations(() => ({ status: 200, body: { repetitions: [{ outcome }] } }));
      const browser = createBrowser(handler);
      await browser.back(await browser.begin(`auth/login?ask=${id}`));
      const line = lines.find((each) => each.includes('ask given up')) ?? '{}';
      expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', handler: 'write-as-user' });
      expect(line).toContain(outcome);
      pass(61_000);
      expect(await createResumeAsks({ signIns, resume, now })(ample)).toEqual({ resumed: 0, lost: 0, later: 0 });
      expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
    },
  );

  it('is not done days later, and keeps no other from its turn', async () => {
    const { handler, ask, signIns, resume, now, pass } = world();
    const browser = createBrowser(handler);
    vault().answerInvocations(() => ({ status: 500, body: {} }));
    const { id } = await ask();
    await browser.back(await browser.begin(`auth/login?ask=${id}`));
    pass(day);
    const { id: young } = await ask({ ...askOfAda, deliveryKey: 'host#7#d2' });
    await browser.back(await browser.begin(`auth/login?ask=${young}`), { code: 'c2' });
    pass(61_000);
    vault().answerInvocations(() => ({ status: 200, body: { repetitions: [{ outcome: 'sent' }] } }));
    const before = vault().invoked.length;
    expect(await createResumeAsks({ signIns, resume, now })(ample)).toEqual({ resumed: 1, lost: 1, later: 0 });
    expect(vault().invoked.slice(before)).toEqual([{ replay: expect.objectContaining({ replayId: `ask:${young}` }) }]);
  });
});
