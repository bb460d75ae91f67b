import { type HookedGitHub, type Installed, startHookedGitHub } from '../webhooks/installed-app.test.support';

describe('limits of writes', () => {
  let place: HookedGitHub;
  let bot: Installed;

  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install({ permissions: { issues: 'write' } });
  });
  afterEach(() => place.stop());

  const create = () =>
    bot.octokit
      .request('POST /repos/{owner}/{repo}/issues', { owner: 'acme', repo: 'web', title: 'one' })
      .then(({ status }) => ({ status, message: '', headers: {} }))
      .catch(({ status, message, response }) => ({ status, message, headers: response.headers }));

  it('are those of GitHub where they are asked for: eighty creations a minute, and no word of when it is over', async () => {
    await place.control.setRateLimit({ installationId: bot.installationId, writeLimits: true });
    for (let count = 0; count < 80; count += 1) expect((await create()).status).toBe(201);
    const refused = await create();
    expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('secondary rate limit') });
    expect(refused.headers).not.toHaveProperty('retry-after');
    await place.control.setClock(61);
    expect((await create()).status).toBe(201);
  });

  it('are not there otherwise', async () => {
    for (let count = 0; count < 81; count += 1) expect((await create()).status).toBe(201);
  });
});
