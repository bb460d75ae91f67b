import { missingMembers } from '../events/example-members.test.support';
import { type HookedGitHub, type Installed, startHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';

describe('check runs', () => {
  let place: HookedGitHub;
  let bot: Installed;
  let headSha: string;

  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install({ slug: 'robot', permissions: { checks: 'write', pull_requests: 'read' } });
    headSha = (await place.control.push({ repository, branch: 'topic', files: { a: 'a' } })).sha;
    await place.control.openPull({ repository, title: 'x', head: 'topic' });
  });
  afterEach(() => place.stop());

  const create = async (more: { name?: string; conclusion?: 'success' } = {}, by = bot) =>
    (
      await by.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        ...web,
        name: 'lint',
        head_sha: headSha,
        ...more,
      })
    ).data;

  it('name no pull request of a fork', async () => {
    const { login: owner } = await place.control.createAccount({ login: 'mallory', type: 'User' });
    await place.control.createRepository({ owner, name: 'web' });
    const fork = `${owner}/web`;
    const { sha } = await place.control.push({ repository: fork, branch: 'mine', files: { a: 'a' }, sender: owner });
    await place.control.openPull({ repository, title: 'Mine', head: 'mine', fork, sender: owner });
    const made = { ...web, name: 'lint', head_sha: sha };
    const { data } = await bot.octokit.request('POST /repos/{owner}/{repo}/check-runs', made);

    expect(data.pull_requests).toEqual([]);
  });

  it('are told from their making to their end, with all that GitHub tells', async () => {
    const run = await create();
    expect(run).toMatchObject({
      status: 'queued',
      conclusion: null,
      app: { slug: 'robot' },
      pull_requests: [{ number: 1 }],
    });
    const asked = { ...web, check_run_id: run.id };
    const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
    await bot.octokit.request(route, { ...asked, status: 'in_progress', external_id: 'delivery 1' });
    const output = (title: string, annotations: number) => ({
      title,
      summary: 's',
      annotations: Array.from({ length: annotations }, () => ({
        path: 'a',
        start_line: 1,
        end_line: 1,
        annotation_level: 'notice' as const,
        message: 'm',
      })),
    });
    await bot.octokit.request(route, { ...asked, output: output('one', 50) });
    await bot.octokit.request(route, { ...asked, conclusion: 'failure', output: output('two', 1) });
    const { data } = await bot.octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', asked);
    expect(data).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      external_id: 'delivery 1',
      completed_at: expect.any(String),
      output: { title: 'two', annotations_count: 51 },
    });
    await place.control.rerequestCheckRun({ id: Number(run.id), sender: 'jane' });
    await place.control.requestCheckRunAction({ id: Number(run.id), identifier: 'fix' });
    expect((await place.posted()).filter((event) => event.startsWith('check_run'))).toEqual([
      'check_run.created',
      'check_run.completed',
      'check_run.rerequested',
      'check_run.requested_action',
    ]);
    const payloads = place.endpoint.payloads('check_run');
    for (const payload of payloads) expect(missingMembers('check_run', payload)).toEqual([]);
    expect(payloads[1]).toMatchObject({
      check_run: {
        conclusion: 'failure',
        app: { id: bot.app.appId },
        check_suite: { head_sha: headSha, head_branch: 'topic' },
      },
      sender: { login: 'robot[bot]', type: 'Bot' },
    });
    expect(payloads[2]).toMatchObject({ sender: { login: 'jane', type: 'User' } });
    expect(payloads[3]).toMatchObject({ requested_action: { identifier: 'fix' } });
  });

  it('show buttons, as few and as short as GitHub takes, and press none that is gone', async () => {
    const run = await create();
    const asked = { ...web, check_run_id: run.id };
    const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
    const action = (more: object = {}) => ({ label: 'Fix', description: 'Mends it', identifier: 'fix:1', ...more });
    const shows = (...actions: ReturnType<typeof action>[]) => bot.octokit.request(route, { ...asked, actions });
    await shows(action());
    await shows(action({ identifier: 'fix:2' }), action({ label: 'Leave' }));
    await place.control.requestCheckRunAction({ id: Number(run.id), button: 'Fix', sender: 'jane' });
    await place.control.requestCheckRunAction({ id: Number(run.id), identifier: 'fix:1', sender: 'jane' });
    await place.posted();
    const pressed = place.endpoint.payloads('check_run').slice(-2);
    expect(pressed).toMatchObject(
      ['fix:2', 'fix:1'].map((identifier) => ({ action: 'requested_action', requested_action: { identifier } })),
    );
    const long = { label: 'l'.repeat(21), description: 'd'.repeat(41), identifier: 'i'.repeat(21) };
    for (const [name, text] of Object.entries(long))
      await expect(shows(action({ [name]: text }))).rejects.toMatchObject({ status: 422 });
    await expect(shows(action(), action(), action(), action())).rejects.toMatchObject({ status: 422 });
    await shows();
    const press = place.control.requestCheckRunAction({ id: Number(run.id), button: 'Fix' });
    await expect(press).rejects.toThrow('shows no button Fix now');
  });

  it('are told to who may read them; their buttons to the App that made them', async () => {
    await place.install({ permissions: { checks: 'read' } });
    await place.install({ permissions: { issues: 'write' } });
    const run = await create({ conclusion: 'success' });
    await place.control.rerequestCheckRun({ id: Number(run.id) });
    const events = (await place.posted()).filter((event) => event.startsWith('check_run')).sort();
    expect(events).toEqual([
      'check_run.completed',
      'check_run.completed',
      'check_run.created',
      'check_run.created',
      'check_run.rerequested',
    ]);
  });

  it('are wanted again all at once, of which their App alone is told, with all that GitHub tells', async () => {
    await place.install({ permissions: { checks: 'read' } });
    const run = await create({ conclusion: 'success' });
    await create({ name: 'test' });
    const id = Number(run.check_suite?.id);
    await place.control.rerequestCheckSuite({ id, sender: 'jane' });
    expect((await place.posted()).filter((event) => event.startsWith('check_suite'))).toEqual([
      'check_suite.rerequested',
    ]);
    const [payload = {}] = place.endpoint.payloads('check_suite');
    expect(missingMembers('check_suite', payload)).toEqual([]);
    expect(payload).toMatchObject({
      check_suite: { id, head_sha: headSha, status: 'queued', latest_check_runs_count: 2, app: { id: bot.app.appId } },
      sender: { login: 'jane' },
    });
    await expect(place.control.rerequestCheckSuite({ id: 1 })).rejects.toThrow(/no check suite 1/);
  });

  it('are listed by branch or commit, the newest of each name', async () => {
    const old = await create();
    const fresh = await create({ conclusion: 'success' });
    const other = await create({ name: 'test' });
    const list = async (ref: string, more: { filter?: 'all'; check_name?: string; status?: 'completed' } = {}) =>
      (await bot.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...web, ref, ...more })).data;
    const ids = async (ref: string, more: object = {}) => (await list(ref, more)).check_runs.map(({ id }) => id);
    expect(await ids(headSha)).toEqual([other.id, fresh.id]);
    expect(await ids('topic', { filter: 'all' })).toEqual([other.id, fresh.id, old.id]);
    expect(await ids('heads/topic', { check_name: 'lint' })).toEqual([fresh.id]);
    expect(await list('topic', { status: 'completed' })).toMatchObject({ total_count: 1 });
    expect(await list('main')).toMatchObject({ total_count: 0 });
  });

  it('refuse a commit that is not there, a completion without a conclusion, another App and too many annotations', async () => {
    const status = (route: string, parameters: object, by = bot) =>
      by.octokit.request(route, { ...web, ...parameters }).then(
        (answer) => answer.status,
        (error) => error.status,
      );
    const making = 'POST /repos/{owner}/{repo}/check-runs';
    expect(await status(making, { name: 'x', head_sha: 'f'.repeat(40) })).toBe(422);
    expect(await status(making, { head_sha: headSha })).toBe(422);
    expect(await status(making, { name: 'x', head_sha: headSha, status: 'completed' })).toBe(422);
    const annotations = Array.from({ length: 51 }, () => ({}));
    const output = { title: 't', summary: 's', annotations };
    expect(await status(making, { name: 'x', head_sha: headSha, output })).toBe(422);
    const { id } = await create();
    const other = await place.install({ permissions: { checks: 'write' } });
    expect(await status(`PATCH /repos/{owner}/{repo}/check-runs/${id}`, { status: 'queued' }, other)).toBe(403);
    const reader = await place.install({ permissions: { checks: 'read' } });
    expect(await status(making, { name: 'x', head_sha: headSha }, reader)).toBe(403);
    expect(await status(`GET /repos/{owner}/{repo}/check-runs/${Number(id) + 1}`, {})).toBe(404);
    await expect(place.control.rerequestCheckRun({ id: 1 })).rejects.toThrow(/no check run 1/);
  });
});
