import { handler as operate, tend } from '../job-keeping/keep-jobs.lambda';
import { push } from '../triggers/trigger';
import { deployMachines, executionOf, machine, payload, sha, useWorkflows } from './workflows.test.support';

const context = { getRemainingTimeInMillis: () => 20_000 };
const now = { patienceSeconds: 0 };

describe('a job about whose execution a function may not ask', () => {
  const { aws, gitHub, attribute, bringPush, execution, jobId, offer, shown, tell, turns, inputsOf } = useWorkflows();
  /** Operations that were denied. */
  const deny = (...operations: readonly string[]) => {
    const denied: string[] = [];
    aws().intercept(({ operation }) => {
      if (!operations.includes(operation)) return answers[operation];
      denied.push(operation);
      const body = { __type: 'AccessDeniedException', message: `not authorized to perform: states:${operation}` };
      return { status: 400, body: JSON.stringify(body) };
    });
    return denied;
  };
  const answers: Record<string, { status: number; body?: string }> = {
    StartExecution: { status: 200 },
    StopExecution: { status: 200 },
  };
  const lines = () =>
    jest
      .mocked(process.stdout.write)
      .mock.calls.map(([line]) => String(line))
      .join('');

  beforeEach(async () => {
    await offer([
      { name: 'ci', check: 'ci', machine, on: [push({ branches: ['main'] })], comment: 'steps' },
      { name: 'one', check: 'one', machine, on: [push({ branches: ['one'] })], limit: 1 },
    ]);
    expect(await deployMachines([machine])).toEqual(['SUCCESS']);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => jest.restoreAllMocks());

  it('stays as it is, and fails the look for the alarm with what to do, while the deployment has its machine', async () => {
    await bringPush();
    await tell('RUNNING');
    deny('DescribeExecution');
    await expect(tend(now, context)).rejects.toThrow('1 job could not be looked after');
    expect(attribute('Status')).toBe('RUNNING');
    expect(lines()).toContain(
      `give its role states:DescribeExecution for the workflow ci back, or deploy the stack again`,
    );
  });

  it('is ended once a deployment has taken its machine away, which takes the permission along', async () => {
    expect(await deployMachines([])).toEqual(['SUCCESS']);
    await bringPush();
    deny('DescribeExecution', 'StartExecution');
    await tend(now, context);
    expect([attribute('Status'), attribute('Error')]).toEqual(['ABORTED', 'ExecutionGone']);
  });

  it('is not ended by who starts it, before or after it has a turn', async () => {
    await bringPush({ payload: { ...payload, ref: 'refs/heads/one' } });
    const denied = deny('StartExecution');
    const [turn = ''] = turns.asked();
    expect((await turns.bring(turn)).batchItemFailures).toHaveLength(1);
    await expect(tend(now, context)).rejects.toThrow('could not be looked after');
    expect([denied.length > 1, attribute('Status'), attribute('Error')]).toEqual([true, 'QUEUED', undefined]);
    expect(lines()).toContain('give its role states:StartExecution for');
  });

  it.each(['StopExecution', 'DescribeExecution'])('is not told as stopped where %s is denied', async (operation) => {
    await bringPush();
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    deny(operation);
    await expect(operate({ operation: 'cancel', job: jobId(), by: 'octocat' }, context)).rejects.toThrow(
      `a permission of this function was lost: give its role states:${operation} for the workflow ci back`,
    );
    expect(attribute('Status')).toBe('RUNNING');
  });

  it('has no comment without its steps, and is shown with them once they may be read again', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on(`POST /api/v3/repos/octo-org/web/commits/${sha}/comments`, { status: 201, body: { id: 70 } });
    await bringPush();
    await tell('RUNNING');
    await tell('FAILED', { error: 'Broken' });
    const denied = deny('GetExecutionHistory');
    expect((await shown()).batchItemFailures).toHaveLength(1);
    expect([denied, attribute('Shown'), attribute('Commented')]).toEqual([
      ['GetExecutionHistory'],
      'FAILED',
      undefined,
    ]);
    aws().intercept(({ operation, input }) => {
      if (operation !== 'GetExecutionHistory') return undefined;
      expect(input).toMatchObject({ executionArn: executionOf(jobId()) });
      return { status: 200, body: '{"events":[]}' };
    });
    expect((await shown()).batchItemFailures).toEqual([]);
    expect(attribute('Commented')).toContain('FAILED');
    expect(inputsOf('StopExecution')).toEqual([]);
  });
});
