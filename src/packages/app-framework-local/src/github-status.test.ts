import { useLocalGitHub } from './github/local-github.test.support';
import { gitHubLines } from './github-status';

describe('gitHubLines', () => {
  const { control } = useLocalGitHub();

  it('names each App with what it takes to sign in, and the people', async () => {
    expect(await gitHubLines(control())).toEqual([]);
    const app = await control().createApp({ slug: 'robot', callbackUrls: ['http://127.0.0.1:3000/auth/callback'] });
    const { clientSecret } = await control().addClientSecret(app.appId);
    await control().createApp({ slug: 'other', deviceFlow: true });
    await control().createAccount({ login: 'jane', type: 'User' });
    const [robot, other, people] = await gitHubLines(control());
    expect(robot).toBe(
      `App     robot (${app.appId}), client id ${app.clientId}, client secret ${app.clientSecret} or ${clientSecret}, ` +
        'callback URLs http://127.0.0.1:3000/auth/callback',
    );
    expect(other).toMatch(/^App {5}other .* no callback URL; device flow$/);
    expect(people).toBe(`People  jane; they sign in at ${control().url}/login`);
  });
});
