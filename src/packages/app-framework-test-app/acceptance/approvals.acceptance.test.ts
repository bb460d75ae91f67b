import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { awsJsonCall } from './harness/aws-json-call';
import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { administrator } from './harness/deployment';
import { eventually } from './harness/eventually';
import { askGitHub } from './harness/github-api';
import {
  callStates,
  checkRunWith,
  type GivenWorkflows,
  givenWorkflows,
  jobFunction,
  jobWith,
} from './harness/given-jobs';
import { type Identity, sessionLike } from './harness/identities';
import { listAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

const check = 'ai3-mvp / CI Check';

/** What the execution of a job waits with. */
async function taskTokenOf(begin: string): Promise<string> {
  const { environment } = await jobFunction('ask');
  const { Items = [] } = await administrator.dynamoDb.send(
    new ScanCommand({ TableName: environment.APPROVALS_TABLE_NAME }),
  );
  const token = Items.find(({ JobId }) => JobId?.S?.startsWith(begin))?.TaskToken?.S;
  if (token === undefined) throw new Error(`Nothing is asked for by job ${begin}.`);
  return token;
}

function sendTask(taskToken: string, as: Identity): Promise<unknown> {
  const input = { taskToken, output: '{}' };
  return awsJsonCall({ service: 'states', target: 'AWSStepFunctions.SendTaskSuccess', version: '1.0', input, as });
}

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
  const waitingFor = async (branch: string) => {
    const { repository } = given;
    const sha = await gitHub.push({ repository, branch, files: { a: branch }, sender: member });
    const job = await jobWith('WAITING', given, sha);
    const runs = () => checkRunsOf(given.commit(sha));
    const run = await checkRunWith({ title: 'Waiting for approval' }, runs);
    return { id: String(job.JobId?.S).slice(0, 10), sha, job, runs, run };
  };
  const told = (number: number, part: string) =>
    eventually({ what: `a comment with ${part}` }, async () => {
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

    await gitHub.requestCheckRun({ id: run.id, button: 'Approve', sender: stranger });
    await people.comment({ repository, number, body: `@ai3-mvp approve ${id}`, sender: member });
    await told(number, 'starts, for commit');
    const [done] = await eventually({ what: `the success of ${id}` }, async () => {
      const runs = await runsOf(headSha)();
      return runs[0]?.conclusion === 'success' ? runs : undefined;
    });
    expect(done?.summary).toContain(`Approved by \`${member}\`.`);
    expect(await given.jobsOf(headSha)).toHaveLength(1);

    const sha = await gitHub.push({ ...pushed, files: { a: 'two' } });
    const next = await checkRunWith({ name: check, conclusion: 'action_required' }, runsOf(sha));
    await gitHub.requestCheckRun({ id: next.id, button: 'Reject', sender: member });
    await jobWith('ABORTED', given, sha);
    await checkRunWith({ name: check, conclusion: 'cancelled' }, runsOf(sha));
    await completedCheckRuns(given.commit(sha), 2);
  });

  it('of a step goes on when somebody else approves it, and fails when somebody rejects it', async () => {
    const { repository, owner } = given;
    await people.addCollaborator({ repository, user: stranger, permission: 'write' });
    await people.addMember({ organization: owner, user: stranger });
    const number = await gitHub.openIssue({ repository, title: 'A place to decide' });
    const say = (body: string, sender: string) => people.comment({ repository, number, body, sender });

    const first = await waitingFor('deploy/one');
    expect(first.run).toMatchObject({ status: 'in_progress' });
    expect(first.run.summary).toContain(`@ai3-mvp approve ${first.id}`);
    const token = await taskTokenOf(first.id);
    for (const one of ['ask', 'tend', 'follow'] as const)
      await expect(sendTask(token, await sessionLike((await jobFunction(one)).roleArn))).rejects.toThrow(
        /AccessDenied/,
      );
    const approver = await jobFunction('decide');
    await expect(sendTask('none', await sessionLike(approver.roleArn))).rejects.toThrow(
      /InvalidToken|TaskDoesNotExist/,
    );
    await say(`@ai3-mvp approve ${first.id}`, member);
    await told(number, 'is yours: somebody else has to decide');
    await say(`@ai3-mvp approve ${first.id}`, stranger);
    await told(number, `\`production\` of job \`${first.id}\` is approved`);
    await checkRunWith({ conclusion: 'success' }, first.runs);
    await say(`@ai3-mvp reject ${first.id}`, stranger);
    await told(number, 'has ended already: there is nothing to decide');

    const second = await waitingFor('deploy/two');
    await gitHub.requestCheckRun({ id: second.run.id, button: 'Reject', sender: stranger });
    const { summary } = await checkRunWith({ conclusion: 'failure' }, second.runs);
    expect(summary).toContain(`Rejected by ${stranger}.`);
    expect(await given.jobsOf(second.sha)).toMatchObject([{ Error: { S: 'ApprovalRejected' } }]);
  });

  it('of a step asks anew when it is redriven, and goes on by nothing that it asked for before, whatever its repository is called by then', async () => {
    const { id, sha, job, run } = await waitingFor('deploy/three');
    const token = await taskTokenOf(id);
    await callStates('StopExecution', job);
    await callStates('RedriveExecution', await jobWith('ABORTED', given, sha));
    const again = await jobWith('WAITING', given, sha);
    expect(again).toMatchObject({ Redrives: { N: '1' } });
    expect(await taskTokenOf(id)).not.toBe(token);
    const approver = await sessionLike((await jobFunction('decide')).roleArn);
    await expect(sendTask(token, approver)).rejects.toThrow(/TaskTimedOut/);
    const decider = (await gitHub.createAccount(`decider-${given.app.appId}`, 'User')).login;
    await people.addMember({ organization: given.owner, user: decider });
    await people.addCollaborator({ repository: given.repository, user: decider, permission: 'write' });
    // Its earlier button is of the earlier wait.
    await eventually({ what: `the new button of ${id}` }, async () =>
      (await given.jobsOf(sha)).find(({ Shown }) => Shown?.S === 'WAITING'),
    );
    const { owner, repository } = given;
    await gitHub.changeRepository({ repository, name: 'renamed' });
    await gitHub.requestCheckRun({ id: run.id, button: 'Approve', sender: decider });
    await jobWith('SUCCEEDED', given, sha);
    expect(await given.jobsOf(sha)).toMatchObject([{ Status: { S: 'SUCCEEDED' }, Redrives: { N: '1' } }]);
    await checkRunWith({ conclusion: 'success' }, () =>
      checkRunsOf({ ...given.commit(sha), repository: `${owner}/renamed` }),
    );
  });
});
