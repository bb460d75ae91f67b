import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { pullRequest, push } from '../triggers/trigger';
import { context, executionOf, machine, sha, useWorkflows } from './workflows.test.support';

const made = 'POST /api/v3/repos/octo-org/web/issues/5/comments';
const listed = 'GET /api/v3/repos/octo-org/web/issues/5/comments';
const changed = 'PATCH /api/v3/repos/octo-org/web/issues/comments/70';
const onCommit = `/api/v3/repos/octo-org/web/commits/${sha}/comments`;

describe('the comment about a job', () => {
  const { aws, gitHub, offer, jobId, attribute, bringPush, tell, shown, reported, ...place } = useWorkflows();
  let events: object[] = [];
  const at = (second: number) => Date.UTC(2026, 10, 1, 7, 0, second) / 1_000;
  const entered = (id: number, name: string, second: number) => ({
    ...{ id, type: 'PassStateEntered', timestamp: at(second), previousEventId: id - 1 },
    stateEnteredEventDetails: { name },
  });
  const left = (id: number, name: string, second: number) => ({
    ...{ id, type: 'PassStateExited', timestamp: at(second), previousEventId: id - 1 },
    stateExitedEventDetails: { name },
  });
  const began = { id: 1, type: 'ExecutionStarted', timestamp: at(0), previousEventId: 0 };
  const bringPull = (more: object = {}) =>
    bringPush({
      event: 'pull_request',
      action: 'synchronize',
      payload: {
        action: 'synchronize',
        repository: { id: 5 },
        pull_request: {
          number: 5,
          user: { id: 9, login: 'octocat', type: 'User' },
          head: { sha, ref: 'work', repo: { id: 5 } },
          base: { ref: 'main', repo: { id: 5 } },
        },
        sender: { id: 9, login: 'octocat', type: 'User' },
      },
      ...more,
    });
  const comments = () =>
    gitHub()
      .requests.filter(({ path, method }) => path.includes('/comments') && method !== 'GET')
      .map(({ method, path, body }) => ({ method, path, body: String(field(body, 'body')) }));
  const tendAfter = async (milliseconds: number) => {
    const doNotFake = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'] as const;
    jest.useFakeTimers({ now: Date.now() + milliseconds, doNotFake: [...doNotFake] });
    await tend({}, context);
    jest.useRealTimers();
  };
  const asIs = { name: 'ci', check: 'ci / all', machine, on: [pullRequest(), push()] };

  beforeEach(async () => {
    events = [];
    aws().intercept(({ operation, input }) => {
      if (operation === 'StartExecution') return { status: 200 };
      if (operation === 'DescribeExecution') {
        const name = jobId();
        return { status: 200, body: JSON.stringify({ name, executionArn: executionOf(name), status: 'RUNNING' }) };
      }
      if (operation !== 'GetExecutionHistory') return undefined;
      expect(input).toMatchObject({ executionArn: executionOf(jobId()), includeExecutionData: false });
      return { status: 200, body: JSON.stringify({ events: [...events].reverse() }) };
    });
    await offer([{ ...asIs, comment: 'steps' }]);
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    gitHub().on(made, { status: 201, body: { id: 70 } });
    gitHub().on(changed, { body: { id: 70 } });
  });

  it('is made once it runs, edited as its steps go on, and says at the end which failed, why, and what to do', async () => {
    await bringPull();
    await shown();
    expect(comments()).toEqual([]);
    await tell('RUNNING');
    events = [began, entered(2, 'Lint', 1), left(3, 'Lint', 2), entered(4, 'Each suite', 2), entered(5, 'Run', 2)];
    await shown();
    await shown();
    events.push(left(6, 'Run', 4), entered(7, 'Run', 4));
    await shown();
    events.push({ id: 8, type: 'ExecutionFailed', timestamp: at(65), previousEventId: 7 });
    await tell('FAILED', { error: 'Broken', cause: 'the @octo/team broke it' });
    await shown();
    await shown();

    expect(comments().map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
    const [first, second, last] = comments().map(({ body }) => body);
    expect(first).toContain(`\`ci\` for ${sha}: **Running**. Started by \`octocat\`. Job \`${jobId()}\`.`);
    expect(first).toContain('<details><summary>3 steps</summary>');
    expect(first).toContain('| `Lint` | done | 1 s |');
    expect(first).toContain('| `Run` | running | since 07:00:02 UTC |');
    expect(second).toContain('| `Run` \u00d7 1 of 2 | running |');
    expect(last).toContain('**Failed** after 1 min 5 s.');
    expect(last).toContain('Step `Run` failed with `Broken`.\n\n```text\nthe @octo/team broke it\n```');
    expect(last).toContain('| `Run` \u00d7 1 of 2 | failed |');
    expect(last).toContain('| `Each suite` | stopped |');
    expect(last).toContain(`tell the bot \`rerun ${jobId().slice(0, 10)}\``);
    expect(attribute('CommentId')).toBe('70');
    expect(attribute('UnsettledIn')).toBeUndefined();
  });

  it('names the step in which it failed, not another that was left open', async () => {
    await bringPull();
    events = [
      began,
      entered(2, 'Both', 1),
      { ...entered(3, 'Fails', 1), previousEventId: 2 },
      entered(4, 'Goes on', 1),
    ];
    events.push({ id: 5, type: 'TaskFailed', timestamp: at(2), previousEventId: 3 });
    events.push({ id: 6, type: 'ExecutionFailed', timestamp: at(2), previousEventId: 5 });
    await tell('FAILED', { error: 'Broken' });
    await shown();
    expect(comments()[0]?.body).toContain('Step `Fails` failed with `Broken`.');
    expect(comments()[0]?.body).toContain('| `Goes on` | stopped |');
  });

  it.each([
    ['of its own bot', { type: 'Bot' }, 1234, ['PATCH']],
    ['of a person, through the App', { type: 'User' }, 1234, ['POST']],
    ['of another App', { type: 'Bot' }, 8, ['POST']],
  ])('whose answer was lost is found, where what is marked is %s', async (_what, user, app, methods) => {
    gitHub().on(made, { status: 502, body: { message: 'lost' } });
    await bringPull();
    await tell('SUCCEEDED');
    expect((await shown()).batchItemFailures).toHaveLength(1);
    const body = comments()[0]?.body;
    gitHub().requests.length = 0;
    gitHub().on(made, { status: 201, body: { id: 70 } });
    gitHub().on(listed, { body: [{ id: 70, body, user, performed_via_github_app: { id: app } }] });
    await shown();
    await shown();
    expect(comments().map(({ method }) => method)).toEqual(methods);
  });

  it('is on the commit where there is no pull request, once it has ended, and found there by who wrote it', async () => {
    gitHub().on(`POST ${onCommit}`, { status: 502, body: { message: 'lost' } });
    gitHub().on('POST /api/graphql', { body: { data: { viewer: { login: 'my-app[bot]' } } } });
    await bringPush();
    await tell('RUNNING');
    await shown();
    expect(comments()).toEqual([]);
    await tell('SUCCEEDED');
    await shown();
    const [{ body = '' } = {}] = comments();
    const written = (login: string) => ({ id: 71, body, user: { type: 'Bot', login } });
    gitHub().on(`GET ${onCommit}`, { body: [written('other[bot]')] });
    await shown();
    gitHub().on(`GET ${onCommit}`, { body: [written('other[bot]'), { ...written('my-app[bot]'), id: 72 }] });
    await shown();
    await shown();
    expect(comments().map(({ method, path }) => [method, path])).toEqual([
      ['POST', onCommit],
      ['POST', onCommit],
    ]);
    expect(attribute('CommentId')).toBe('72');
    expect(attribute('UnsettledIn')).toBeUndefined();
  });

  it('of one that was overtaken says by what, and tells nobody to run that again', async () => {
    await bringPull();
    await tell('RUNNING');
    Object.assign(place.job(), { StopAs: { S: 'SUPERSEDED' }, StopReason: { S: 'Overtaken by job 7.' } });
    await tell('ABORTED', { error: 'Stopped' });
    await shown();
    const [{ body = '' } = {}] = comments();
    expect(body).toContain('**Overtaken by a newer commit**');
    expect(body).toContain('Overtaken by job 7.');
    expect(body).not.toContain('To run it again');
  });

  it('holds up no conclusion, and is left out for good where GitHub refuses it', async () => {
    gitHub().on(made, { status: 403, body: { message: 'Unable to create comment because issue is locked.' } });
    await bringPull();
    await tell('SUCCEEDED');
    expect((await shown()).batchItemFailures).toEqual([]);
    await shown();
    expect(place.checkRuns()).toEqual([['POST', 'completed', 'success']]);
    expect([comments().length, attribute('UnsettledIn')]).toEqual([1, undefined]);
  });

  it('is brought up to date by the look after jobs, each minute', async () => {
    await bringPull();
    await tell('RUNNING');
    aws().sent.length = 0;
    await tendAfter(30_000);
    expect(reported()).toEqual([]);
    await tendAfter(60_000);
    expect(reported()).toEqual([expect.stringMatching(/^0-RUNNING-\d+$/)]);
  });

  it('says nothing of steps where none are kept', async () => {
    await bringPull();
    Object.assign(place.job(), { CommentKind: { S: 'status' } });
    events = [began, entered(2, 'Run', 1), { id: 3, type: 'ExecutionSucceeded', timestamp: at(9), previousEventId: 2 }];
    await tell('SUCCEEDED');
    await shown();
    expect(comments()[0]?.body).toContain('**Succeeded** after 9 s.');
    expect(comments()[0]?.body).not.toContain('details');
  });
});
