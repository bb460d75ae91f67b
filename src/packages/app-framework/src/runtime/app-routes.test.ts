import { type Speaker, speakerFor } from './app-routes';

describe('speakerFor', () => {
  it.each<[string, Speaker]>([
    ['/app', 'app'],
    ['/app/hook/deliveries/{delivery_id}/attempts', 'app'],
    ['/app/installations?per_page=100', 'app'],
    ['/app/installations/{installation_id}/access_tokens', 'app'],
    ['/orgs/{org}/installation', 'app'],
    ['/enterprises/acme/installation', 'app'],
    ['/repos/{owner}/{repo}/installation', 'app'],
    ['/repos/acme/app/installation', 'app'],
    ['/marketplace_listing/plans', 'app'],
    ['/apps/{app_slug}', 'installation'],
    ['/application', 'installation'],
    ['/installation/repositories', 'installation'],
    ['/repos/acme/app/contents/installation', 'installation'],
    ['/repos/acme/web/installation/more', 'installation'],
    ['/orgs/acme/installations', 'installation'],
    ['/users/acme/repos', 'installation'],
    ['/graphql', 'installation'],
    ['/app-manifests/{code}/conversions', 'nobody'],
    ['/applications/{client_id}/token', 'nobody'],
    ['https://github.com/login/oauth/access_token', 'nobody'],
    ['https://github.com/login/device/code', 'nobody'],
  ])('takes %s for a request of the %s', (url, speaker) => {
    expect(speakerFor(url, 'https://api.github.com')).toBe(speaker);
    for (const base of ['https://api.github.com', 'https://ghe.example/api/v3/']) {
      if (url.startsWith('/')) expect(speakerFor(`${base.replace(/\/$/, '')}${url}`, base)).toBe(speaker);
    }
  });

  it.each<[string, string, Speaker]>([
    ['https://uploads.github.com/repos/acme/web/releases/1/assets', 'https://api.github.com', 'installation'],
    ['https://uploads.acme.ghe.com/repos/acme/web/releases/1/assets', 'https://api.acme.ghe.com', 'installation'],
    ['https://ghe.example/api/uploads/repos/acme/web/releases/1/assets', 'https://ghe.example/api/v3', 'installation'],
    ['https://evil.example/app', 'https://api.github.com', 'nobody'],
    ['https://evil.example/repos/acme/web', 'https://api.github.com', 'nobody'],
    ['http://api.github.com/repos/acme/web', 'https://api.github.com', 'nobody'],
    ['https://api.github.com.evil.example/app', 'https://api.github.com', 'nobody'],
    ['https://api.github.com@evil.example/app', 'https://api.github.com', 'nobody'],
    ['https://api.github.com:8443/app', 'https://api.github.com', 'nobody'],
    ['https://api.github.comHTTPS://evil.example/app', 'https://api.github.com', 'nobody'],
    ['https%3A%2F%2Fevil.example/app', 'https://api.github.com', 'nobody'],
    ['{origin}/app', 'https://api.github.com', 'nobody'],
    ['/app', '', 'nobody'],
  ])('takes %s, with the API at %s, for a request of the %s', (url, base, speaker) => {
    expect(speakerFor(url, base)).toBe(speaker);
  });
});
