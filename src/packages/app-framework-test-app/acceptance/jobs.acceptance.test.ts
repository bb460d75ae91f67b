import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import {
  callStates,
  checkRunWith,
  executionEnds,
  type GivenWorkflows,
  givenWorkflows,
  jobWith,
  tendJobs,
  withoutStatusEvents,
  workflowPermissions,
} from './harness/given-jobs';
import { at, listAt, numberAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'a job of a workflow', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  const jobs = async (...args: string[]) => {
    const ended = await operationsTool(['jobs', ...args, '--json']);
    expectExit(ended, 0);
    return ended.json();
  };

  /** An issue where somebody who may asks the bot, and what it answers. */
  const talkIn = async (repository: string, { owner, token }: Pick<GivenWorkflows, 'owner' | 'token'> = given) => {
    const { app } = given;
    const member = (await gitHub.createAccount(`jobs-${app.appId}-${Date.now()}`, 'User')).login;
    await people.addMember({ organization: owner, user: member });
    await people.addCollaborator({ repository, user: member, permission: 'write' });
    const number = await gitHub.openIssue({ repository, title: 'A place to talk' });
    const path = `/repos/${repository}/issues/${number}/comments`;
    return {
      member,
      say: (command: string) => people.comment({ repository, number, body: `@ai3-mvp ${command}`, sender: member }),
      told: (part: string): Promise<string> =>
        eventually({ what: `a comment with ${part}` }, async () => {
          const { body } = await askGitHub(app.gitHubApiUrl, path, token);
          return listAt(body)
            .map((comment) => textAt(comment, 'body'))
            .find((text) => text.includes(part));
        }),
    };
  };

  it('is concluded though nobody tells that its execution ran and ended, also by two who look after it at once', async () => {
    const lost = await withoutStatusEvents(async () => {
      const lostSha = await given.pushTo('main');
      await checkRunWith({ status: 'queued' }, () => checkRunsOf(given.commit(lostSha)));
      await executionEnds(given, lostSha);
      return lostSha;
    });
    await Promise.all([tendJobs(), tendJobs()]);
    const runs = await completedCheckRuns(given.commit(lost));

    expect(runs).toMatchObject([{ conclusion: 'success' }]);
    expect(await given.jobsOf(lost)).toMatchObject([{ Status: { S: 'SUCCEEDED' } }]);
  });

  it('is open again when its execution is redriven, and gets the conclusion of that', async () => {
    const sha = await given.pushTo('soak/redriven');
    const runs = () => checkRunsOf(given.commit(sha));
    await callStates('StopExecution', await jobWith('RUNNING', given, sha));
    await checkRunWith({ conclusion: 'cancelled' }, runs);
    await callStates('RedriveExecution', await jobWith('ABORTED', given, sha));
    await checkRunWith({ status: 'in_progress' }, runs);

    const again = await jobWith('RUNNING', given, sha);
    expect(again).toMatchObject({ Redrives: { N: '1' } });
    await callStates('StopExecution', again);
    await checkRunWith({ conclusion: 'cancelled' }, runs);
    expect(await runs()).toHaveLength(1);
  });

  it('is run again by its check run’s button, as another attempt with a check run of its own', async () => {
    const sha = await given.pushTo('main');
    const [run] = await completedCheckRuns(given.commit(sha));
    await control('POST', '/check-run-requests', { id: run?.id, sender: given.owner });
    const runs = await completedCheckRuns(given.commit(sha), 2);

    expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
    expect((await given.jobsOf(sha)).map(({ Attempt }) => Attempt?.N).sort()).toEqual(['1', '2']);
  });

  it('is run again with all others that the App has on a commit', async () => {
    const sha = await given.pushTo('release/again');
    const commit = given.commit(sha);
    await completedCheckRuns(commit);
    const path = `/repos/${given.repository}/commits/${sha}/check-runs`;
    const { body } = await askGitHub(given.app.gitHubApiUrl, path, given.token);
    const id = numberAt(body, 'check_runs', 0, 'check_suite', 'id');
    await control('POST', '/check-suite-requests', { id, sender: given.owner });
    const runs = await completedCheckRuns(commit, 2);

    expect(runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['release', 'success'],
      ['release', 'success'],
    ]);
    expect((await given.jobsOf(sha)).map(({ Attempt }) => Attempt?.N).sort()).toEqual(['1', '2']);
  });

  it('is stopped by a newer one of its branch, and says by which', async () => {
    const old = await given.pushTo('soak/overtaken');
    await jobWith('RUNNING', given, old);
    const sha = await given.pushTo('soak/overtaken');
    const overtaken = await jobWith('SUPERSEDED', given, old);
    const newest = await jobWith('RUNNING', given, sha);
    const shown = await checkRunWith({ conclusion: 'cancelled' }, () => checkRunsOf(given.commit(old)));

    expect(shown.summary).toContain(newest.JobId?.S);
    expect(at(await callStates('DescribeExecution', overtaken), 'status')).toBe('ABORTED');
    expect(at(await callStates('DescribeExecution', newest), 'status')).toBe('RUNNING');
    await callStates('StopExecution', newest);
  });

  it('times out by its execution alone, or by its Express child, and its check run says so', async () => {
    const sha = await given.pushTo('probe/late');
    const runs = await completedCheckRuns(given.commit(sha), 2);

    const told = { conclusion: 'timed_out', title: 'Ran out of time' };
    expect(runs.sort((one, other) => one.name.localeCompare(other.name))).toMatchObject([
      { name: 'probe', ...told },
      { name: 'quick-probe', ...told },
    ]);
    expect((await given.jobsOf(sha)).map(({ Status }) => Status?.S)).toEqual(['TIMED_OUT', 'TIMED_OUT']);
  });

  it('is listed and stopped by a comment, and run again by the operator', async () => {
    const { repository } = given;
    const { member, say, told } = await talkIn(repository);
    const sha = await given.pushTo('soak/commanded');
    const id = String((await jobWith('RUNNING', given, sha)).JobId?.S);
    await say('status');
    expect(await told(`job \`${id.slice(0, 10)}\``)).toContain('`soak` of');
    await say(`cancel ${id.slice(0, 10)}`);
    await told('is being stopped');
    const runs = () => checkRunsOf(given.commit(sha));
    const { summary } = await checkRunWith({ conclusion: 'cancelled' }, runs);
    expect(summary).toContain(`Stopped by ${member}.`);

    await jobWith('ABORTED', given, sha);
    const next = textAt(await jobs('rerun', id), 'next');
    expect(listAt(await jobs('list'), 'jobs').map((one) => textAt(one, 'job'))).toContain(next);
    expect(listAt(await jobs('show', next.slice(0, 8), '--repository', repository), 'jobs')).toMatchObject([
      { job: next, attempt: 2, startedBy: 'an operator' },
    ]);
    await jobs('cancel', next);
    await eventually({ what: 'two cancelled check runs' }, async () => {
      const ended = (await runs()).filter(({ conclusion }) => conclusion === 'cancelled');
      return ended.length === 2 ? true : undefined;
    });
  });

  it('is found and stopped by a comment in its repository that is called otherwise by now', async () => {
    const { owner } = given;
    const was = `${owner}/before`;
    const id = await gitHub.createRepository(owner, 'before');
    const sha = await gitHub.push({ repository: was, branch: 'soak/renamed', files: { 'a.txt': 'a' }, sender: owner });
    const of = { ...given, jobsOf: (commit: string) => given.jobsIn(id, commit) };
    const job = String((await jobWith('RUNNING', of, sha)).JobId?.S).slice(0, 10);
    await control('PATCH', '/repositories', { repository: was, name: 'After' });
    const { say, told } = await talkIn(`${owner}/After`);
    await say('status');
    expect(await told(`job \`${job}\``)).toContain('`soak` of');
    await say(`cancel ${job}`);
    await told('is being stopped');
    await jobWith('ABORTED', of, sha);
    expect(listAt(await jobs('list', '--repository', was.toUpperCase()), 'jobs')).toHaveLength(1);
  });

  it('is run again in the installation of whoever owns its repository by now, and under its name there', async () => {
    const { app, owner } = given;
    const { appId, gitHubApiUrl } = app;
    const was = `${owner}/moving`;
    const id = await gitHub.createRepository(owner, 'moving');
    const branches = ['main', 'release/one', 'release/two'];
    const shas: string[] = [];
    for (const branch of branches) {
      const sha = await gitHub.push({ repository: was, branch, files: { [`${branch}.txt`]: 'a' }, sender: owner });
      shas.push(sha);
    }
    const [pressed = '', said = '', operated = ''] = shas;
    const old = { gitHubApiUrl, repository: was, token: given.token };
    const [button] = await completedCheckRuns({ ...old, sha: pressed });
    const jobOf = async (sha: string) => String((await given.jobsIn(id, sha))[0]?.JobId?.S);
    for (const sha of [said, operated]) await completedCheckRuns({ ...old, sha });

    const others = (await gitHub.createAccount(`others-${appId}-${Date.now()}`)).login;
    const installationId = await gitHub.install({ appId, account: others, permissions: workflowPermissions });
    await gitHub.changeRepository({ repository: was, owner: others });
    await gitHub.changeRepository({ repository: `${others}/moving`, name: 'moved' });
    const tokens = await clientAs('InstallationTokenCallerRole');
    const token = (await tokens.getInstallationToken({ appId, owner: others })).installationToken ?? '';
    const repository = `${others}/moved`;
    // No event has told of the new place yet: the operator's tool asks GitHub.
    await jobs('rerun', await jobOf(operated));
    await gitHub.requestCheckRun({ id: Number(button?.id), sender: others });
    const { say, told } = await talkIn(repository, { owner: others, token });
    await say(`rerun ${(await jobOf(said)).slice(0, 10)}`);
    await told('runs again as job');
    for (const sha of shas) {
      const runs = await completedCheckRuns({ gitHubApiUrl, repository, token, sha }, 2);
      expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
      const [, next] = (await given.jobsIn(id, sha)).sort((a, b) => Number(a.Attempt?.N) - Number(b.Attempt?.N));
      expect(next).toMatchObject({ InstallationId: { N: String(installationId) }, RepoFullName: { S: repository } });
    }
    await gitHub.uninstall(installationId);
  });

  it('is stopped when the App is suspended, and concluded when it is so no more; and stopped when it is uninstalled', async () => {
    const { installationId } = given;
    const suspended = await given.pushTo('soak/suspended');
    await jobWith('RUNNING', given, suspended);
    await gitHub.changeInstallation(installationId, { suspended: true });
    expect(await jobWith('ABORTED', given, suspended)).toMatchObject({ StopReason: { S: 'The App was suspended.' } });
    await gitHub.changeInstallation(installationId, { suspended: false });
    const concluded = await checkRunWith({ conclusion: 'cancelled' }, () => checkRunsOf(given.commit(suspended)));
    expect(concluded.summary).toContain('The App was suspended.');

    const uninstalled = await given.pushTo('soak/uninstalled');
    await jobWith('RUNNING', given, uninstalled);
    await gitHub.uninstall(installationId);
    expect(await jobWith('ABORTED', given, uninstalled)).toMatchObject({
      StopReason: { S: 'The App was uninstalled.' },
    });
  });
});
