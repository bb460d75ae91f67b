import { usePeople } from './people.test.support';

describe('the device flow', () => {
  const { app, askToken, control, site, statusOf } = usePeople();
  let now = 0;
  const wait = (seconds: number) => {
    now += seconds;
    return control().setClock(now);
  };
  beforeEach(() => {
    now = 0;
  });

  async function begin(clientId = app().clientId): Promise<Record<string, string>> {
    const body = new URLSearchParams({ client_id: clientId });
    const answer = await site('/login/device/code', { method: 'POST', body, headers: { accept: 'application/json' } });
    return Object(await answer.json());
  }
  const poll = (code: string | undefined) =>
    askToken({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_secret: '',
      device_code: code ?? '',
    });

  it('gives a token once a person has entered the code', async () => {
    const code = await begin();
    expect(code).toEqual({
      device_code: expect.stringMatching(/^[0-9a-f]{40}$/),
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: expect.stringMatching(/\/login\/device$/),
      expires_in: 900,
      interval: 5,
    });
    await wait(5);
    expect(await poll(code.device_code)).toMatchObject({ error: 'authorization_pending' });

    expect((await site('/login/device')).headers.get('location')).toMatch(/^\/login\?/);
    const cookie = await control().startSession('jane');
    const send = (path: string, form: Record<string, string>) =>
      site(path, { method: 'POST', body: new URLSearchParams(form), headers: { cookie } });
    expect((await send('/login/device', { user_code: 'XXXX-XXXX' })).status).toBe(404);
    const page = await (await send('/login/device', { user_code: ` ${code.user_code?.toLowerCase()} ` })).text();
    const question = /name="question" value="(\w+)"/.exec(page)?.[1] ?? '';
    expect((await send('/login/answer', { question, answer: 'yes' })).headers.get('location')).toBe(
      '/login/device/success',
    );

    await wait(5);
    const token = await poll(code.device_code);
    expect(await statusOf(token.access_token)).toBe(200);
    expect(await control().userTokens(app().appId)).toMatchObject([{ flow: 'device' }]);
    await wait(5);
    expect(await poll(code.device_code)).toMatchObject({ error: 'incorrect_device_code' });
  });

  it('slows down, for good, who asks too early', async () => {
    const { device_code: code } = await begin();
    expect(await poll(code)).toMatchObject({ error: 'slow_down', interval: 10 });
    await wait(9);
    expect(await poll(code)).toMatchObject({ error: 'slow_down', interval: 15 });
    await wait(15);
    expect(await poll(code)).toMatchObject({ error: 'authorization_pending' });
    await wait(14);
    expect(await poll(code)).toMatchObject({ error: 'slow_down', interval: 20 });
  });

  it('ends with a no, with time, and with an App that does not allow it', async () => {
    const denied = await begin();
    await control().answerDevice({ userCode: denied.user_code ?? '', user: 'jane', deny: true });
    await wait(5);
    expect(await poll(denied.device_code)).toMatchObject({ error: 'access_denied' });

    const late = await begin();
    await wait(901);
    expect(await poll(late.device_code)).toMatchObject({ error: 'expired_token' });
    await expect(control().answerDevice({ userCode: late.user_code ?? '', user: 'jane' })).rejects.toThrow(/No device/);

    const live = await begin();
    await control().setOAuth(app().appId, { deviceFlow: false });
    expect(await begin()).toMatchObject({ error: 'device_flow_disabled' });
    await wait(5);
    expect(await poll(live.device_code)).toMatchObject({ error: 'device_flow_disabled' });
    expect(await begin('nobody')).toMatchObject({ error: 'Not Found' });
  });
});
