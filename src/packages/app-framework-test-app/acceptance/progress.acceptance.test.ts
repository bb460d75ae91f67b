import { checkRunsOf } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { askGitHub } from './harness/github-api';
import { callStates, checkRunWith, type GivenWorkflows, givenWorkflows, jobWith, tendJobs } from './harness/given-jobs';
import { at, listAt, numberAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'what people see of a job', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  const commentWith = (parts: readonly string[], path: string) =>
    eventually({ what: `a comment with ${parts.join(' and ')}` }, async () => {
      const { app, repository, token } = given;
      const comments = listAt((await askGitHub(app.gitHubApiUrl, `/repos/${repository}${path}`, token)).body);
      const found = comments.find((one) => parts.every((part) => textAt(one, 'body').includes(part)));
      return found === undefined
        ? undefined
        : { id: numberAt(found, 'id'), body: textAt(found, 'body'), of: comments.length };
    });

  it('is one comment on its pull request, which is edited until it says how the job ended; and one on a commit without', async () => {
    const { repository, owner } = given;
    const base = await given.pushTo('soak/base');
    const sha = await given.pushTo('work');
    const { number } = await gitHub.openPull({
      repository,
      title: 'Soak',
      head: 'work',
      base: 'soak/base',
      sender: owner,
    });
    const onPull = `/issues/${number}/comments`;
    const job = await jobWith('RUNNING', given, sha);
    const running = await commentWith([`\`soak\` for ${sha}: **Running**.`, `Started by \`${owner}\``], onPull);
    // Its first state may be told of later than its execution.
    const going = await eventually({ what: 'the step that goes on' }, async () => {
      await tendJobs();
      return commentWith(['| `Soak: for a while` | running |'], onPull);
    });
    await callStates('StopExecution', job);
    const ended = await commentWith(['**Stopped** after', '| `Soak: for a while` | stopped |', '`rerun '], onPull);
    expect([going, ended]).toMatchObject([{ id: running.id }, { id: running.id, of: 1 }]);

    await callStates('StopExecution', await jobWith('RUNNING', given, base));
    await checkRunWith({ conclusion: 'cancelled' }, () => checkRunsOf(given.commit(base)));
    expect(await commentWith([`\`soak\` for ${base}: **Stopped**`], `/commits/${base}/comments`)).toMatchObject({
      of: 1,
    });
  });

  it('is its place in line, while as many of its workflow run as may', async () => {
    const shas: string[] = [];
    for (const branch of ['soak/first', 'soak/second', 'soak/third', 'soak/fourth'])
      shas.push(await given.pushTo(branch));
    const rows = async () => (await Promise.all(shas.map(given.jobsOf))).flat();
    const statuses = (wanted: readonly string[]) =>
      eventually({ what: `jobs that are ${wanted}` }, async () => {
        const found = (await rows()).map(({ Status }) => Status?.S).sort();
        return String(found) === String(wanted) ? true : undefined;
      });
    await statuses(['QUEUED', 'QUEUED', 'RUNNING', 'RUNNING']);
    await tendJobs();
    const listed = await operationsTool(['jobs', 'list', '--repository', given.repository, '--json']);
    expectExit(listed, 0);
    const positions = listAt(listed.json(), 'jobs').map((job) => at(job, 'position'));
    expect(positions.filter((position) => position !== undefined).sort()).toEqual([1, 2]);

    const [running] = (await rows()).filter(({ Status }) => Status?.S === 'RUNNING');
    if (!running) throw new Error('No job is running.');
    await callStates('StopExecution', running);
    await statuses(['ABORTED', 'QUEUED', 'RUNNING', 'RUNNING']);
    for (const job of await rows())
      expectExit(await operationsTool(['jobs', 'cancel', String(job.JobId?.S), '--json']), 0);
    await statuses(['ABORTED', 'ABORTED', 'ABORTED', 'ABORTED']);
  });
});
