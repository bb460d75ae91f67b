import { type HookedGitHub, type Installed, startHookedGitHub } from '../webhooks/installed-app.test.support';

describe('a name that a repository had', () => {
  let place: HookedGitHub;
  let bot: Installed;
  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install({ slug: 'robot' });
    await place.control.changeRepository({ repository: 'acme/web', name: 'site' });
  });
  afterEach(() => place.stop());
  const old = { owner: 'acme', repo: 'web' };
  const read = () => bot.octokit.request('GET /repos/{owner}/{repo}', old);

  it('leads to where it is, for what is read and what is written', async () => {
    expect((await read()).data.full_name).toBe('acme/site');
    const { data } = await bot.octokit.request('POST /repos/{owner}/{repo}/issues', { ...old, title: 'Old' });
    expect(data).toMatchObject({ title: 'Old', number: 1 });
    const asked = { ...old, state: 'open', per_page: 1 } as const;
    const listed = await bot.octokit.request('GET /repos/{owner}/{repo}/issues', asked);
    expect(listed.url).toMatch(/\/repositories\/\d+\/issues\?state=open&per_page=1$/);
    expect(listed.data).toHaveLength(1);
  });

  it('leads on once another change of name or owner came, and nowhere once it is removed', async () => {
    await place.control.createAccount({ login: 'others', type: 'Organization' });
    await place.control.changeRepository({ repository: 'acme/site', private: false });
    await place.control.changeRepository({ repository: 'acme/site', owner: 'others' });
    expect((await read()).data.full_name).toBe('others/site');
    await place.control.removeRepository('others/site');
    await expect(read()).rejects.toMatchObject({ status: 404 });
  });

  it('is that of the one that has it by now', async () => {
    const { id } = await place.control.createRepository({ owner: 'acme', name: 'web' });
    expect((await read()).data.id).toBe(id);
  });
});
