import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { createHandlerRegistry } from '../registrar/handler-registry-table';
import { push } from '../triggers/trigger';
import { follow, show, handler as start } from './run-workflows.lambda';

const sha = 'b'.repeat(40);
const payload = {
  ref: 'refs/heads/main',
  after: sha,
  deleted: false,
  sender: { id: 9, login: 'octocat', type: 'User' },
};
const repository = { id: 5, full_name: 'octo-org/web' };
/** What processes remember is of an installation: each test has its own. */
let installation = { id: 100 };
const delivery = () => ({
  event: 'push',
  payload,
  repository,
  installation,
  action: undefined,
  sender: payload.sender,
});
const context = { getRemainingTimeInMillis: () => 20_000 };

describe('a workflow', () => {
  const { aws, gitHub } = useConnectedHandler();
  const started: unknown[] = [];
  let answers: { status: number; body?: string }[];

  beforeAll(() => {
    process.env.JOBS_TABLE_NAME = 'jobs';
    process.env.REPORT_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111111111111/reports.fifo';
    process.env.STATUS_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111111111111/statuses';
  });
  beforeEach(async () => {
    installation = { id: installation.id + 1 };
    started.length = 0;
    answers = [];
    aws().intercept(({ operation, input }) => {
      if (operation !== 'StartExecution') return undefined;
      started.push(input);
      return answers.shift() ?? { status: 200 };
    });
    const offered = { name: 'ci', check: 'ci / all', machine: 'arn:machine', on: [push({ branches: ['main'] })] };
    await createHandlerRegistry({ tableName: 'ledger' })({ Workflows: JSON.stringify([offered]) });
  });

  const job = () =>
    aws()
      .rows()
      .find((row) => 'JobId' in row) ?? {};
  const jobId = () => String(field(job().JobId, 'S'));
  const attribute = (name: string) => field(job()[name], 'S') ?? field(job()[name], 'N');
  const tell = (status: string, more: object = {}) => {
    const detail = { name: jobId(), executionArn: 'arn:execution', status, ...more };
    const body = JSON.stringify({ source: 'aws.states', detail });
    return follow({ Records: [{ messageId: 'told', receiptHandle: 'receipt', body }] }, context);
  };
  const shown = (bodies: readonly string[] = [JSON.stringify({ job: jobId() })], attributes = {}) =>
    show(
      {
        Records: bodies.map((body, index) => ({ messageId: `${index}`, receiptHandle: `${index}`, body, attributes })),
      },
      context,
    );
  const checkRuns = () =>
    gitHub()
      .requests.filter(({ path }) => path.includes('check-runs'))
      .map(({ method, body }) => [method, field(body, 'status'), field(body, 'conclusion')]);

  it('starts: the row first, then the execution under its name, and asks to be shown', async () => {
    expect(await bring(start, delivery())).toBe('settled');

    expect(job()).toMatchObject({ Status: { S: 'QUEUED' }, RepoFullName: { S: 'octo-org/web' }, HeadSha: { S: sha } });
    expect(started).toEqual([{ stateMachineArn: 'arn:machine', name: jobId(), input: attribute('Input') }]);
    expect(parsedJson(String(attribute('Input')))).toMatchObject({
      job: jobId(),
      workflow: 'ci',
      ref: 'refs/heads/main',
      sha,
      repository: { id: 5, fullName: 'octo-org/web' },
      sender: { id: 9, login: 'octocat' },
    });
    expect(aws().sent).toEqual([
      expect.objectContaining({
        MessageBody: JSON.stringify({ job: jobId() }),
        MessageDeduplicationId: `${jobId()}-QUEUED`,
      }),
    ]);
  });

  it('is started once more with the same bytes where nobody knows whether it was', async () => {
    answers = [{ status: 500 }, { status: 500 }];
    expect(await bring(start, delivery())).toBe('again');
    const first = [...started];
    await createHandlerRegistry({ tableName: 'ledger' })({ Workflows: '[]' });
    await bring(start, delivery());

    expect(new Set(started.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(first[0])]));
    expect(
      aws()
        .rows()
        .filter((row) => 'JobId' in row),
    ).toHaveLength(1);
  });

  it('takes an execution that is there for started, and no other refusal', async () => {
    answers = [{ status: 400, body: '{"__type":"ExecutionAlreadyExists"}' }];
    expect(await bring(start, delivery())).toBe('settled');
    answers = [{ status: 400, body: '{"__type":"StateMachineDoesNotExist"}' }];
    expect(
      await bring(start, { ...delivery(), delivery_id: '7a3f5c1e-0000-4000-8000-000000000002', delivery_key: 'other' }),
    ).toBe('again');
  });

  it('starts nothing for what its triggers do not mean', async () => {
    expect(await bring(start, { ...delivery(), payload: { ...payload, ref: 'refs/heads/old' } })).toBe('settled');
    expect([started, job()]).toEqual([[], {}]);
  });

  it('goes with its execution, and stays as that ended', async () => {
    await bring(start, delivery());
    await tell('RUNNING');
    expect(attribute('Status')).toBe('RUNNING');
    await tell('FAILED', { error: 'Broken', cause: 'because' });
    await tell('RUNNING');
    await tell('SUCCEEDED');

    expect([attribute('Status'), attribute('Error'), attribute('ExecutionArn')]).toEqual([
      'FAILED',
      'Broken',
      'arn:execution',
    ]);
    expect(aws().sent.map((one) => field(one, 'MessageDeduplicationId'))).toContain(`${jobId()}-FAILED`);
  });

  it('has run out of time where its Express child has', async () => {
    await bring(start, delivery());
    await tell('FAILED', { error: 'WorkflowTimedOut' });
    expect(attribute('Status')).toBe('TIMED_OUT');
  });

  it('is not made by an execution that somebody started by hand', async () => {
    const body = JSON.stringify({ detail: { name: 'by-hand', executionArn: 'arn', status: 'SUCCEEDED' } });
    const answer = await follow({ Records: [{ messageId: 'told', receiptHandle: 'receipt', body }] }, context);
    expect([answer.batchItemFailures, job()]).toEqual([[], {}]);
  });

  it.each([
    ['SUCCEEDED', 'success'],
    ['FAILED', 'failure'],
    ['TIMED_OUT', 'timed_out'],
    ['ABORTED', 'cancelled'],
  ])('that %s is concluded as %s, on the check run that was queued', async (status, conclusion) => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await bring(start, delivery());
    await shown();
    await tell('RUNNING');
    await shown();
    await shown();
    await tell(status);
    await shown();

    expect(checkRuns()).toEqual([
      ['POST', 'queued', undefined],
      ['PATCH', 'in_progress', undefined],
      ['PATCH', 'completed', conclusion],
    ]);
    const made = gitHub().requests.find(({ method, path }) => method === 'POST' && path.includes('check-runs'));
    expect(made?.body).toMatchObject({ name: 'ci / all', head_sha: sha, external_id: jobId() });
    const asked = gitHub().requests.find(({ path }) => path === '/tokens/installation');
    expect(asked?.body).toMatchObject({ scopeDown: { repositoryIds: [5], permissions: { checks: 'write' } } });
  });

  it('finds the check run whose answer it never got, and makes no second one', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 502, body: { message: 'lost' } });
    await bring(start, delivery());
    expect((await shown()).batchItemFailures).toHaveLength(1);
    const others = [
      { id: 6, external_id: 'other' },
      { id: 7, external_id: jobId() },
    ];
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${sha}/check-runs`, { body: { check_runs: others } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await shown();

    expect(checkRuns().map(([method]) => method)).toEqual(['POST', 'GET', 'PATCH']);
    expect(attribute('CheckRunId')).toBe('7');
  });

  it('waits as long as GitHub says, and lets nothing of its installation go before', async () => {
    const headers = { 'retry-after': '77' };
    const body = { message: 'You have exceeded a secondary rate limit' };
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 403, headers, body });
    await bring(start, delivery());
    const message = JSON.stringify({ job: jobId() });
    const answer = await shown([message, message], { MessageGroupId: 'one' });

    expect(answer.batchItemFailures).toHaveLength(2);
    expect(aws().postponed.map((one) => field(one, 'VisibilityTimeout'))).toEqual([77, 77]);
    expect(checkRuns()).toHaveLength(1);
  });

  it('holds up nobody where the App may not write checks', async () => {
    gitHub().on('POST /tokens/installation', { status: 403, body: { message: 'Not granted: checks' } });
    await bring(start, delivery());
    expect((await shown()).batchItemFailures).toEqual([]);
    gitHub().on('POST /tokens/installation', { status: 502, body: {} });
    await tell('RUNNING');
    expect((await shown()).batchItemFailures).toHaveLength(1);
  });

  it('holds up nobody where GitHub takes no check run of it', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 422, body: { message: 'No commit found' } });
    await bring(start, delivery());
    expect((await shown()).batchItemFailures).toEqual([]);
    expect((await shown()).batchItemFailures).toEqual([]);
    expect(checkRuns()).toHaveLength(1);
  });
});
