import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';

describe('alerts', () => {
  const { place, bot } = useHookedGitHub({
    slug: 'robot',
    permissions: { security_events: 'read', vulnerability_alerts: 'read', secret_scanning_alerts: 'read' },
  });
  const listed = async (path: string, query: object = {}) =>
    (await bot().octokit.request(`GET /repos/{owner}/{repo}/${path}`, { ...web, ...query })).data;

  it('are told and listed while they are open, each source for itself', async () => {
    const { control, posted } = place();
    for (const source of ['code_scanning', 'dependabot', 'secret_scanning'] as const) {
      expect(await control.openAlert({ repository, source, title: 'Something' })).toEqual({ number: 1 });
    }
    await control.changeAlert({ repository, source: 'dependabot', number: 1, change: 'fixed' });
    await control.changeAlert({ repository, source: 'code_scanning', number: 1, change: 'dismissed' });
    await control.changeAlert({ repository, source: 'code_scanning', number: 1, change: 'reopened' });

    expect(await posted()).toEqual([
      'code_scanning_alert.created',
      'dependabot_alert.created',
      'secret_scanning_alert.created',
      'dependabot_alert.fixed',
      'code_scanning_alert.closed_by_user',
      'code_scanning_alert.reopened',
    ]);
    expect(await listed('dependabot/alerts', { state: 'open' })).toEqual([]);
    expect(await listed('dependabot/alerts')).toMatchObject([{ number: 1, state: 'fixed' }]);
    expect(await listed('code-scanning/alerts', { state: 'open' })).toMatchObject([{ number: 1, state: 'open' }]);
  });

  it('of code scanning are at the ref where they were found', async () => {
    const { control } = place();
    const ref = 'refs/pull/1/merge';
    await control.push({ repository, branch: 'work', files: { 'a.txt': 'a' } });
    const { headSha } = await control.openPull({ repository, title: 'Work', head: 'work' });
    await control.openAlert({ repository, source: 'code_scanning', title: 'Something', ref });

    expect(await listed('code-scanning/alerts', { state: 'open' })).toEqual([]);
    expect(await listed('code-scanning/alerts', { state: 'open', ref })).toMatchObject([{ number: 1 }]);
    expect(await listed('code-scanning/analyses', { ref })).toMatchObject([
      { ref, commit_sha: headSha, error: '', tool: { name: 'CodeQL' } },
    ]);
    expect(await listed('code-scanning/analyses')).toEqual([]);
    await control.noteAnalysis({ repository, ref: 'refs/heads/main' });
    expect(await listed('code-scanning/analyses')).toHaveLength(1);
  });

  it('of code scanning are dismissed without a ref, and fixed at one', async () => {
    const { control, endpoint, posted } = place();
    await control.openAlert({ repository, source: 'code_scanning', title: 'Something' });
    await control.changeAlert({ repository, source: 'code_scanning', number: 1, change: 'fixed' });
    await control.changeAlert({ repository, source: 'code_scanning', number: 1, change: 'dismissed' });

    await posted();
    expect(endpoint.payloads('code_scanning_alert')).toMatchObject([
      { action: 'created', ref: 'refs/heads/main', alert: { state: 'open' } },
      { action: 'fixed', ref: 'refs/heads/main', alert: { state: 'fixed' } },
      { action: 'closed_by_user', ref: '', alert: { state: 'dismissed' } },
    ]);
  });

  it('show a secret unless it is to be hidden', async () => {
    await place().control.openAlert({ repository, source: 'secret_scanning', title: 'A key', secret: 'AKIA-1' });

    expect(await listed('secret-scanning/alerts')).toMatchObject([{ secret: 'AKIA-1' }]);
    expect(await listed('secret-scanning/alerts', { hide_secret: true })).toMatchObject([{ secret: null }]);
  });

  it('refuse an App that may not see them, and a change of one that is not there', async () => {
    const other = await place().install({ slug: 'other', permissions: { contents: 'read' } });
    await expect(other.octokit.request('GET /repos/{owner}/{repo}/dependabot/alerts', web)).rejects.toMatchObject({
      status: 403,
    });
    await place().control.changeRepository({ repository, private: false });
    await expect(other.octokit.request('GET /repos/{owner}/{repo}/dependabot/alerts', web)).rejects.toMatchObject({
      status: 403,
    });
    const change = { repository, source: 'dependabot', number: 9, change: 'fixed' } as const;
    await expect(place().control.changeAlert(change)).rejects.toThrow('There is no alert 9 of dependabot');
  });
});
