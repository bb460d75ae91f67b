import { bring } from '../handlers/connected-handler.test.support';
import { follow } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { handler as start } from './run-workflows.lambda';
import { context, executionOf, payload, sha, useWorkflows } from './workflows.test.support';

describe('a workflow', () => {
  const { aws, gitHub, offer, job, jobId, attribute, delivery, inputsOf, answerStarts, tell, shown, checkRuns } =
    useWorkflows();
  const started = () => inputsOf('StartExecution');

  it('starts: the row first, then the execution under its name, and asks to be shown', async () => {
    expect(await bring(start, delivery())).toBe('settled');

    expect(job()).toMatchObject({ Status: { S: 'QUEUED' }, RepoFullName: { S: 'octo-org/web' }, HeadSha: { S: sha } });
    expect(started()).toEqual([
      { stateMachineArn: expect.stringContaining(':stateMachine:ci'), name: jobId(), input: attribute('Input') },
    ]);
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
        MessageDeduplicationId: `${jobId()}-0-QUEUED`,
      }),
    ]);
  });

  it('is started once more with the same bytes where nobody knows whether it was', async () => {
    answerStarts(...Array(3).fill({ status: 500 }));
    expect(await bring(start, delivery())).toBe('again');
    const first = started();
    await offer([]);
    await bring(start, delivery());

    expect(new Set(started().map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(first[0])]));
    expect(
      aws()
        .rows()
        .filter((row) => 'Workflow' in row),
    ).toHaveLength(1);
  });

  it('takes an execution that is there for started, and no other refusal', async () => {
    answerStarts({ status: 400, body: '{"__type":"ExecutionAlreadyExists"}' });
    expect(await bring(start, delivery())).toBe('settled');
    answerStarts({ status: 400, body: '{"__type":"StateMachineDoesNotExist"}' });
    expect(
      await bring(start, { ...delivery(), delivery_id: '7a3f5c1e-0000-4000-8000-000000000002', delivery_key: 'other' }),
    ).toBe('again');
  });

  it('starts nothing for what its triggers do not mean', async () => {
    expect(await bring(start, { ...delivery(), payload: { ...payload, ref: 'refs/heads/old' } })).toBe('settled');
    expect([started(), job()]).toEqual([[], {}]);
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
      executionOf(jobId()),
    ]);
    expect(aws().sent.map((one) => field(one, 'MessageDeduplicationId'))).toContain(`${jobId()}-0-FAILED`);
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
