import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { changed } from './harness/changed-function';
import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { openCrashGate } from './harness/crash-gate';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { type DeployedFunction, describeFunction } from './harness/functions';
import { askGitHub } from './harness/github-api';
import { type GivenWorkflows, givenWorkflows, jobWith } from './harness/given-jobs';
import { givenSignInApp } from './harness/given-sign-in-app';
import { listAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { commentsOf, openBrowser, signIn } from './harness/person';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'steps of a workflow', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  /** A pull request that the workflow `look` is for, and what its job is to say. */
  const opened = async (name: string) => {
    const { repository, owner: sender } = given;
    const base = `looked-at/${name}`;
    await given.pushTo(base);
    await gitHub.push({ repository, branch: name, files: { 'a.txt': 'a', 'b.txt': 'b' }, sender });
    const { number, headSha } = await gitHub.openPull({ repository, title: name, head: name, base, sender });
    return { number, sha: headSha };
  };
  const saidOn = async (number: number) =>
    (await commentsOf(given.repository, number, given.token)).map(({ body }) => body.split('\n')[0]);

  it('read a pull request, and write as the App what they found, and a check run of their own', async () => {
    const { number, sha } = await opened('work');
    // The third one is of the handler check-head.
    const runs = await completedCheckRuns(given.commit(sha), 3);

    expect(runs.map(({ name, conclusion }) => [name, conclusion]).sort()).toEqual([
      ['head', 'success'],
      ['look', 'success'],
      ['looked at', 'success'],
    ]);
    const [comment, ...others] = await saidOn(number);
    expect(comment).toMatch(/^work changes \d files\.$/);
    expect(others).toEqual([]);
    expect(runs.find(({ name }) => name === 'looked at')?.summary).toContain(comment);
  }, 180_000);

  it('write once, though one is killed when GitHub has the comment and nobody knows', async () => {
    const gate = await openCrashGate();
    const writer = await functionOf('Steps of workflows that write');
    try {
      await changed(writer, { variables: { AWS_ENDPOINT_URL: gate.url }, Timeout: 15 }, async () => {
        // Its first change of a row keeps what came of the comment.
        gate.arm({ functionName: writer.name, operation: 'UpdateItem', moment: 'before' });
        const { number, sha } = await opened('killed');
        // Its lease ends by itself, and the next try waits for that.
        await eventually({ what: `a job of ${sha} that is done`, seconds: 240 }, async () =>
          (await given.jobsOf(sha)).find(({ Status }) => Status?.S === 'SUCCEEDED'),
        );
        expect(gate.crashes()).toBe(1);
        expect(await saidOn(number)).toHaveLength(1);
        const ofSteps = (await checkRunsOf(given.commit(sha))).filter(({ name }) => name === 'looked at');
        expect(ofSteps).toHaveLength(1);
      });
    } finally {
      await gate.close();
    }
  }, 420_000);

  it('act as the person whose event it was, once they have signed in', async () => {
    const app = await givenSignInApp();
    const login = `grace-${Date.now()}`;
    const person = await givenWorkflows({ ...app, gitHubApiUrl: gitHub.url });
    try {
      await control('POST', '/accounts', { login, type: 'User' });
      await control('PUT', '/collaborators', { repository: person.repository, user: login, permission: 'write' });
      const pushed = (file: string) => {
        const { repository } = person;
        return gitHub.push({ repository, branch: 'thanks/all', files: { [file]: 'text' }, sender: login });
      };
      const failed = await jobWith('FAILED', person, await pushed('one.txt'));
      expect(failed.Error?.S).toBe('SignInNeeded');
      const link = /https?:\/\/\S+\/auth\/login\?app=\d+/.exec(failed.Cause?.S ?? '')?.[0] ?? '';
      expect((await signIn(openBrowser(), link, login)).status).toBe(200);

      await jobWith('SUCCEEDED', person, await pushed('two.txt'));
      const { body } = await askGitHub(gitHub.url, `/repos/${person.repository}/issues?state=all`, person.token);
      expect(listAt(body).map((issue) => [textAt(issue, 'title'), textAt(issue, 'user', 'login')])).toEqual([
        ['Thank you all', login],
      ]);
    } finally {
      await person.takeAway();
    }
  }, 300_000);
});

async function functionOf(description: string): Promise<DeployedFunction> {
  for await (const { Functions = [] } of paginateListFunctions({ client: administrator.lambda }, {})) {
    const found = Functions.find(
      ({ Description = '', Environment }) =>
        Description.startsWith(description) && Environment?.Variables?.JOBS_TABLE_NAME === outputs.JobsTableName,
    );
    if (found) return describeFunction(found);
  }
  throw new Error(`The deployment has no function for ${description}.`);
}
