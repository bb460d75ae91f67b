import { createSweptApps, parseAppUrls } from './swept-apps';

const remaining = () => 1_000;
const gitHubCom = 'https://api.github.com';
const server = 'https://ghe.example.com:8443/api/v3';

describe('createSweptApps', () => {
  it('names those with a secret of their own beside those that are listed, each once and at its GitHub', async () => {
    const readSecret = async () => '{"7": ["current", "next"], "42": "one", "9": "other"}';
    const { apps } = await createSweptApps({ urls: { '42': server, default: gitHubCom }, readSecret })(remaining);
    expect(apps).toEqual([
      { appId: 42, baseUrl: server, host: 'ghe.example.com:8443' },
      { appId: 7, baseUrl: gitHubCom, host: 'api.github.com' },
      { appId: 9, baseUrl: gitHubCom, host: 'api.github.com' },
    ]);
  });

  it.each(['the secret', '["current", "next"]'])('names none where %j is for all Apps', async (text) => {
    const swept = createSweptApps({ urls: { default: gitHubCom }, readSecret: async () => text });
    expect(await swept(remaining)).toEqual({ apps: [] });
  });

  it('names none that the receiver does not take: where Apps are listed, only those', async () => {
    const readSecret = async () => '{"7": "one", "42": "other"}';
    const { apps } = await createSweptApps({ urls: { '42': gitHubCom }, readSecret })(remaining);
    expect(apps.map(({ appId }) => appId)).toEqual([42]);
  });

  it('goes on with those that are listed, and says so, where the secret cannot be read', async () => {
    const urls = { '42': gitHubCom, default: gitHubCom };
    const refused = new Error('refused');
    const readSecret = () => Promise.reject(refused);
    const { apps, failure } = await createSweptApps({ urls, readSecret })(remaining);
    expect([apps.map(({ appId }) => appId), failure]).toEqual([[42], refused]);
    const odd = await createSweptApps({ urls, readSecret: async () => '{"42": ' })(remaining);
    expect(String(odd.failure)).toContain('begins like JSON');
  });
});

describe('parseAppUrls', () => {
  it.each(['{"x": "https://api.github.com"}', '{"42": "nowhere"}', '{"42": 1}'])('refuses %s', (text) => {
    expect(() => parseAppUrls(text)).toThrow(/SWEPT_APPS names no URL for/);
  });
});
