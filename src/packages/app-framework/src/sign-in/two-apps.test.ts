import { createFollowRevocation } from '../user-tokens/follow-revocation';
import { ada, ample, askOfAda, createBrowser, grantCodes, tables, useSignIn } from './browser.test.support';

describe('two Apps with a client each, on one deployment', () => {
  const { vault, gitHub, world } = useSignIn();
  beforeEach(() => grantCodes(gitHub()));
  const clients = () =>
    vault()
      .rows(tables.userTokens)
      .map(({ Client }) => Object(Client).S.split('#')[1]);

  it('have a pair each of the same person, and the revocation of one leaves the other', async () => {
    const { handler, apps, table } = world();
    const browser = createBrowser(handler);
    for (const { appId, clientId } of apps) {
      const asked = await browser.begin(`auth/login?app=${appId}`);
      expect(asked.get('client_id')).toBe(clientId);
      expect((await browser.back(asked, { code: `c${appId}` })).statusCode).toBe(303);
    }
    expect(clients()).toEqual(['Iv23li7', 'Iv23li8']);
    expect(
      gitHub()
        .asked()
        .filter((one) => one.startsWith('DELETE')),
    ).toEqual([]);

    const [first] = apps;
    const follow = createFollowRevocation({
      apps,
      table,
      ask: async () => ({ signInUrl: 'https://api.example.com/' }),
    });
    const received_at = new Date().toISOString();
    const whom = { sender: ada, host: first.host, app_id: first.appId, delivery_key: 'd1', action: 'revoked' };
    const context = { delivery: { ...whom, received_at }, payload: {}, logger: { info: () => {} } };
    await follow({ ...context, remainingMilliseconds: ample } as unknown as Parameters<typeof follow>[0]);
    expect(clients()).toEqual(['Iv23li8']);
  });

  it('answer an ask by the client of the App that was asked, and by no other', async () => {
    const { handler, asks, apps } = world();
    const [, second] = apps;
    const { appId, host, clientId } = second;
    const { id } = await asks.ask({ userId: ada.id, appId, host, clientId, of: askOfAda }, ample);
    const browser = createBrowser(handler);
    await browser.back(await browser.begin('auth/login?app=7'));
    expect(await asks.read(id, ample)).toMatchObject({ state: 'open' });

    const asked = await browser.begin(`auth/login?ask=${id}`);
    expect(asked.get('client_id')).toBe('Iv23li8');
    expect((await browser.back(asked, { code: 'c2' })).statusCode).toBe(303);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
    expect(clients()).toEqual(['Iv23li7', 'Iv23li8']);
  });
});
