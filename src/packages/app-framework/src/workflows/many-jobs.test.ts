import type { AwsRequest } from '../handlers/fake-aws.test.support';
import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, machine, payload, useWorkflows } from './workflows.test.support';

describe('many jobs', () => {
  const { aws, ids, offer, bringPush, bringChange, tell, turns } = useWorkflows();
  const now = { patienceSeconds: 0 };
  const concurrency = { group: 'branch', cancelRunning: true };
  beforeEach(async () => {
    await offer([
      { name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['main'] })], limit: 1 },
      { name: 'free', check: 'free', machine, on: [push({ branches: ['free'] })] },
      { name: 'newest', check: 'newest', machine, on: [push({ branches: ['newest'] })], limit: 1, concurrency },
    ]);
  });
  const bringPushes = async (count: number, branch: string) => {
    for (let number = 1; number <= count; number += 1)
      await bringPush({ ...another(ids().length + 1), payload: { ...payload, ref: `refs/heads/${branch}` } });
  };
  /** Executions run and can be stopped; every call of AWS is told. */
  const watch = (tellOf: (request: AwsRequest) => void) =>
    aws().intercept((request) => {
      const { operation, input } = request;
      tellOf(request);
      if (operation === 'StartExecution' || operation === 'StopExecution') return { status: 200 };
      if (operation !== 'DescribeExecution') return undefined;
      const executionArn = String(field(input, 'executionArn'));
      const name = executionArn.replace(/^.*:/, '');
      return { status: 200, body: JSON.stringify({ name, executionArn, status: 'RUNNING', redriveCount: 0 }) };
    });
  const described: number[] = [];
  /** A run whose calls take so long that only so many go into it. */
  const tendWith = (mostCalls: number) => {
    let calls = 0;
    described.length = 0;
    watch(({ operation, input }) => {
      calls += 1;
      if (operation !== 'DescribeExecution') return;
      described.push(ids().indexOf(String(field(input, 'executionArn')).replace(/^.*:/, '')));
    });
    return tend(now, { getRemainingTimeInMillis: () => (calls < mostCalls ? 20_000 : 4_000) });
  };
  const reasons = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row)
      .map((row) => field(row.StopReason, 'S') !== undefined);

  it('that wait for their turn are asked about once a line, and keep the look from no other job', async () => {
    await bringPushes(40, 'main');
    await bringPushes(1, 'free');
    await expect(tendWith(60)).resolves.toEqual({ tended: 2 });
    expect(described).toEqual([0, 40]);
  });

  it('that there is no time for are told, and the next run begins with them', async () => {
    await bringPushes(10, 'free');
    const seen = new Set<number>();
    for (const isLast of [false, false, false, true]) {
      const run = tendWith(16);
      if (isLast) await run.catch(() => undefined);
      else await expect(run).rejects.toThrow(/There was no time for [5-9] jobs/);
      for (const at of described) seen.add(at);
    }
    expect(seen.size).toBe(10);
  });

  it.each([
    ['of an installation', 'main', 4, () => bringChange('deleted'), [true, true, true, true]],
    ['that a newer one overtakes', 'newest', 3, () => turns.give(), [true, true, false]],
  ])('%s have all been asked to stop before the first ends', async (_what, branch, count, act, all) => {
    await bringPushes(1, branch);
    await turns.give();
    await tell('RUNNING');
    await bringPushes(count - 1, branch);
    const atStops: unknown[] = [];
    const started: unknown[] = [];
    watch(({ operation }) => {
      if (operation === 'StopExecution') atStops.push(reasons());
      if (operation === 'StartExecution') started.push(operation);
    });
    await act();
    expect(atStops[0]).toEqual(all);
    await tell('ABORTED', { error: 'Stopped' });
    expect(started).toHaveLength(all.includes(false) ? 1 : 0);
  });

  it('are given their turn by one question where many are stopped that never began', async () => {
    await bringPushes(5, 'main');
    turns.asked();
    aws().intercept(({ operation }) =>
      /Execution$/.test(operation) ? { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' } : undefined,
    );
    await bringChange('suspend');
    expect(turns.asked()).toHaveLength(1);
  });
});
