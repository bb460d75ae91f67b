import { createJobs } from '../jobs/jobs-table';
import { field } from '../lambda/parsed-json';
import { useSteps } from './steps.test.support';
import { another, context, sha } from './workflows.test.support';

const world = useSteps();
const { gitHub, run, failure } = world;
const at = '/api/v3/repos/octo-org/web';
const bodyOf = (request: { readonly body: unknown } | undefined) => String(field(request?.body, 'body'));
const ours = (body: string, more: object = {}) => ({
  id: 5,
  html_url: 'https://ghe.example.com/c/5',
  body,
  user: { id: 9, type: 'Bot', login: 'robot[bot]' },
  performed_via_github_app: { id: 1234 },
  ...more,
});
const comments = `${at}/issues/7/comments`;
const say = () => run('createComment', { issue: 7, body: 'Hello' });

describe('a step that writes', () => {
  it('writes a comment with a token that may do that and nothing else, and answers what it made', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 5, html_url: 'https://ghe.example.com/c/5' } });

    expect(await say()).toEqual({ id: 5, url: 'https://ghe.example.com/c/5' });
    expect(world.scopes()).toEqual([{ issues: 'write' }]);
    expect(gitHub().requests[0]?.body).toMatchObject({ scopeDown: { repositoryIds: [5] } });
    expect(bodyOf(world.written()[0])).toMatch(/^Hello\n\nFor b{40}\.\n\n<!-- app-framework [0-9a-f]{32} -->$/);
  });

  it('writes once for one state and one input, however often it is asked, and again for another', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: ours('') });
    const first = await say();
    expect(await say()).toEqual(first);
    expect(world.written()).toHaveLength(1);

    await run('createComment', { issue: 7, body: 'Other' });
    await run('createComment', { issue: 7, body: 'Hello' }, { state: 'Say it again' });
    expect(new Set(world.written().map(bodyOf)).size).toBe(3);
  });

  it('finds the comment whose answer was lost, in place of writing a second one', async () => {
    gitHub().on(`POST ${comments}`, { status: 502, body: { message: 'Server Error' } });
    expect(await failure('createComment', { issue: 7, body: 'Hello' })).toMatchObject({ name: 'GitHubUnavailable' });
    const lost = bodyOf(world.written()[0]);
    const strangers = ours(lost, { id: 4, performed_via_github_app: { id: 99 } });
    gitHub().on(`GET ${comments}`, { body: [strangers, ours(lost)] });

    expect(await say()).toMatchObject({ id: 5 });
    expect(world.written()).toHaveLength(1);
    const { query } = gitHub().requests.find(({ method }) => method === 'GET') ?? {};
    expect(Date.parse(String(query?.since))).toBeLessThan(Date.now() - 4 * 60_000);
  });

  it('writes again where nothing of the lost try is there: a mark in a text of somebody else stops nobody', async () => {
    gitHub().onInTurn(`POST ${comments}`, { status: 502, body: {} }, { status: 201, body: ours('', { id: 6 }) });
    await failure('createComment', { issue: 7, body: 'Hello' });
    const copied = bodyOf(world.written()[0]);
    const via = { performed_via_github_app: { id: 99 } };
    const person = { user: { id: 1, type: 'User', login: 'mallory' } };
    gitHub().on(`GET ${comments}`, { body: [ours(copied, via), ours(copied, person)] });
    expect(await say()).toMatchObject({ id: 6 });
  });

  it('waits while another try may be at it', async () => {
    gitHub().on(`POST ${comments}`, { silent: true });
    world.aws().intercept(({ operation }) => (operation === 'UpdateItem' ? { status: 500, body: '{}' } : undefined));
    gitHub().on(`POST ${comments}`, { status: 201, body: ours('') });
    expect(await failure('createComment', { issue: 7, body: 'Hello' })).toMatchObject({ name: 'AwsCallError' });
    expect(await failure('createComment', { issue: 7, body: 'Hello' })).toMatchObject({ name: 'StepUnsettled' });
    expect(world.written()).toHaveLength(1);
  });

  it('writes nothing for a job that has ended, or for an earlier run of it', async () => {
    await world.tell('RUNNING');
    await world.tell('SUCCEEDED');
    expect(await failure('createComment', { issue: 7, body: 'Hello' })).toMatchObject({ name: 'JobOver' });
    expect(await failure('addLabels', { issue: 7, labels: ['a'] })).toMatchObject({ name: 'JobOver' });
    expect(world.written()).toEqual([]);
  });

  it('writes nothing for a job that was overtaken while its write waited for a rate limit', async () => {
    const limited = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'slow down' } };
    const given = { issue: 7, labels: ['a'] };
    await world.tell('RUNNING');
    const stopped = { as: 'SUPERSEDED', reason: 'Overtaken.' } as const;
    gitHub().on(`POST ${at}/issues/7/labels`, async () => {
      await createJobs({ tableName: 'jobs' }).askStop(world.jobId(), stopped, context.getRemainingTimeInMillis);
      return limited;
    });
    expect(await failure('addLabels', given)).toMatchObject({ name: 'JobOver' });
    expect(world.written()).toHaveLength(1);
  });

  it('cuts a text that GitHub would not take, and closes the fence that it was cut in', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: ours('') });
    await run('createComment', { issue: 7, body: `\`\`\`\n${'é'.repeat(40_000)}` });
    const body = bodyOf(world.written()[0]);
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(body).toMatch(/é\n```\n\n\*80004 bytes, cut\.\*\n\nFor b{40}\.\n\n<!--/);
  });

  it('changes the comments of the App, and no other', async () => {
    const comment = `${at}/issues/comments/5`;
    gitHub().on(`GET ${comment}`, { body: ours(`Old\n\n<!-- app-framework ${'a'.repeat(32)} -->`) });
    gitHub().on(`PATCH ${comment}`, { body: ours('') });
    await run('updateComment', { issue: 7, comment: 5, body: 'New' });
    expect(bodyOf(world.written()[0])).toBe(`New\n\nFor ${sha}.\n\n<!-- app-framework ${'a'.repeat(32)} -->`);

    const asPerson = { user: { id: 1, type: 'User', login: 'alice' } };
    for (const more of [{ performed_via_github_app: null }, asPerson]) {
      gitHub().on(`GET ${comment}`, { body: ours('Old', more) });
      const error = await failure('updateComment', { issue: 7, comment: 5, body: 'x' });
      expect(error).toMatchObject({ name: 'StepRefused' });
    }
    expect(world.written()).toHaveLength(1);
  });

  it('never puts an older result of a job in the place of a newer one', async () => {
    const comment = `${at}/issues/comments/5`;
    gitHub().on(`GET ${comment}`, { body: ours('Old') });
    gitHub().on(`PATCH ${comment}`, { body: ours('') });
    const older = world.jobId();
    await world.bringPush(another(2));
    const newer = world.ids().find((id) => id !== older);
    const update = (job: unknown, body: string) =>
      failure(
        'updateComment',
        { issue: 7, comment: 5, body },
        { execution: { Input: { ...Object(world.input()), job } } },
      );
    await update(older, 'Begins');
    await update(newer, 'Newer');
    expect(await update(older, 'Ends')).toMatchObject({ name: 'Overtaken' });
    await update(newer, 'Newest');
    const texts = world.written().map((one) => bodyOf(one).split('\n')[0]);
    expect(texts).toEqual(['Begins', 'Newer', 'Newest']);
  });

  it('adds labels, and takes away those that are there', async () => {
    gitHub().on(`POST ${at}/issues/7/labels`, { body: [{ name: 'bug' }] });
    gitHub().on(`DELETE ${at}/issues/7/labels/bug`, { body: [] });
    gitHub().on(`DELETE ${at}/issues/7/labels/gone`, { status: 404, body: { message: 'Label does not exist' } });
    expect(await run('addLabels', { issue: 7, labels: ['bug'] })).toEqual({ labels: ['bug'] });
    expect(await run('removeLabels', { issue: 7, labels: ['gone', 'bug'] })).toEqual({ removed: ['gone', 'bug'] });
    gitHub().on(`DELETE ${at}/issues/7/labels/bug`, { status: 404, body: { message: 'Not Found' } });
    expect(await failure('removeLabels', { issue: 7, labels: ['bug'] })).toMatchObject({ name: 'NotFound' });
  });

  it.each(['.', '..'])('refuses the label %s, which as a part of a path would take away all', async (label) => {
    const asked = { issue: 7, labels: ['bug', label] };
    expect(await failure('removeLabels', asked)).toMatchObject({ name: 'StepRefused' });
    expect(world.written()).toEqual([]);
  });

  it('opens an issue once, and finds the one whose answer was lost', async () => {
    const issues = `${at}/issues`;
    gitHub().on(`POST ${issues}`, { status: 502, body: {} });
    await failure('createIssue', { title: 'Broken' });
    gitHub().on(`GET ${issues}`, { body: [ours(bodyOf(world.written()[0]), { number: 3 })] });
    expect(await run('createIssue', { title: 'Broken' })).toMatchObject({ number: 3 });
    expect(world.written()).toHaveLength(1);
  });

  it.each([
    [{ status: 403, headers: { 'retry-after': '900' }, body: { message: 'secondary rate limit' } }, 'GitHubThrottled'],
    [{ status: 403, body: { message: 'Resource not accessible by integration' } }, 'GitHubRefused'],
    [{ status: 422, body: { message: 'Validation Failed' } }, 'GitHubRefused'],
    [{ status: 404, body: { message: 'Not Found' } }, 'NotFound'],
    [{ status: 500, body: {} }, 'GitHubUnavailable'],
  ])('fails by a name that a definition can catch: %j is %s', async (reply, name) => {
    gitHub().on(`POST ${comments}`, reply);
    const error = await failure('createComment', { issue: 7, body: 'Hello' });
    expect(error).toMatchObject({ name });
    if (name === 'GitHubThrottled') expect(String(error)).toContain('Wait 900 seconds.');
  });

  it('gets another token where GitHub takes the one that it has no more', async () => {
    gitHub().onInTurn(`POST ${comments}`, { status: 401, body: { message: 'Bad credentials' } }, { body: ours('') });
    expect(await say()).toMatchObject({ id: 5 });
    expect(world.scopes()).toHaveLength(2);
  });
});

describe('a step that makes check runs', () => {
  const checks = `${at}/check-runs`;

  it('makes one on the commit of the job, found again by its external id', async () => {
    gitHub().on(`POST ${checks}`, { status: 502, body: {} });
    await failure('createCheckRun', { name: 'lint', conclusion: 'success', summary: 'Well' });
    const sent = world.written()[0]?.body;
    expect(sent).toMatchObject({ name: 'lint', head_sha: sha, status: 'completed', conclusion: 'success' });
    const external_id = String(field(sent, 'external_id'));
    expect(external_id).toMatch(new RegExp(`^${world.jobId()}#[0-9a-f]{32}$`));
    gitHub().on(`GET ${at}/commits/${sha}/check-runs`, { body: { check_runs: [{ id: 1 }, { id: 8, external_id }] } });
    expect(await run('createCheckRun', { name: 'lint', conclusion: 'success', summary: 'Well' })).toMatchObject({
      id: 8,
    });
    expect(world.written()).toHaveLength(1);
    expect(world.scopes()).toEqual([{ checks: 'write' }]);
  });

  it.each(['ci / all', 'CI  / All ', '\uff43i / all', 'other'])('refuses the name of a workflow: %j', async (name) => {
    const checksOfAll = JSON.stringify(['other']);
    const error = await failure('createCheckRun', { name, conclusion: 'success' }, { checks: checksOfAll });
    expect(error).toMatchObject({ name: 'StepRefused', message: expect.stringContaining('check of a workflow') });
    expect(gitHub().asked()).toEqual([]);
  });

  it('changes one that a step of this job made, and not that of the job itself', async () => {
    const one = `${checks}/8`;
    const external_id = `${world.jobId()}#${'a'.repeat(32)}`;
    gitHub().on(`GET ${one}`, { body: { id: 8, name: 'lint', external_id, app: { id: 1234 } } });
    gitHub().on(`PATCH ${one}`, { body: { id: 8, name: 'lint' } });
    await run('updateCheckRun', { checkRun: 8, conclusion: 'failure' });
    expect(world.written()).toMatchObject([{ body: { status: 'completed', conclusion: 'failure' } }]);
    // What is completed is not opened again by a change of its text.
    await run('updateCheckRun', { checkRun: 8, summary: 'More' });
    expect(Object(world.written()[1]?.body)).not.toHaveProperty('status');

    for (const body of [
      { external_id: world.jobId(), app: { id: 1234 } },
      { external_id: `${'b'.repeat(40)}#x`, app: { id: 1234 } },
      { external_id, app: { id: 1 } },
    ]) {
      gitHub().on(`GET ${one}`, { body });
      expect(await failure('updateCheckRun', { checkRun: 8, conclusion: 'success' })).toMatchObject({
        name: 'StepRefused',
      });
    }
    expect(world.written()).toHaveLength(2);
  });
});
