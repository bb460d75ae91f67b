import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { another, context, executionOf, useWorkflows } from './workflows.test.support';

describe('a job that nobody tells of', () => {
  const {
    aws,
    gitHub,
    attribute,
    bringPush,
    execution,
    inputsOf,
    answerStarts,
    jobId,
    tell,
    shown,
    reported,
    ...place
  } = useWorkflows();
  const now = { patienceSeconds: 0 };
  beforeEach(async () => {
    await bringPush();
    aws().sent.length = 0;
  });

  it('is started where it was not, with the bytes of its row, and left alone within its time', async () => {
    await tend({}, context);
    expect(inputsOf('DescribeExecution')).toEqual([]);
    await tend(now, context);

    const [first, second] = inputsOf('StartExecution');
    expect(second).toEqual(first);
    expect(attribute('Status')).toBe('QUEUED');
  });

  it.each([
    ['the machine is gone', { status: 400, body: '{"__type":"StateMachineDoesNotExist"}' }],
    ['the deployment took its grant away', { status: 400, body: '{"__type":"AccessDeniedException"}' }],
  ])('ends where it can never start, for %s', async (_what, answer) => {
    answerStarts(answer);
    await tend(now, context);

    expect([attribute('Status'), attribute('Error')]).toEqual(['ABORTED', 'ExecutionGone']);
    expect(reported()).toEqual(['0-ABORTED']);
  });

  it('ends as its execution did, and is told as failed where Step Functions does not answer', async () => {
    await tell('RUNNING');
    aws().sent.length = 0;
    execution({ status: 'FAILED', error: 'Broken', cause: 'because', redriveCount: 0 });
    await tend(now, context);

    expect([attribute('Status'), attribute('Error'), attribute('Cause')]).toEqual(['FAILED', 'Broken', 'because']);
    expect(reported()).toEqual(['0-FAILED']);
    aws().intercept(({ operation }) => (operation === 'Scan' ? { status: 500 } : undefined));
    await expect(tend(now, context)).rejects.toThrow('dynamodb Scan');
  });

  it('ends where its execution is gone, and not while that runs', async () => {
    execution({ status: 'RUNNING', redriveCount: 0 });
    await tend(now, context);
    expect([attribute('Status'), attribute('ExecutionArn')]).toEqual(['RUNNING', executionOf(jobId())]);
    aws().intercept(({ operation }) =>
      operation === 'DescribeExecution' ? { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' } : undefined,
    );
    await tend(now, context);
    expect([attribute('Status'), attribute('Error')]).toEqual(['ABORTED', 'ExecutionGone']);
  });

  it('is looked after once by two at once', async () => {
    execution({ status: 'SUCCEEDED', redriveCount: 0 });
    const tended = await Promise.all([tend({ patienceSeconds: 0 }, context), tend({ patienceSeconds: 0 }, context)]);

    expect(attribute('Status')).toBe('SUCCEEDED');
    expect(inputsOf('DescribeExecution').length).toBe(tended.reduce((sum, one) => sum + one.tended, 0));
    expect(new Set(reported())).toEqual(new Set(['0-SUCCEEDED']));
  });

  it('is shown once more where its end is not, and settled when it is', async () => {
    await tell('SUCCEEDED');
    aws().sent.length = 0;
    await tend(now, context);
    expect(reported()).toEqual(['0-SUCCEEDED']);

    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await shown();
    aws().sent.length = 0;
    expect(await tend(now, context)).toEqual({ tended: 0 });
    expect(aws().sent).toEqual([]);
  });

  it('fails the look where a job could not be looked after, for the alarm, and looks after the others', async () => {
    await bringPush({ delivery_id: '7a3f5c1e-0000-4000-8000-000000000002', delivery_key: 'other' });
    let first = true;
    aws().intercept(({ operation }) => {
      if (operation === 'StartExecution') return { status: 200 };
      if (operation !== 'DescribeExecution') return undefined;
      const answer = first
        ? { status: 400, body: '{"__type":"Odd"}' }
        : { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' };
      first = false;
      return answer;
    });
    await expect(tend(now, context)).rejects.toThrow('1 job could not be looked after, 1 could');
  });

  it('runs again after a redrive, and what is told late of its first run changes nothing', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await tell('RUNNING');
    await tell('FAILED', { error: 'Broken', redriveCount: 0 });
    await shown();
    await tell('RUNNING', { redriveCount: 1 });
    expect([attribute('Status'), attribute('Error')]).toEqual(['RUNNING', undefined]);
    await shown();
    await tell('FAILED', { error: 'Broken', redriveCount: 0 });
    await tell('RUNNING', { redriveCount: 0 });
    expect(attribute('Status')).toBe('RUNNING');
    await tell('SUCCEEDED', { redriveCount: 1 });
    await shown();

    expect(reported()).toEqual(expect.arrayContaining(['0-FAILED', '1-RUNNING', '1-SUCCEEDED']));
    expect(place.checkRuns()).toEqual([
      ['POST', 'completed', 'failure'],
      ['PATCH', 'in_progress', undefined],
      ['PATCH', 'completed', 'success'],
    ]);
  });

  it('is shown as its second run ended, though nobody told that it began, and is settled by it', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    await lose('suspend');
    await tell('ABORTED');
    await shown();
    await tell('ABORTED', { error: 'ByHand', redriveCount: 1 });
    await shown();

    const last = gitHub().requests.at(-1);
    expect([last?.method, field(field(last?.body, 'output'), 'summary')]).toEqual([
      'PATCH',
      expect.stringContaining('ByHand'),
    ]);
    expect(await tend(now, context)).toEqual({ tended: 0 });
  });

  it('has ended as its second run did, though nobody told that it began', async () => {
    await tell('FAILED', { redriveCount: 0 });
    await tell('SUCCEEDED', { redriveCount: 1 });
    await tell('RUNNING', { redriveCount: 1 });
    expect(attribute('Status')).toBe('SUCCEEDED');
  });

  const lose = place.bringChange;

  it.each([
    ['deleted', 'The App was uninstalled.'],
    ['suspend', 'The App was suspended.'],
  ])('is stopped when its installation is %s, and ends as one that was', async (action, reason) => {
    await tell('RUNNING');
    execution({ status: 'RUNNING' });
    expect(await lose(action)).toBe('settled');
    expect(inputsOf('StopExecution')).toEqual([
      { executionArn: executionOf(jobId()), error: 'Stopped', cause: reason },
    ]);
    await tell('ABORTED', { error: 'Stopped', cause: reason });
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await shown();

    const [made] = gitHub().requests.filter(({ path }) => path.endsWith('/check-runs'));
    expect(made?.body).toMatchObject({ conclusion: 'cancelled' });
    expect(String(field(field(made?.body, 'output'), 'summary'))).toContain(reason);
  });

  it('that failed before it could be stopped says that, and not why it was to be stopped', async () => {
    await tell('RUNNING');
    execution({ status: 'RUNNING' });
    await lose('suspend');
    await tell('FAILED', { error: 'Broken', cause: 'no disk' });
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await shown();

    const [made] = gitHub().requests.filter(({ path }) => path.endsWith('/check-runs'));
    expect(made?.body).toMatchObject({ conclusion: 'failure' });
    const summary = String(field(field(made?.body, 'output'), 'summary'));
    expect(summary).toContain('It ended with `Broken`.');
    expect(summary).not.toContain('The App was suspended.');
  });

  it('is stopped though another one of the installation cannot be, which is tried again', async () => {
    await bringPush(another(2));
    const stops: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation !== 'StopExecution') return undefined;
      stops.push(input);
      return { status: 400, body: `{"__type":"${stops.length === 1 ? 'Odd' : 'ExecutionDoesNotExist'}"}` };
    });
    expect(await lose('deleted')).toBe('again');
    expect(stops).toHaveLength(2);
  });

  it('is not stopped by what another installation loses, nor twice, nor after its end', async () => {
    execution({ status: 'RUNNING' });
    await lose('deleted', { installation: { id: 1 }, delivery_key: 'lost by another' });
    expect(inputsOf('StopExecution')).toEqual([]);
    await lose('unsuspend');
    expect(inputsOf('StopExecution')).toEqual([]);
    await tell('SUCCEEDED');
    await lose('deleted');
    expect([inputsOf('StopExecution'), attribute('Status')]).toEqual([[], 'SUCCEEDED']);
  });

  it('that never began ends at once, and what begins of it all the same is stopped', async () => {
    await lose('deleted');
    expect(attribute('Status')).toBe('ABORTED');
    await tell('RUNNING');
    expect(inputsOf('StopExecution')).toHaveLength(2);
    expect(attribute('Status')).toBe('ABORTED');
  });

  it('that was ended before it began is not started when its delivery is tried again', async () => {
    answerStarts(...Array(3).fill({ status: 500 }));
    expect(await bringPush(another(2))).toBe('again');
    const [, second] = place.ids();
    const tries = () => inputsOf('StartExecution').filter((input) => field(input, 'name') === second).length;
    expect(tries()).toBe(3);
    await lose('deleted');
    expect(await bringPush(another(2))).toBe('settled');
    expect(tries()).toBe(3);
  });

  it('is stopped when it begins, where whoever wanted that came before Step Functions knew of it', async () => {
    let isKnown = false;
    const stops: string[] = [];
    aws().intercept(({ operation }) => {
      if (operation === 'DescribeExecution') {
        isKnown = true;
        return { status: 200, body: JSON.stringify({ name: jobId(), executionArn: 'arn', status: 'RUNNING' }) };
      }
      if (operation !== 'StopExecution') return undefined;
      stops.push(isKnown ? 'stopped' : 'unknown');
      return isKnown ? { status: 200 } : { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' };
    });
    await lose('deleted');
    await tell('RUNNING');
    expect(stops).toEqual(['unknown', 'stopped']);
  });

  it('is stopped by the look where whoever wanted that died in between', async () => {
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    aws().intercept(({ operation }) => (operation === 'StopExecution' ? { status: 500 } : undefined));
    await expect(lose('deleted')).resolves.toBe('again');
    const stops: string[] = [];
    aws().intercept(({ operation }) => {
      if (operation.endsWith('Execution')) stops.push(operation);
      if (operation !== 'DescribeExecution') return undefined;
      return { status: 200, body: JSON.stringify({ name: jobId(), executionArn: 'arn', status: 'RUNNING' }) };
    });
    await tend(now, context).catch(() => undefined);
    expect(stops).toContain('StopExecution');
  });
});
