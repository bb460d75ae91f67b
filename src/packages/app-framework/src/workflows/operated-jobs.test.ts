import { createTableCall } from '../aws/table-call';
import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { context, executionOf, sha, useWorkflows } from './workflows.test.support';

const repository = 'octo-org/web';

describe('a job that people ask about', () => {
  const { aws, jobId, bringPush, tell, execution, inputsOf, reported, ...place } = useWorkflows();
  let job: string;
  beforeEach(async () => {
    await bringPush();
    job = jobId();
    aws().sent.length = 0;
  });
  const rows = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);

  it('is listed where it is, with who started it, and among those that have not ended', async () => {
    const view = { job, workflow: 'ci', status: 'QUEUED', repository, sha, attempt: 1, startedBy: 'octocat' };
    const all = { kind: 'jobs', jobs: [expect.objectContaining(view)], leftOut: 0 };
    expect(await operate({ operation: 'list' }, context)).toEqual(all);
    expect(await operate({ operation: 'list', repository }, context)).toEqual(all);
    expect(await operate({ operation: 'list', repository: 'octo-org/other' }, context)).toEqual({
      kind: 'jobs',
      jobs: [],
      leftOut: 0,
    });
    await tell('SUCCEEDED');
    expect(await operate({ operation: 'list' }, context)).toEqual({ kind: 'jobs', jobs: [], leftOut: 0 });
    expect(await operate({ operation: 'list', repository }, context)).toMatchObject({
      jobs: [{ status: 'SUCCEEDED' }],
    });
  });

  it('is in the status where it is old and others have ended since, and the oldest of many are left out', async () => {
    const row = rows()[0] ?? {};
    const put = (index: number, more: object) => {
      const at = new Date(Date.now() + 1_000 * index).toISOString();
      const ids = { JobId: { S: `later-${index}` }, CreatedAt: { S: at } };
      return createTableCall('jobs')({
        operation: 'PutItem',
        input: { Item: { ...row, ...ids, ...more } },
        remainingMilliseconds: context.getRemainingTimeInMillis,
      });
    };
    for (let index = 1; index <= 101; index += 1) await put(index, { Status: { S: 'SUCCEEDED' } });
    expect(await operate({ operation: 'status', repository }, context)).toMatchObject({ jobs: [{ job }], leftOut: 0 });
    const all = await operate({ operation: 'list', repository }, context);
    expect(all).toMatchObject({ leftOut: 2 });
    expect(field(field(all, 'jobs'), '0')).toMatchObject({ job: 'later-101' });
    for (let index = 1; index <= 101; index += 1) await put(index, {});
    const open = await operate({ operation: 'list' }, context);
    expect(open).toMatchObject({ leftOut: 2 });
    expect([field(field(open, 'jobs'), '0'), field(field(open, 'jobs'), '99')]).toMatchObject([
      { job: 'later-101' },
      { job: 'later-2' },
    ]);
  });

  it('is found behind any number of pages, by the beginning of its id too', async () => {
    const row = rows()[0] ?? {};
    let pages = 0;
    aws().intercept(({ operation, input }) => {
      if (operation !== 'Query') return undefined;
      pages += 1;
      const status = field(field(field(input, 'ExpressionAttributeValues'), ':status'), 'S');
      const isLast = pages > 30;
      const next = !isLast && { LastEvaluatedKey: { JobId: row.JobId } };
      const Items = isLast && status !== 'RUNNING' && status !== 'WAITING' ? [row] : [];
      return { status: 200, body: JSON.stringify({ Items, ...next }) };
    });
    const asked = [{ operation: 'list' }, { operation: 'status' }, { operation: 'show', job: job.slice(0, 7) }];
    for (const one of asked)
      for (const where of [{ repository }, { repositoryId: 5, host: 'ghe.example.com' }]) {
        pages = 0;
        expect(await operate({ ...one, ...where }, context)).toMatchObject({ kind: 'jobs', jobs: [{ job }] });
      }
  });

  it('is found by its id, and in its repository by the beginning of it', async () => {
    const found = { kind: 'jobs', jobs: [{ job }] };
    expect(await operate({ operation: 'show', job }, context)).toMatchObject(found);
    expect(await operate({ operation: 'show', job: job.slice(0, 7).toUpperCase(), repository }, context)).toMatchObject(
      found,
    );
    const none = { kind: 'not-found' };
    expect(await operate({ operation: 'show', job: job.slice(0, 6), repository }, context)).toEqual(none);
    expect(await operate({ operation: 'show', job: job.slice(0, 10) }, context)).toEqual(none);
    expect(await operate({ operation: 'cancel', job, repository: 'octo-org/other', by: 'mallory' }, context)).toEqual(
      none,
    );
    expect(inputsOf('StopExecution')).toEqual([]);
    await expect(operate({ operation: 'drop', job }, context)).rejects.toThrow('Give an operation');
  });

  it('is found in its repository whatever that is called by now, and by the name that it began under', async () => {
    await tell('FAILED');
    const renamed = { repository: 'octo-org/site', repositoryId: 5, host: 'ghe.example.com' };
    const found = { kind: 'jobs', jobs: [{ job }] };
    expect(await operate({ operation: 'list', ...renamed }, context)).toMatchObject(found);
    expect(await operate({ operation: 'list', repository: 'Octo-Org/WEB' }, context)).toMatchObject(found);
    expect(await operate({ operation: 'show', job, repository: 'OCTO-org/web' }, context)).toMatchObject(found);
    const again = { operation: 'rerun', job: job.slice(0, 10), ...renamed };
    expect(await operate(again, context)).toMatchObject({ kind: 'new', attempt: 2 });
    expect(await operate({ operation: 'status', ...renamed }, context)).toMatchObject({ jobs: [{ attempt: 2 }] });
  });

  it.each([
    ['of a repository that has the name by now', 6, 'ghe.example.com'],
    ['of a repository on another host', 5, 'api.github.com'],
  ])('is unknown to people %s', async (_what, repositoryId, host) => {
    const asked = { repository, repositoryId, host, by: 'mallory' };
    await tell('FAILED');
    expect(await operate({ operation: 'list', ...asked }, context)).toEqual({ kind: 'jobs', jobs: [], leftOut: 0 });
    for (const named of [job, job.slice(0, 10)])
      expect(await operate({ operation: 'rerun', job: named, ...asked }, context)).toEqual({ kind: 'not-found' });
    const own = { ...asked, repositoryId: 5, host: 'ghe.example.com' };
    expect(await operate({ operation: 'list', ...own }, context)).toMatchObject({ jobs: [{ job }] });
  });

  it('is stopped by who asks, who is named, and not once it has ended', async () => {
    await tell('RUNNING');
    execution({ status: 'RUNNING' });
    expect(await operate({ operation: 'cancel', job, repository, by: 'octocat' }, context)).toMatchObject({
      kind: 'stopped',
    });
    expect(inputsOf('StopExecution')).toEqual([
      { executionArn: executionOf(job), error: 'Stopped', cause: 'Stopped by octocat.' },
    ]);
    await tell('ABORTED');
    expect(await operate({ operation: 'cancel', job, by: 'octocat' }, context)).toMatchObject({ kind: 'ended' });
  });

  it('is stopped in the name of who asked first', async () => {
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    for (const by of ['ada', 'bob']) await operate({ operation: 'cancel', job, by }, context);
    expect(inputsOf('StopExecution').map((input) => field(input, 'cause'))).toEqual([
      'Stopped by ada.',
      'Stopped by ada.',
    ]);
  });

  it('has ended where it did while somebody asked to stop it', async () => {
    await tell('RUNNING');
    const row = rows()[0] ?? {};
    await tell('SUCCEEDED');
    let reads = 0;
    aws().intercept(({ operation }) => {
      if (operation === 'GetItem') reads += 1;
      return operation === 'GetItem' && reads === 1 ? { status: 200, body: JSON.stringify({ Item: row }) } : undefined;
    });
    expect(await operate({ operation: 'cancel', job, by: 'octocat' }, context)).toMatchObject({ kind: 'ended' });
  });

  it('runs again when it has ended: one next attempt, however often it is asked for', async () => {
    expect(await operate({ operation: 'rerun', job, by: 'hubot' }, context)).toMatchObject({ kind: 'open' });
    await tell('FAILED', { error: 'Broken' });
    const answer = await operate({ operation: 'rerun', job, by: 'hubot' }, context);
    const next = String(field(answer, 'next'));
    expect(answer).toMatchObject({ kind: 'new', attempt: 2 });
    expect(await operate({ operation: 'rerun', job, by: 'hubot' }, context)).toMatchObject({ kind: 'known', next });

    const [, second] = rows();
    expect(second).toMatchObject({
      JobId: { S: next },
      FirstJob: { S: job },
      StartedBy: { S: 'hubot' },
      HeadSha: { S: sha },
    });
    const starts = inputsOf('StartExecution').filter((input) => field(input, 'name') === next);
    expect(new Set(starts.map((input) => String(field(input, 'input')))).size).toBe(1);
    expect(parsedJson(String(field(starts[0], 'input')))).toMatchObject({ job: next, attempt: 2, sha, workflow: 'ci' });
  });

  const rerequest = (event: 'check_run' | 'check_suite', more: object = {}, named: object = {}) =>
    bring(change, {
      ...place.delivery(),
      event,
      action: 'rerequested',
      payload: { [event]: { app: { id: 1234 }, external_id: job, head_sha: sha, pull_requests: [], ...more } },
      delivery_key: `again by ${event} ${JSON.stringify([more, named])}`,
      ...named,
    });

  it.each(['check_run', 'check_suite'] as const)(
    'runs again when its %s is wanted again, also where that names no pull request',
    async (event) => {
      await tell('FAILED', { error: 'Broken' });
      expect(await rerequest(event)).toBe('settled');
      expect(rows().map(({ Attempt }) => Attempt)).toEqual([{ N: '1' }, { N: '2' }]);
      expect(reported()).toContainEqual(expect.stringMatching(/-0-QUEUED$/));
    },
  );

  it('is run again by the button, which all have who may write, where its command took no more', async () => {
    await tell('FAILED');
    const [row = {}] = rows();
    Object.assign(row, { Permission: { S: 'maintain' } });
    expect(await rerequest('check_run')).toBe('settled');
    expect(rows()).toHaveLength(1);
    Object.assign(row, { Permission: { S: 'write' } });
    await rerequest('check_suite');
    expect(rows()).toHaveLength(2);
  });

  it.each([
    ['runs', {}, {}, 'RUNNING'],
    ['is another App’s', { app: { id: 8 } }, {}, 'FAILED'],
    ['is of another commit', { head_sha: 'c'.repeat(40) }, {}, 'FAILED'],
    ['is of another repository', {}, { repository: { id: 6, full_name: 'octo-org/other' } }, 'FAILED'],
    ['is of another host', {}, { host: 'api.github.com' }, 'FAILED'],
    ['names no job of ours', { external_id: '' }, {}, 'FAILED'],
  ])('does not run again for a check run that %s', async (_what, more, named, status) => {
    await tell(status);
    expect(await rerequest('check_run', more, named)).toBe('settled');
    expect(rows()).toHaveLength(1);
  });

  it('of a suite runs again in a repository that was renamed, too', async () => {
    await tell('FAILED');
    await rerequest('check_suite', {}, { repository: { id: 5, full_name: 'octo-org/site' } });
    expect(rows()).toHaveLength(2);
  });

  it('of a suite runs again as the attempt after its last', async () => {
    await tell('FAILED');
    await rerequest('check_suite');
    const [, second] = rows();
    await tell('FAILED', { name: String(field(second?.JobId, 'S')) });
    await rerequest('check_suite', { again: 1 });
    expect(rows().map(({ Attempt }) => Attempt)).toEqual([{ N: '1' }, { N: '2' }, { N: '3' }]);
  });
});
