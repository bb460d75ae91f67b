import type { GitHubControl } from './github/control/control-client';

/** What a person needs to use the Apps of a local GitHub in a browser, line by line. */
export async function gitHubLines(control: GitHubControl): Promise<string[]> {
  const apps = (await control.apps()).map((app) => {
    const oauth = app.callbackUrls.length === 0 ? 'no callback URL' : `callback URLs ${app.callbackUrls.join(', ')}`;
    const device = app.deviceFlow ? '; device flow' : '';
    return (
      `App     ${app.slug} (${app.appId}), client id ${app.clientId}, ` +
      `client secret ${app.clientSecrets.join(' or ')}, ${oauth}${device}`
    );
  });
  const logins = await control.users();
  return logins.length === 0 ? apps : [...apps, `People  ${logins.join(', ')}; they sign in at ${control.url}/login`];
}
