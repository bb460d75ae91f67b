// A push runs a workflow of the test app, a pull request one that takes its time, and a command one that waits for an approval: people see all of them at GitHub, stop one there and approve one there.
import { asGitHub, call, opsTools } from './demo-callers.mjs';
import { person } from './person-job.mjs';
import { until } from './until.mjs';

const approver = 'grace';

/** `gitHub` is the control of the local GitHub, `app` the App that is installed on its owner, where the person may write. */
export async function workflowJob({ narrator, outputs, env, operator, gitHub, gitHubUrl, app }) {
  const repository = `${app.owner}/${app.repositories[0]}`;
  const push = async (branch) => {
    const files = { [`${branch.replaceAll('/', '-')}.txt`]: 'changed' };
    return (await gitHub.push({ repository, branch, files, sender: person })).sha;
  };
  const ask = async (path) => {
    const { installationToken } = await call(env, outputs, 'InstallationTokenCallerRole', (client) =>
      client.getInstallationToken({ appId: app.appId, owner: app.owner }),
    );
    return asGitHub(gitHubUrl, `/repos/${repository}${path}`, installationToken);
  };
  const checkRun = (sha, is) =>
    until(`a check run of ${sha}`, async () => {
      const { check_runs: runs } = await ask(`/commits/${sha}/check-runs`);
      return runs.find(is);
    });

  const answer = (number, part) =>
    until(`a comment with ${part}`, async () => {
      const comments = await ask(`/issues/${number}/comments`);
      return comments.find(({ body, user }) => user.type === 'Bot' && body.includes(part));
    });
  const told = ({ body }) => body.split('\n').filter((line) => !/^(<!--|<\/?details|$)/.test(line));

  await narrator.step('Pushing to main, which runs a Parallel and a Map of the test app', async (tell) => {
    const sha = await push('main');
    const run = await checkRun(sha, ({ name, status }) => name === 'ai3-mvp / CI Check' && status === 'completed');
    if (run.conclusion !== 'success')
      throw new Error(`the check run ended as ${run.conclusion}: ${run.output.summary}`);
    tell(`${run.name} of ${sha.slice(0, 7)}: ${run.conclusion}, from how the state machine ended`);
    const listed = await opsTools(operator, ['jobs', 'list', '--repository', repository]);
    for (const line of listed.trim().split('\n')) tell(line);
  });

  let pull;
  await narrator.step('Opening a pull request, and asking the bot what runs while its workflow does', async (tell) => {
    await push('soak/base');
    const sha = await push('work');
    const { number } = await gitHub.openPull({
      repository,
      title: 'Work',
      head: 'work',
      base: 'soak/base',
      sender: person,
    });
    pull = { number, sha };
    const said = (part) => answer(number, part);
    const running = await said(`\`soak\` for ${sha}: **Running**`);
    tell(`the bot commented: ${told(running)[0]}`);
    const [, job] = /Job `([0-9a-f]{40})`/.exec(running.body);
    await gitHub.comment({ repository, number, body: '@ai3-mvp status', sender: person });
    const status = await said(`job \`${job.slice(0, 10)}\``);
    tell(
      `${person} wrote @ai3-mvp status; the bot answered: ${told(status).find((line) => line.includes(job.slice(0, 10)))}`,
    );
    await gitHub.comment({ repository, number, body: `@ai3-mvp cancel ${job.slice(0, 10)}`, sender: person });
    const stopped = await said('**Stopped** after');
    if (stopped.id !== running.id) throw new Error('the comment was not edited: there is another one');
    tell(`${person} wrote @ai3-mvp cancel; the comment was edited: ${told(stopped)[0]}`);
    const { conclusion } = await checkRun(sha, ({ name, status: now }) => name === 'soak' && now === 'completed');
    tell(`and its check run is ${conclusion}`);
  });

  await narrator.step('Asking for a deployment in that thread, which somebody else approves there', async (tell) => {
    const { number, sha } = pull;
    await gitHub.createAccount({ login: approver, type: 'User' });
    await gitHub.addMember({ organization: app.owner, user: approver });
    await gitHub.addCollaborator({ repository, user: approver, permission: 'write' });
    await gitHub.addCollaborator({ repository, user: person, permission: 'maintain' });
    await gitHub.comment({ repository, number, body: '@ai3-mvp deploy staging', sender: person });
    const waiting = await answer(number, '@ai3-mvp approve ');
    tell(`${person} wrote @ai3-mvp deploy staging; the bot asks: ${told(waiting)[0]}`);
    const [decision] = /@ai3-mvp approve [0-9a-f]+/.exec(waiting.body);
    await gitHub.comment({ repository, number, body: decision, sender: person });
    tell(`${person} wrote ${decision}; the bot answered: ${told(await answer(number, 'is yours'))[0]}`);
    await gitHub.comment({ repository, number, body: decision, sender: approver });
    tell(`${approver} wrote the same; the bot answered: ${told(await answer(number, ' is approved'))[0]}`);
    const run = await checkRun(sha, ({ name, status }) => name === 'deploy' && status === 'completed');
    if (run.conclusion !== 'success')
      throw new Error(`the deployment ended as ${run.conclusion}: ${run.output.summary}`);
    tell(`and its check run is ${run.conclusion}`);
    const states = await until(`a deployment of ${sha} that is a success`, async () => {
      const [{ id } = {}] = await ask(`/deployments?sha=${sha}&environment=staging`);
      const statuses = id === undefined ? [] : await ask(`/deployments/${id}/statuses`);
      return statuses[0]?.state === 'success' ? statuses.map(({ state }) => state).reverse() : undefined;
    });
    tell(`GitHub's deployment of ${sha.slice(0, 7)} to staging: ${states.join(', ')}`);
  });
}
