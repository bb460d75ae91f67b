import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { eventually, nextSecond } from './harness/eventually';
import { clientAs, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { at, listAt, numberAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'triggers that are data of an installation', () => {
  let given: GivenWorkflows;
  let owner: { readonly appId: number; readonly installationId: number };
  beforeAll(async () => {
    given = await givenWorkflows();
    owner = { appId: given.app.appId, installationId: given.installationId };
  });
  afterAll(() => given.takeAway());

  const whose = () => ['--app-id', String(owner.appId), '--installation', String(owner.installationId)];
  async function tool(...args: string[]): Promise<unknown> {
    const ended = await operationsTool(['triggers', ...args, ...whose(), '--json']);
    expectExit(ended, 0);
    return ended.json();
  }

  it('start their workflow from the next event on, with what they give along, until they are deleted', async () => {
    const client = await clientAs('OperatorRole');
    await client.putTrigger({
      ...owner,
      triggerId: 'side',
      workflow: 'ci',
      filters: { event: 'push', branches: ['side'] },
      parameters: '{"depth":3}',
    });
    const sha = await given.pushTo('side');

    expect(await completedCheckRuns(given.commit(sha))).toMatchObject([
      { name: 'ai3-mvp / CI Check (side)', conclusion: 'success' },
    ]);
    const [job] = await given.jobsOf(sha);
    expect(JSON.parse(job?.Input?.S ?? '')).toMatchObject({ trigger: 'side', parameters: { depth: 3 } });

    await client.deleteTrigger({ ...owner, triggerId: 'side' });
    const later = await given.pushTo('side');
    const main = await given.pushTo('main');
    await completedCheckRuns(given.commit(main));
    expect(await checkRunsOf(given.commit(later))).toEqual([]);
  });

  it('are put, listed, tested on a delivery and deleted by the tool, and no test starts anything', async () => {
    // Of a new branch nobody can tell which files changed.
    await given.pushTo('elsewhere');
    await tool('put', 'docs', '--workflow', 'release', '--filters', '{"event":"push","paths":["docs/**"]}');
    const sha = await given.pushTo('elsewhere');
    await gitHub.webhooksSettled();
    const pushes = (await gitHub.deliveries(owner.appId)).filter(({ event }) => event === 'push');
    const decisions = await eventually({ what: 'a delivery that is kept' }, async () => {
      const args = ['triggers', 'test', ...whose(), '--delivery', pushes[0]?.deliveryId ?? '', '--json'];
      const ended = await operationsTool(args);
      return ended.exitCode === 0 ? listAt(ended.json(), 'decisions') : undefined;
    });

    expect(decisions).toContainEqual({
      workflow: 'release',
      trigger: 'docs',
      outcome: 'refused',
      refusedBy: 'paths',
      value: expect.stringMatching(/^\d+\.txt$/),
      meant: 'docs/**',
    });
    expect(decisions).toContainEqual(expect.objectContaining({ workflow: 'ci', trigger: '2', refusedBy: 'branches' }));
    expect(listAt(await tool('list'), 'triggers').map((one) => at(one, 'triggerId'))).toEqual(['docs']);
    await tool('delete', 'docs');
    expect(listAt(await tool('list'), 'triggers')).toEqual([]);
    expect(await given.jobsOf(sha)).toEqual([]);
  });

  it('have a required check concluded as skipped where they say so and a filter refuses', async () => {
    // Of a new branch nobody can tell which files changed.
    await given.pushTo('noted');
    await tool(
      'put',
      'docs',
      '--workflow',
      'ci',
      '--filters',
      '{"event":"push","paths":["docs/**"],"whenFiltered":"skipped"}',
    );
    try {
      const sha = await given.pushTo('noted');
      const [run, ...others] = await completedCheckRuns(given.commit(sha));

      expect(others).toEqual([]);
      expect(run).toMatchObject({ name: 'ai3-mvp / CI Check (docs)', conclusion: 'skipped' });
      expect(run?.summary).toMatch(/paths: it is \d+\.txt, and what is meant is docs\/\*\*/);
      const [job] = await given.jobsOf(sha);
      expect(job).toMatchObject({ Status: { S: 'SKIPPED' } });
      expect(job).not.toHaveProperty('ExecutionArn');
    } finally {
      await tool('delete', 'docs');
    }
  });

  it('start when a workflow of GitHub Actions has ended well, on its commit, and not for another', async () => {
    const { repository, installationId, owner: login, app } = given;
    await tool('put', 'after', '--workflow', 'release', '--filters', '{"event":"workflow_run","workflows":["Build"]}');
    const sha = await given.pushTo('built');
    const sender = { id: 7, login, type: 'User' };
    const { body } = await askGitHub(gitHub.url, `/repos/${repository}`, given.token);
    const place = {
      repository: { id: numberAt(body, 'id'), full_name: repository },
      installation: { id: installationId },
    };
    const ended = (id: number, conclusion: string) => {
      const of = { id, name: 'Build', event: 'push', head_branch: 'built', head_sha: sha, actor: sender };
      const created_at = `2026-11-01T07:00:0${id}Z`;
      const run = { ...of, conclusion, status: 'completed', created_at, head_repository: place.repository };
      const payload = { action: 'completed', workflow_run: run, workflow: { name: 'Build' }, sender, ...place };
      return gitHub.postWebhookAndWait(app.appId, { event: 'workflow_run', payload });
    };
    await ended(1, 'failure');
    const { deliveryId } = (await ended(2, 'success')) ?? {};

    expect(await completedCheckRuns(given.commit(sha))).toMatchObject([
      { name: 'release (after)', conclusion: 'success' },
    ]);
    const jobs = await given.jobsOf(sha);
    expect(jobs.map(({ Input }) => JSON.parse(Input?.S ?? ''))).toMatchObject([
      { event: 'workflow_run', deliveryId, sha },
    ]);
    await tool('delete', 'after');
  });

  it('are of commands, too: who may write has a workflow started on the head of a pull request', async () => {
    const { repository, owner: organization } = given;
    const sender = (await gitHub.createAccount(`commands-${owner.appId}`, 'User')).login;
    await people.addMember({ organization, user: sender });
    await people.addCollaborator({ repository, user: sender, permission: 'write' });
    const sha = await given.pushTo('commanded');
    const { number } = await gitHub.openPull({ repository, title: 'Docs', head: 'commanded', sender });
    await completedCheckRuns(given.commit(sha), 2);
    await nextSecond();
    await people.comment({ repository, number, body: '@ai3-mvp check', sender });
    const jobs = await eventually({ what: 'a job of the command' }, async () => {
      const found = await given.jobsOf(sha);
      return found.length === 2 ? found : undefined;
    });

    const input = jobs.map((job) => JSON.parse(job.Input?.S ?? '')).find(({ event }) => event === 'command');
    expect(input).toMatchObject({ workflow: 'ci', sha, pullRequest: number, sender: { login: sender } });
    const runs = await completedCheckRuns(given.commit(sha), 3);
    expect(runs.filter(({ name }) => name === 'ai3-mvp / CI Check')).toHaveLength(2);
  });

  it('are refused to who may not put them, and for a workflow that is not offered', async () => {
    const trigger = { ...owner, triggerId: 'a', workflow: 'nothing', filters: { event: 'push' } } as const;
    expect(await refusalOf((await clientAs('AppTokenCallerRole')).putTrigger(trigger))).toMatchObject({ status: 403 });
    expect(await refusalOf((await clientAs('OperatorRole')).putTrigger(trigger))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('ci, release'),
    });
  });

  it('go when the App is uninstalled, and none is put there any more', async () => {
    await tool('put', 'docs', '--workflow', 'release', '--filters', '{"event":"push"}');
    await gitHub.uninstall(owner.installationId);
    await eventually({ what: 'no trigger of the installation' }, async () =>
      listAt(await tool('list'), 'triggers').length === 0 ? true : undefined,
    );
    const trigger = { ...owner, triggerId: 'late', workflow: 'release', filters: { event: 'push' } } as const;
    expect(await refusalOf((await clientAs('OperatorRole')).putTrigger(trigger))).toMatchObject({
      message: expect.stringContaining(`uninstalled from installation ${owner.installationId}`),
    });
  });
});
