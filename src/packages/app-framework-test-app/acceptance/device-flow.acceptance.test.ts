import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { administrator } from './harness/deployment';
import { type GivenSignInApp, givenSignInApp, signInOutput } from './harness/given-sign-in-app';
import { control, gitHub } from './harness/local-github';
import { expectExit, operationsToolOn } from './harness/operations-tool';
import { describeWith } from './harness/requires';

const refused = 4;
const tokenPath = '^/login/oauth/access_token$';

describeWith(['the local GitHub', 'the local AWS'], 'device-flow-auth, where GitHub does not just say yes', () => {
  let app: GivenSignInApp;
  let people = 0;
  beforeAll(async () => {
    app = await givenSignInApp();
  });
  afterEach(() => gitHub.clearFaults());

  /** Somebody who answers the device's question at once, or never where `deny` is absent. */
  async function signsIn({ deny }: { readonly deny?: boolean } = {}) {
    people += 1;
    const login = `device-${Date.now()}-${people}`;
    await control('POST', '/accounts', { login, type: 'User' });
    let answered: Promise<unknown> = Promise.resolve();
    const ended = await operationsToolOn({
      args: ['device-flow-auth', '--client-id', app.clientId],
      onError: async (text) => {
        const userCode = /enter (\S+)/.exec(text)?.[1];
        if (!userCode || deny === undefined) return;
        answered = control('POST', '/device-approvals', { userCode, user: login, deny });
        await answered;
      },
    });
    await answered;
    return { ended, rows: await rowsOf(login) };
  }

  async function rowsOf(login: string): Promise<object[]> {
    const { Items = [] } = await administrator.dynamoDb.send(
      new ScanCommand({ TableName: signInOutput('UserTokensTableName') }),
    );
    return Items.filter(({ Login }) => Login?.S === login);
  }

  const answers = (error: string) =>
    gitHub.addFault({ method: 'POST', path: tokenPath, status: 200, body: { error, error_description: error } });

  it('waits five seconds longer once GitHub says slow_down, and then keeps the pair', async () => {
    await answers('slow_down');
    const began = Date.now();
    const { ended, rows } = await signsIn({ deny: false });
    expectExit(ended, 0);
    expect(rows).toEqual([expect.objectContaining({ Flow: { S: 'device' } })]);
    // Five seconds until the first question, ten until the second, and a margin each.
    expect(Date.now() - began).toBeGreaterThanOrEqual(17_000);
  });

  it('keeps nothing of somebody who says no', async () => {
    const { ended, rows } = await signsIn({ deny: true });
    expectExit(ended, refused);
    expect(ended.stderr).toContain('The person said no. Nothing was kept.');
    expect(rows).toEqual([]);
  });

  it('says what to do where the code was not entered in time', async () => {
    await answers('expired_token');
    const { ended } = await signsIn();
    expectExit(ended, refused);
    expect(ended.stderr).toContain('The code was not entered in time. Run this again for another one.');
  });

  it('shows no code where the App does not allow it, and says what to switch on', async () => {
    await control('PATCH', `/apps/${app.appId}/oauth`, { deviceFlow: false });
    try {
      const { ended } = await signsIn();
      expectExit(ended, refused);
      expect(ended.stderr).toContain('switch on "Enable Device Flow"');
      expect(ended.stderr).not.toContain('enter ');
    } finally {
      await control('PATCH', `/apps/${app.appId}/oauth`, { deviceFlow: true });
    }
  });
});
