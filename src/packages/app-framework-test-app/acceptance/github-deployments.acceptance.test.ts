import { eventually, nextSecond } from './harness/eventually';
import { askGitHub, type GitHubWrite } from './harness/github-api';
import { type GivenWorkflows, givenWorkflows, jobWith } from './harness/given-jobs';
import { at, listAt, numberAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'a job that deploys', () => {
  let given: GivenWorkflows;
  let member: string;
  beforeAll(async () => {
    given = await givenWorkflows();
    const { app, owner, repository } = given;
    member = (await gitHub.createAccount(`deployer-${app.appId}`, 'User')).login;
    await people.addMember({ organization: owner, user: member });
    await people.addCollaborator({ repository, user: member, permission: 'maintain' });
  });
  afterAll(() => given.takeAway());

  const ask = async (path: string, write?: GitHubWrite) =>
    (await askGitHub(given.app.gitHubApiUrl, `/repos/${given.repository}${path}`, given.token, write)).body;
  const deploymentsOf = async (sha: string) => listAt(await ask(`/deployments?sha=${sha}`));
  const statusesOf = async (deployment: unknown) =>
    listAt(await ask(`/deployments/${numberAt(deployment, 'id')}/statuses`));
  /** The one deployment of a commit, once it says so. */
  const deploymentThatIs = (state: string, sha: string) =>
    eventually({ what: `a deployment of ${sha} that is ${state}` }, async () => {
      const [deployment] = await deploymentsOf(sha);
      if (deployment === undefined) return undefined;
      const statuses = await statusesOf(deployment);
      return statuses[0] !== undefined && textAt(statuses[0], 'state') === state ? { deployment, statuses } : undefined;
    });

  it('tells GitHub from its beginning to the success that its execution earned, once it is approved', async () => {
    const { repository } = given;
    const sha = await gitHub.push({ repository, branch: 'deploy/one', files: { a: 'one' }, sender: given.owner });
    const number = await gitHub.openIssue({ repository, title: 'A place to decide' });
    const id = String((await jobWith('WAITING', given, sha)).JobId?.S).slice(0, 10);
    expect(await deploymentsOf(sha)).toEqual([]);
    await people.comment({ repository, number, body: `@ai3-mvp approve ${id}`, sender: member });

    const { deployment, statuses } = await deploymentThatIs('success', sha);
    expect(deployment).toMatchObject({
      ...{ sha, ref: sha, environment: 'production', production_environment: true, transient_environment: false },
      payload: { workflow: 'deploy', attempt: 1 },
    });
    expect(statuses.map((status) => textAt(status, 'state')).reverse()).toEqual(
      expect.arrayContaining(['queued', 'success']),
    );
    expect(at(statuses[0], 'log_url')).toMatch(/\/runs\/\d+$/);
    expect(await deploymentsOf(sha)).toHaveLength(1);
  });

  it('is run again by no comment of whoever may only write, where a command for maintainers started it', async () => {
    const { app, owner, repository } = given;
    const writer = (await gitHub.createAccount(`writer-${app.appId}`, 'User')).login;
    await people.addMember({ organization: owner, user: writer });
    await people.addCollaborator({ repository, user: writer, permission: 'write' });
    const sha = await given.pushTo('ship');
    const { number } = await gitHub.openPull({ repository, title: 'Ship it', head: 'ship', sender: member });
    const say = (sender: string, command: string) =>
      people.comment({ repository, number, body: `@ai3-mvp ${command}`, sender });
    const told = (part: string) =>
      eventually({ what: `a comment with ${part}` }, async () =>
        listAt(await ask(`/issues/${number}/comments`)).find((comment) => textAt(comment, 'body').includes(part)),
      );
    await nextSecond();
    await say(member, 'deploy staging');
    const job = String((await jobWith('WAITING', given, sha)).JobId?.S).slice(0, 10);
    await say(member, `cancel ${job}`);
    await jobWith('ABORTED', given, sha);

    await say(writer, `rerun ${job}`);
    await told('it takes the permission `maintain`');
    const attempts = async () => (await given.jobsOf(sha)).filter(({ Workflow }) => Workflow?.S === 'deploy');
    expect(await attempts()).toHaveLength(1);
  });

  it('of a pull request has an environment of its own, which goes with it', async () => {
    const { repository, owner } = given;
    await gitHub.push({ repository, branch: 'preview/base', files: { b: 'base' }, sender: owner });
    await gitHub.push({ repository, branch: 'work', files: { b: 'work' }, sender: owner });
    const pull = { repository, title: 'Look at this', head: 'work', base: 'preview/base', sender: member };
    const { number, headSha } = await gitHub.openPull(pull);
    const { deployment } = await deploymentThatIs('success', headSha);
    expect(deployment).toMatchObject({ environment: `review-${number}`, transient_environment: true });

    await ask(`/pulls/${number}`, { method: 'PATCH', body: { state: 'closed' } });
    await eventually({ what: `no deployment of ${headSha}` }, async () =>
      (await deploymentsOf(headSha)).length === 0 ? true : undefined,
    );
  });
});
