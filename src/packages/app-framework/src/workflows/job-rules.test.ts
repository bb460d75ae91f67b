import { handler as operate, tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { another, context, useWorkflows } from './workflows.test.support';

describe('a job', () => {
  const { aws, attribute, bringPush, bringChange, execution, ids, inputsOf, reported, tell } = useWorkflows();
  const asked = () => inputsOf('DescribeExecution').length;
  afterEach(() => jest.useRealTimers());
  const later = (seconds: number) =>
    jest.useFakeTimers({
      now: Date.now() + 1_000 * seconds,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'],
    });

  it.each([
    ['host', { host: 'api.github.com' }],
    ['App', { app_id: 9 }],
  ])('is another one for a delivery of the same id from another %s', async (_what, more) => {
    await bringPush();
    await bringPush({ ...more, delivery_key: 'another' });
    expect(new Set(ids()).size).toBe(2);
  });

  it('is shown in line with those of its installation, and with no other', async () => {
    await bringPush();
    await bringPush(another(2));
    await bringPush({ ...another(3), installation: { id: 1 } });
    const groups = aws().sent.map((one) => field(one, 'MessageGroupId'));
    expect([groups.length, groups[0] === groups[1], groups[0] === groups[2]]).toEqual([3, true, false]);
  });

  it.each([
    ['Query', () => operate({ operation: 'list', repository: 'octo-org/web' }, context)],
    ['Scan', () => operate({ operation: 'list' }, context)],
  ])('is found on the second page of a %s, too', async (asking, list) => {
    await bringPush();
    await bringPush(another(2));
    const pages = aws()
      .rows()
      .filter((row) => 'Workflow' in row);
    const from: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      // The repository is found by its name before that.
      if (operation !== asking || field(input, 'IndexName') === 'RepoNameIndex') return undefined;
      const page = pages[from.length];
      from.push(field(input, 'ExclusiveStartKey'));
      const next = from.length < pages.length && { LastEvaluatedKey: { JobId: page?.JobId } };
      return { status: 200, body: JSON.stringify({ Items: [page], ...next }) };
    });
    expect(field(await list(), 'jobs')).toHaveLength(2);
    expect(from).toEqual([undefined, { JobId: pages[0]?.JobId }]);
  });

  it('is asked about after two minutes where it is queued, after five where it runs, and while there is time', async () => {
    await bringPush();
    execution({ status: 'RUNNING', redriveCount: 0 });
    later(130);
    await expect(tend({}, { getRemainingTimeInMillis: () => 4_000 })).rejects.toThrow(
      'There was no time for 1 job after',
    );
    expect(asked()).toBe(0);
    await tend({}, context);
    expect([asked(), attribute('Status')]).toEqual([1, 'RUNNING']);
    later(130);
    await tend({}, context);
    expect(asked()).toBe(1);
    later(310);
    await tend({}, context);
    expect(asked()).toBe(2);
  });

  it('that was never started ends, and is not started, where whoever stopped it died in between', async () => {
    await bringPush();
    aws().intercept(({ operation }) => (operation === 'StopExecution' ? { status: 500 } : undefined));
    expect(await bringChange('suspend')).toBe('again');
    const started: string[] = [];
    aws().intercept(({ operation }) => {
      if (operation === 'StartExecution') started.push(operation);
      return operation === 'DescribeExecution'
        ? { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' }
        : undefined;
    });
    await tend({ patienceSeconds: 0 }, context);
    expect([started, attribute('Status'), attribute('Error')]).toEqual([[], 'ABORTED', '']);
    expect(reported()).toContain('0-ABORTED');
  });

  it('that never began has its end shown when it is stopped', async () => {
    await bringPush();
    aws().sent.length = 0;
    await bringChange('deleted');
    expect(reported()).toEqual(['0-ABORTED']);
    await tell('RUNNING');
    expect(attribute('Status')).toBe('ABORTED');
  });
});
