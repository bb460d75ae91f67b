import { field } from '../lambda/parsed-json';
import { another, deployMachines, executionOf, machine, useWorkflows } from './workflows.test.support';

describe('the jobs of a workflow that a deployment takes away', () => {
  const { aws, gitHub, jobId, attribute, bringPush, tell, shown, inputsOf, reported, checkRuns } = useWorkflows();
  let ended = false;

  beforeEach(async () => {
    ended = false;
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await bringPush();
    await tell('RUNNING');
    // What Step Functions tells comes here no more: it is asked. Who shows jobs does so meanwhile.
    aws().interceptAfter(({ operation, input }) => {
      if (operation === 'SendMessage' && String(field(input, 'MessageDeduplicationId')).endsWith('ABORTED'))
        void shown();
      return undefined;
    });
  });
  const stopsAtOnce = (onStop = () => {}) => {
    const stops: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation === 'StartExecution') return { status: 200 };
      if (operation === 'StopExecution') {
        stops.push(input);
        onStop();
        ended = true;
        return { status: 200 };
      }
      if (operation !== 'DescribeExecution') return undefined;
      const executionArn = executionOf(jobId());
      const status = ended ? 'ABORTED' : 'RUNNING';
      return { status: 200, body: JSON.stringify({ name: jobId(), executionArn, status, error: 'Stopped' }) };
    });
    return stops;
  };

  it.each([
    ['an update', 'Update', ['arn:of-another']],
    ['the end of the stack', 'Delete', [machine]],
  ])('are stopped by %s, and their check runs concluded before it goes on', async (_what, type, machines) => {
    const stops = stopsAtOnce();
    expect(await deployMachines(machines, type)).toEqual(['SUCCESS']);
    expect(stops).toMatchObject([{ executionArn: executionOf(jobId()) }]);
    expect([attribute('Status'), attribute('Shown')]).toEqual(['ABORTED', 'ABORTED']);
    expect(attribute('StopReason')).toContain('the workflow ci was taken away');
    expect(checkRuns()).toEqual([['POST', 'completed', 'cancelled']]);
  });

  it('go on where the workflow stays, whatever became of its definition', async () => {
    await bringPush(another(2));
    aws().sent.length = 0;
    expect(await deployMachines([machine])).toEqual(['SUCCESS']);
    expect([inputsOf('StopExecution'), reported(), attribute('Status')]).toEqual([[], [], 'RUNNING']);
  });

  it('are asked to stop in time for CloudFormation, however many there are and however slow that goes', async () => {
    for (let number = 2; number <= 50; number += 1) await bringPush(another(number));
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'Date'] });
    const stops = stopsAtOnce(() => jest.advanceTimersByTime(1_500));
    const before = performance.now();
    expect(await deployMachines([])).toEqual(['SUCCESS']);
    expect(performance.now() - before).toBeLessThan(60_000);
    jest.useRealTimers();
    expect(stops.length).toBeLessThan(45);
    const asked = aws()
      .rows()
      .filter((row) => field(row.StopAs, 'S') === 'ABORTED');
    expect(asked).toHaveLength(50);
  });

  it('hold up no deployment where GitHub does not let the App write', async () => {
    stopsAtOnce();
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 403, body: { message: 'suspended' } });
    expect(await deployMachines([])).toEqual(['SUCCESS']);
    expect(attribute('UnsettledIn')).toMatch(/^held#/);
  });
});
