import { createTableCall } from '../aws/table-call';
import { follow, handler as operate, tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, context, executionOf, machine, useWorkflows } from './workflows.test.support';

const day = 86_400_000;

describe('the row of a job', () => {
  const { aws, gitHub, attribute, bringPush, execution, ids, inputsOf, job, jobId, offer, shown, tell } =
    useWorkflows();
  const now = { patienceSeconds: 0 };
  afterEach(() => jest.useRealTimers());
  const later = (days: number) =>
    jest.useFakeTimers({
      now: Date.now() + days * day,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'],
    });

  it('stays as long as its execution runs, and 90 days after', async () => {
    await bringPush();
    execution({ status: 'RUNNING', redriveCount: 0 });
    await tell('RUNNING');
    later(80);
    await tend({}, context);

    expect(Number(attribute('ExpiresAt')) * 1_000).toBeGreaterThan(Date.now() + 89 * day);
  });

  it('stays as long as the job waits for its turn, too', async () => {
    await offer([{ name: 'ci', check: 'ci', machine, on: [push({ branches: ['main'] })], limit: 1 }]);
    later(1);
    await bringPush();
    await bringPush(another(2));
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    later(80);
    await tend({}, context);

    const expiries = aws()
      .rows()
      .filter((row) => 'Workflow' in row)
      .map((row) => Number(field(row.ExpiresAt, 'N')) * 1_000 > Date.now() + 89 * day);
    expect(expiries).toEqual([true, true]);
  });

  it('of a job that ended goes, though GitHub does not show it, and fails the look meanwhile, for the alarm', async () => {
    await bringPush();
    await tell('SUCCEEDED');
    const expires = attribute('ExpiresAt');
    await expect(tend(now, context)).resolves.toEqual({ tended: 1 });
    later(1);
    await expect(tend({}, context)).rejects.toThrow('1 job ended over an hour ago and GitHub does not show it');
    expect(attribute('ExpiresAt')).toBe(expires);
  });

  it('of a job that somebody wants to end has its execution stopped, though whoever wanted it died before', async () => {
    await bringPush();
    execution({ status: 'RUNNING', redriveCount: 0 });
    await tell('RUNNING');
    const Item = { ...job(), StopAs: { S: 'ABORTED' }, StopReason: { S: 'Stopped by octocat.' } };
    await createTableCall('jobs')({ operation: 'PutItem', input: { Item }, remainingMilliseconds: () => 5_000 });
    await tend(now, context);
    expect(inputsOf('StopExecution')).toMatchObject([
      { executionArn: executionOf(jobId()), cause: 'Stopped by octocat.' },
    ]);
  });

  it('that this version cannot read holds up no other job, and fails the look for the alarm', async () => {
    await bringPush();
    const odd = jobId();
    await createTableCall('jobs')({
      operation: 'PutItem',
      input: { Item: { ...job(), Status: { S: 'PAUSED' } } },
      remainingMilliseconds: context.getRemainingTimeInMillis,
    });
    await bringPush(another(2));
    const [, second = ''] = ids();
    const detail = { name: second, executionArn: executionOf(second), status: 'RUNNING' };
    await follow(
      { Records: [{ messageId: 'told', receiptHandle: 'receipt', body: JSON.stringify({ detail }) }] },
      context,
    );
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });

    expect((await shown([JSON.stringify({ job: second })])).batchItemFailures).toEqual([]);
    for (const asked of [{ operation: 'list' }, { operation: 'list', repository: 'octo-org/web' }])
      expect(await operate(asked, context)).toMatchObject({ jobs: [{ job: second }] });
    await expect(operate({ operation: 'show', job: odd }, context)).rejects.toThrow(`The row of job ${odd}`);
    aws().intercept(({ operation }) =>
      operation === 'DescribeExecution' ? { status: 200, body: JSON.stringify(detail) } : undefined,
    );
    await expect(tend(now, context)).rejects.toThrow('1 job could not be looked after, 1 could');
  });
});
