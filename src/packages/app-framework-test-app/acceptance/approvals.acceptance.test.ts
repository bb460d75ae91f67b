import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { askGitHub } from './harness/github-api';
import { checkRunWith, type GivenWorkflows, givenWorkflows, jobWith } from './harness/given-jobs';
import { listAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

const check = 'ai3-mvp / CI Check';

describeWith(['the local GitHub', 'the local AWS'], 'a job that waits for an approval', () => {
  let given: GivenWorkflows;
  let member: string;
  let stranger: string;
  beforeAll(async () => {
    given = await givenWorkflows();
    const { app, owner, repository } = given;
    member = (await gitHub.createAccount(`approver-${app.appId}`, 'User')).login;
    stranger = (await gitHub.createAccount(`stranger-${app.appId}`, 'User')).login;
    await people.addMember({ organization: owner, user: member });
    await people.addCollaborator({ repository, user: member, permission: 'write' });
    await gitHub.createRepository(stranger, 'web');
  });
  afterAll(() => given.takeAway());

  const runsOf = (sha: string) => async () =>
    (await checkRunsOf(given.commit(sha))).filter(({ name }) => name === check);
  const told = (number: number, part: string) =>
    eventually({ what: `a comment with ${part}`, seconds: 90 }, async () => {
      const path = `/repos/${given.repository}/issues/${number}/comments`;
      const { body } = await askGitHub(given.app.gitHubApiUrl, path, given.token);
      return listAt(body).find((comment) => textAt(comment, 'body').includes(part));
    });

  it('of a fork starts when somebody who may write approves its commit, and each newer one anew', async () => {
    const { repository } = given;
    const fork = `${stranger}/web`;
    const pushed = { repository: fork, branch: 'mine', sender: stranger };
    await gitHub.push({ ...pushed, files: { a: 'one' } });
    const pull = { repository, title: 'Take this', head: 'mine', fork, sender: stranger };
    const { number, headSha } = await gitHub.openPull(pull);
    const run = await checkRunWith({ name: check, conclusion: 'action_required' }, runsOf(headSha));
    const waiting = await jobWith('WAITING', given, headSha);
    const id = String(waiting.JobId?.S).slice(0, 10);
    expect(waiting).not.toHaveProperty('ExecutionArn');
    expect(run.summary).toContain(`@ai3-mvp approve ${id}`);

    await gitHub.requestCheckRun({ id: run.id, identifier: 'approve', sender: stranger });
    await people.comment({ repository, number, body: `@ai3-mvp approve ${id}`, sender: member });
    await told(number, 'starts, for commit');
    const [done] = await eventually({ what: `the success of ${id}`, seconds: 90 }, async () => {
      const runs = await runsOf(headSha)();
      return runs[0]?.conclusion === 'success' ? runs : undefined;
    });
    expect(done?.summary).toContain(`Approved by \`${member}\`.`);
    expect(await given.jobsOf(headSha)).toHaveLength(1);

    const sha = await gitHub.push({ ...pushed, files: { a: 'two' } });
    const next = await checkRunWith({ name: check, conclusion: 'action_required' }, runsOf(sha));
    await gitHub.requestCheckRun({ id: next.id, identifier: 'reject', sender: member });
    await jobWith('ABORTED', given, sha);
    await checkRunWith({ name: check, conclusion: 'cancelled' }, runsOf(sha));
    await completedCheckRuns(given.commit(sha), 2);
  }, 300_000);
});
