import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { changed } from './harness/changed-function';
import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { openCrashGate } from './harness/crash-gate';
import { region } from './harness/deployment';
import { eventually } from './harness/eventually';
import { logLines } from './harness/functions';
import { askGitHub } from './harness/github-api';
import {
  callStates,
  checkRunWith,
  type GivenWorkflows,
  givenWorkflows,
  type JobRow,
  jobFunction,
  jobWith,
} from './harness/given-jobs';
import { givenSignInApp } from './harness/given-sign-in-app';
import { type RoleName, roleSession } from './harness/identities';
import { at, listAt, numberAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { commentsOf, openBrowser, signIn } from './harness/person';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'steps of a workflow', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());
  afterEach(() => gitHub.clearFaults());

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
    // Annotations come after the conclusion.
    const reported = await eventually({ what: `annotations of ${sha}` }, async () => {
      const runOf = (await checkRunsOf(given.commit(sha))).find(({ name }) => name === 'look');
      return runOf && runOf.annotations > 50 ? runOf : undefined;
    });
    expect(reported).toMatchObject({ title: `Succeeded: ${comment}`, annotations: 60 });
  });

  it('write nothing for a job that was overtaken while GitHub had them wait', async () => {
    const { repository, owner: sender } = given;
    const writer = await jobFunction('write');
    const path = `^/repos/${repository}/issues/\\d+/comments$`;
    const slow = { status: 429, headers: { 'retry-after': '20' }, body: { message: 'Slow down' } };
    // Once more, where it tries again before the newer one is there.
    await gitHub.addFault({ path, method: 'POST', times: 2, ...slow });
    const since = await gitHub.now();
    const { number, sha } = await opened('hurried');
    await eventually({ what: 'a comment that GitHub has wait' }, async () =>
      listAt(await control('GET', `/requests?since=${since}`), 'requests').find(
        (request) => textAt(request, 'path').endsWith(`/issues/${number}/comments`) && at(request, 'status') === 429,
      ),
    );
    const newer = await gitHub.push({ repository, branch: 'hurried', files: { 'c.txt': 'c' }, sender });
    const old = await jobWith('SUPERSEDED', given, sha);
    await gitHub.clearFaults();
    await jobWith('SUCCEEDED', given, newer);
    const refused = await eventually({ what: `the end of the wait of ${sha}` }, async () =>
      (await logLines(writer.logGroup)).find((line) => line.includes('JobOver') && line.includes(`${old.JobId?.S}`)),
    );

    expect(refused).toContain('wrote nothing');
    expect(await saidOn(number)).toEqual([expect.stringMatching(/^hurried changes \d files\.$/)]);
  });

  it('do each thing once that there is a step for, and keep what is large in the archive', async () => {
    const { repository, owner: sender, installationId, app } = given;
    const permissions = { checks: 'write', contents: 'write', issues: 'write', pull_requests: 'write' };
    await gitHub.changeInstallation(installationId, { permissions });
    const large = 'a line\n'.repeat(200_000);
    const oid = 'ab'.repeat(32);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`;
    await given.pushTo('toured/all');
    await given.pushTo('follow-up');
    const first = await gitHub.push({ repository, branch: 'topic', files: { 'large.txt': large }, sender });
    await gitHub.push({ repository, branch: 'topic', files: { 'model.bin': pointer }, sender });
    const pull = { repository, title: 'Topic', head: 'topic', base: 'toured/all', sender };
    const { number, headSha: sha } = await gitHub.openPull(pull);
    const told = await outputOf(await jobWith('SUCCEEDED', given, sha));

    const commits = await wholeOf(at(told, 'commits'));
    expect(listAt(commits, 'commits').map((commit) => textAt(commit, 'sha'))).toEqual([first, sha]);
    // GitHub makes no diff of so many lines.
    const pulled = await wholeOf(at(told, 'pull'));
    expect(at(pulled, 'diff')).toMatchObject({ from: 'files', isTruncated: false });
    expect(textAt(pulled, 'diff', 'text')).toContain(`+oid sha256:${oid}`);
    const paths = listAt(told, 'tree', 'files').map((item) => textAt(item, 'path'));
    expect(paths).toEqual(['large.txt', 'model.bin']);
    expect(at(told, 'large')).toMatchObject({
      kind: 'text',
      bytes: large.length,
      stored: { bucket: expect.anything() },
    });
    expect(at(told, 'large', 'text')).toBeUndefined();
    expect(textAt(await wholeOf(at(told, 'large')), 'text') === large).toBe(true);
    expect(at(told, 'model')).toMatchObject({ kind: 'lfs', oid, bytes: 12_345 });

    const asked = async (path: string) =>
      (await askGitHub(gitHub.url, `/repos/${repository}/${path}`, given.token)).body;
    const seen = `Seen at ${sha}.`;
    expect(await saidOn(number)).toEqual([seen]);
    const whole = await asked(`pulls/${number}`);
    expect(listAt(whole, 'labels').map((label) => textAt(label, 'name'))).toEqual(['seen']);
    expect(whole).toMatchObject({ merged: true, merge_commit_sha: textAt(told, 'merged', 'sha') });
    const reviews = listAt(await asked(`pulls/${number}/reviews`));
    expect(reviews).toMatchObject([{ commit_id: sha, state: 'COMMENTED', body: expect.stringContaining(seen) }]);
    const shown = await asked(`check-runs/${numberAt(told, 'shown', 'id')}`);
    expect(shown).toMatchObject({ name: 'toured', conclusion: 'neutral', output: { annotations_count: 1 } });
    const notes = listAt(await asked(`commits/${sha}/comments`));
    expect(notes).toMatchObject([{ id: at(told, 'asked', 'data', 'id'), body: 'Seen.' }]);
    const others = listAt(await asked('pulls?state=all&head=follow-up'));
    expect(others).toMatchObject([{ number: at(told, 'followUp', 'number'), state: 'closed', title: 'What follows' }]);
    await gitHub.webhooksSettled();
    const dispatched = (await gitHub.deliveries(app.appId)).filter(({ event }) => event === 'repository_dispatch');
    expect(dispatched).toHaveLength(1);
  });

  it('are of the same code as what a handler reads by: all of a pull request, and its head', async () => {
    const { repository, owner: sender } = given;
    const files = { 'one.txt': 'one\ntwo\n', 'two.txt': 'three\n' };
    await gitHub.push({ repository, branch: 'explained', files, message: 'Say more', sender });
    const opening = { repository, title: 'Wait', head: 'explained', sender };
    const { number } = await gitHub.openPull(opening);
    await gitHub.comment({ repository, number, body: 'And why?', sender });
    await gitHub.changeIssue({ repository, number, title: 'Explain this' });
    const sha = await gitHub.push({
      repository,
      branch: 'explained',
      files: { 'two.txt': null },
      message: 'Say less',
      sender,
    });
    const { summary } = await checkRunWith({ name: 'head', title: 'What it has' }, () =>
      checkRunsOf(given.commit(sha)),
    );

    expect(JSON.parse(String(summary).replace(/```(json)?/g, ''))).toEqual({
      files: ['one.txt'],
      comments: [`${sender}: And why?`],
      added: 2,
      head: { message: 'Say less', parents: 1 },
    });
  });

  it('write once, though one is killed when GitHub has the comment and nobody knows', async () => {
    const gate = await openCrashGate();
    const writer = await jobFunction('write');
    try {
      await changed(writer, { variables: { AWS_ENDPOINT_URL: gate.url }, Timeout: 15 }, async () => {
        // Its first change of a row keeps what came of the comment.
        gate.arm({ functionName: writer.name, operation: 'UpdateItem', moment: 'before' });
        const { number, sha } = await opened('killed');
        // Its lease ends by itself, and the next try waits for that.
        await eventually({ what: `a job of ${sha} that is done` }, async () =>
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
  });

  it('act as the person whose event it was, once they have signed in, also in a job that they have run again', async () => {
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
      const first = await pushed('one.txt');
      const failed = await jobWith('FAILED', person, first);
      expect(failed.Error?.S).toBe('SignInNeeded');
      const link = /https?:\/\/\S+\/auth\/login\?app=\d+/.exec(failed.Cause?.S ?? '')?.[0] ?? '';
      expect((await signIn(openBrowser(), link, login)).status).toBe(200);

      const thanks = async () => {
        const { body } = await askGitHub(gitHub.url, `/repos/${person.repository}/issues?state=all`, person.token);
        return listAt(body).map((issue) => [textAt(issue, 'title'), textAt(issue, 'user', 'login')]);
      };
      await jobWith('SUCCEEDED', person, await pushed('two.txt'));
      expect(await thanks()).toEqual([['Thank you all', login]]);

      const { repository } = person;
      const number = await gitHub.openIssue({ repository, title: 'A place to talk' });
      await people.addMember({ organization: person.owner, user: login });
      const body = `@ai3-mvp rerun ${String(failed.JobId?.S).slice(0, 10)}`;
      await people.comment({ repository, number, body, sender: login });
      expect(await jobWith('SUCCEEDED', person, first)).toMatchObject({ StartedBy: { S: login }, Attempt: { N: '2' } });
      expect((await thanks()).filter(([title]) => title === 'Thank you all')).toEqual([
        ['Thank you all', login],
        ['Thank you all', login],
      ]);
    } finally {
      await person.takeAway();
    }
  });
});

/** What the execution of a job ended with. */
async function outputOf(job: JobRow): Promise<unknown> {
  return JSON.parse(textAt(await callStates('DescribeExecution', job), 'output'));
}

/** A result of a step, from the archive where it was too large for a state. */
async function wholeOf(result: unknown): Promise<unknown> {
  if (at(result, 'stored') === undefined) return result;
  const stored = { Bucket: textAt(result, 'stored', 'bucket'), Key: textAt(result, 'stored', 'key') };
  const readAs = async (role: RoleName) => {
    const client = new S3Client({ region, forcePathStyle: true, credentials: await roleSession(role) });
    try {
      const { Body } = await client.send(new GetObjectCommand(stored));
      return (await Body?.transformToString()) ?? '';
    } finally {
      client.destroy();
    }
  };
  await expect(readAs('OperatorRole')).rejects.toMatchObject({ name: 'AccessDenied' });
  const text = await readAs('FollowerRole');
  expect(Buffer.byteLength(text)).toBe(numberAt(result, 'stored', 'bytes'));
  return JSON.parse(text);
}
