import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type CheckRun, checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { administrator, outputs } from './harness/deployment';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'a workflow', () => {
  let given: GivenWorkflows;
  afterEach(() => gitHub.clearFaults());
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  const commit = (sha: string) => given.commit(sha);
  const pushTo = (branch: string) => given.pushTo(branch);
  /** The row of the one job that a commit's check run shows. */
  const jobOf = async ({ summary }: CheckRun) => {
    const JobId = { S: /job `([0-9a-f]{40})`/.exec(String(summary))?.[1] ?? '' };
    const asked = new GetItemCommand({ TableName: outputs.JobsTableName, Key: { JobId }, ConsistentRead: true });
    return (await administrator.dynamoDb.send(asked)).Item;
  };

  it('starts at a push, and its check run gets the conclusion that the state machine earned', async () => {
    const sha = await pushTo('main');
    const [run, ...others] = await completedCheckRuns(commit(sha));

    expect(others).toEqual([]);
    expect(run).toMatchObject({ name: 'ai3-mvp / CI Check', conclusion: 'success', title: 'Succeeded' });
    const job = run && (await jobOf(run));
    expect(job).toMatchObject({
      Status: { S: 'SUCCEEDED' },
      RepoFullName: { S: given.repository },
      HeadSha: { S: sha },
      ExecutionArn: { S: expect.stringContaining(':execution:') },
      CheckRunId: { N: String(run?.id) },
    });
  });

  it('fails where its Express child failed, and says by what', async () => {
    const sha = await pushTo('broken/one');
    const [run] = await completedCheckRuns(commit(sha));

    expect(run).toMatchObject({ conclusion: 'failure', title: 'Failed' });
    expect(run?.summary).toContain('It ended with `SuiteFailed`.');
    expect(run?.summary).toContain('The branch says so.');
    expect(run && (await jobOf(run))).toMatchObject({ Status: { S: 'FAILED' }, Error: { S: 'SuiteFailed' } });
  });

  it('starts for a pull request into a branch that is meant, on its head', async () => {
    const sha = await pushTo('work');
    await gitHub.openPull({ repository: given.repository, title: 'Work', head: 'work', sender: given.owner });

    // The other one is of the handler check-head.
    const runs = await completedCheckRuns(commit(sha), 2);
    expect(runs.map(({ name, conclusion }) => [name, conclusion]).sort()).toEqual([
      ['ai3-mvp / CI Check', 'success'],
      ['head', 'success'],
    ]);
  });

  it('runs as a Standard one, too, and each by its own check', async () => {
    const sha = await pushTo('release/1');

    expect(await completedCheckRuns(commit(sha))).toMatchObject([{ name: 'release', conclusion: 'success' }]);
  });

  it('starts once for a delivery that comes twice, and not for what no trigger means', async () => {
    await gitHub.addDeliveryFault({ effect: 'repeated', event: 'push', appId: given.app.appId, copies: 2 });
    const sha = await pushTo('main');
    const elsewhere = await pushTo('elsewhere');
    const later = await pushTo('main');
    await completedCheckRuns(commit(later));

    expect(await completedCheckRuns(commit(sha))).toHaveLength(1);
    expect(await checkRunsOf(commit(elsewhere))).toEqual([]);
    expect(await given.jobsOf(sha)).toHaveLength(1);
  });

  it('shows what was queued, though GitHub answered nothing when the check run was made', async () => {
    const { requests, result: runs } = await gitHub.requestsDuring(async () => {
      const path = `^/repos/${given.repository}/check-runs$`;
      await gitHub.addFault({ path, method: 'POST', status: 502, body: { message: 'Server Error' } });
      return completedCheckRuns(commit(await pushTo('main')));
    });

    expect(runs).toMatchObject([{ conclusion: 'success' }]);
    expect(
      requests.filter(({ method, path }) => method === 'POST' && path === `/repos/${given.repository}/check-runs`),
    ).toHaveLength(2);
  });
});
