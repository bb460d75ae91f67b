import { createGitHubControl } from '../control/control-client';
import { startGitHub } from '../server/start';

describe('userRoutes', () => {
  it('tells who somebody is, the bot of an App included', async () => {
    const gitHub = await startGitHub();
    const control = createGitHubControl(gitHub.url);
    const jane = await control.createAccount({ login: 'Jane', type: 'User' });
    const app = await control.createApp({ slug: 'robot' });
    const ask = async (login: string) => (await fetch(`${gitHub.url}/users/${encodeURIComponent(login)}`)).json();
    expect(await ask('jane')).toMatchObject({ login: 'Jane', id: jane.id, type: 'User' });
    expect(await ask('robot[bot]')).toMatchObject({
      login: 'robot[bot]',
      id: app.botId,
      type: 'Bot',
      html_url: 'https://github.com/apps/robot',
      url: `${gitHub.url}/users/robot%5Bbot%5D`,
    });
    expect(await ask('nobody[bot]')).toMatchObject({ message: 'Not Found' });
    await gitHub.stop();
  });
});
