import { missingMembers } from '../events/example-members.test.support';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';

describe('deployments', () => {
  const permissions = { deployments: 'write', checks: 'write', actions: 'read', contents: 'read' } as const;
  const { place, bot } = useHookedGitHub({ slug: 'robot', permissions });

  const none: string[] = [];
  const asked = { required_contexts: none, auto_merge: false };
  const push = async (branch: string) => (await place().control.push({ repository, branch, files: { a: branch } })).sha;
  const create = async (ref: string, more: object = {}) => {
    const { data } = await bot().octokit.request('POST /repos/{owner}/{repo}/deployments', {
      ...{ ...web, ...asked, ref },
      ...more,
    });
    if (!('id' in data)) throw new Error(String(data.message));
    return data;
  };
  const tell = async (id: number | bigint, state: 'success' | 'in_progress' | 'inactive', more: object = {}) =>
    (
      await bot().octokit.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        ...{ ...web, deployment_id: Number(id), state },
        ...more,
      })
    ).data;
  const states = async (id: number | bigint) =>
    (
      await bot().octokit.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        ...{ ...web, deployment_id: Number(id) },
      })
    ).data.map(({ state }) => state);
  const refusal = (route: string, parameters: object) =>
    bot()
      .octokit.request(route, { ...web, ...parameters })
      .then(
        ({ status }) => ({ status, message: '' }),
        ({ status, message }: { status: number; message: string }) => ({ status, message }),
      );
  const making = 'POST /repos/{owner}/{repo}/deployments';

  it('are made for a commit, told of, and listed by what they are for', async () => {
    const sha = await push('topic');
    const made = await create(sha, { environment: 'staging', payload: { job: 'one' }, task: 'deploy:one' });
    expect(made).toMatchObject({
      ...{ sha, ref: sha, task: 'deploy:one', environment: 'staging', payload: { job: 'one' } },
      ...{ transient_environment: false, production_environment: false },
      performed_via_github_app: { slug: 'robot' },
      creator: { login: 'robot[bot]' },
    });
    expect(await create(sha)).toMatchObject({ environment: 'production', production_environment: true });
    const status = await tell(made.id, 'in_progress', { log_url: 'https://a.example/log', description: 'Running' });
    expect(status).toMatchObject({ state: 'in_progress', log_url: 'https://a.example/log', environment: 'staging' });
    await tell(made.id, 'success', { environment_url: 'https://a.example' });
    expect(await states(made.id)).toEqual(['success', 'in_progress']);

    const listed = async (more: object) =>
      (await bot().octokit.request('GET /repos/{owner}/{repo}/deployments', { ...web, ...more })).data.length;
    expect([await listed({}), await listed({ environment: 'staging' }), await listed({ task: 'deploy' })]).toEqual([
      2, 1, 1,
    ]);
    const { data } = await bot().octokit.request('GET /repos/{owner}/{repo}/environments', web);
    expect(data.environments?.map(({ name }) => name).sort()).toEqual(['production', 'staging']);

    const events = (await place().posted()).filter((event) => event.startsWith('deployment'));
    expect(events).toEqual([
      ...['deployment.created', 'deployment.created'],
      ...['deployment_status.created', 'deployment_status.created'],
    ]);
    for (const event of ['deployment', 'deployment_status'])
      for (const payload of place().endpoint.payloads(event)) expect(missingMembers(event, payload)).toEqual([]);
  });

  it('of the same environment are inactive once a newer one is a success, unless transient or of production', async () => {
    const first = await create('main', { environment: 'staging' });
    const transient = await create('main', { environment: 'staging', transient_environment: true });
    const elsewhere = await create('main', { environment: 'other' });
    for (const { id } of [first, transient, elsewhere]) await tell(id, 'success');
    const next = await create('main', { environment: 'staging' });
    await tell(next.id, 'success');

    const newest = [];
    for (const { id } of [first, transient, elsewhere, next]) newest.push((await states(id))[0]);
    expect(newest).toEqual(['inactive', 'success', 'success', 'success']);
  });

  it('bring a branch that is behind up to date first, where that is not turned down, and are not made then', async () => {
    await push('topic');
    const sha = await push('main');
    const route = { ...web, ref: 'topic', required_contexts: [] };
    const merged = await bot().octokit.request(making, route);
    expect(merged).toMatchObject({ status: 202, data: { message: 'Auto-merged main into topic on deployment.' } });
    expect((await create('topic', { auto_merge: true })).sha).not.toBe(sha);
    expect((await create(sha, { auto_merge: true })).sha).toBe(sha);
  });

  it('refuses where a check that is needed has not passed', async () => {
    const sha = await push('topic');
    const run = { ...web, name: 'ci', head_sha: sha };
    const { data } = await bot().octokit.request('POST /repos/{owner}/{repo}/check-runs', run);
    const wanting = async (required_contexts?: string[]) =>
      (await refusal(making, { ref: sha, ...asked, required_contexts })).status;
    expect([await wanting(), await wanting(['ci']), await wanting([]), await wanting(['other'])]).toEqual([
      409, 409, 201, 409,
    ]);
    await bot().octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...{ ...web, check_run_id: Number(data.id), conclusion: 'success' },
    });
    expect([await wanting(), await wanting(['ci']), await wanting(['other'])]).toEqual([201, 201, 409]);
    expect((await refusal(making, { ref: sha, ...asked, required_contexts: ['other'] })).message).toContain(
      `Commit status checks failed for ${sha}`,
    );
  });

  it('refuses what GitHub does not know, who may not, and to remove one that is active', async () => {
    expect(await refusal(making, { ref: 'nowhere', ...asked })).toMatchObject({ status: 422 });
    expect(await refusal(making, { ref: 'main', ...asked, transient_environment: 'yes' })).toMatchObject({
      status: 422,
    });
    const made = await create('main', { environment: 'staging' });
    const other = await create('main', { environment: 'other' });
    const statuses = `POST /repos/{owner}/{repo}/deployments/${made.id}/statuses`;
    const told = async (more: object) => (await refusal(statuses, more)).status;
    expect([
      await told({}),
      await told({ state: 'done' }),
      await told({ state: 'success', description: 'x'.repeat(141) }),
    ]).toEqual([422, 422, 422]);
    const removing = `DELETE /repos/{owner}/{repo}/deployments/${made.id}`;
    await tell(made.id, 'success');
    expect((await refusal(removing, {})).status).toBe(422);
    await tell(made.id, 'inactive');
    expect((await refusal(removing, {})).status).toBe(204);
    expect((await refusal(removing, {})).status).toBe(404);
    expect((await refusal(`DELETE /repos/{owner}/{repo}/deployments/${other.id}`, {})).status).toBe(204);

    const reader = await place().install({ permissions: { deployments: 'read' } });
    const { status } = await reader.octokit.request(making, { ...web, ref: 'main', ...asked }).catch((error) => error);
    expect(status).toBe(403);
  });
});
