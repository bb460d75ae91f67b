import { tend } from '../job-keeping/keep-jobs.lambda';
import { useCountedLines } from '../metrics/counted-lines.test.support';
import { context, useWorkflows } from './workflows.test.support';

describe('what is counted of jobs', () => {
  const { bringPush, execution, tell } = useWorkflows();
  const { counted } = useCountedLines();
  const ofJobs = () => counted().filter(([name]) => /^(Trigger|Job)/.test(name));

  it.each([
    ['SUCCEEDED', 'TriggerSucceeded'],
    ['FAILED', 'TriggerFailed'],
    ['TIMED_OUT', 'TriggerFailed'],
  ] as const)('is its start and its end, each once, however often somebody tells: %s', async (status, metric) => {
    await bringPush();
    await bringPush();
    await tell('RUNNING');
    await tell(status);
    await tell(status);
    expect(ofJobs()).toEqual([
      ['TriggerExecuted', 1],
      [metric, 1],
    ]);
  });

  it('is neither success nor failure where somebody stopped it', async () => {
    await bringPush();
    await tell('ABORTED');
    expect(ofJobs()).toEqual([['TriggerExecuted', 1]]);
  });

  it('is one that was found late, where nobody told of its end', async () => {
    await bringPush();
    await tell('RUNNING');
    execution({ status: 'RUNNING', redriveCount: 0 });
    await tend({ patienceSeconds: 0 }, context);
    expect(ofJobs()).toEqual([['TriggerExecuted', 1]]);
    execution({ status: 'SUCCEEDED', redriveCount: 0 });
    await tend({ patienceSeconds: 0 }, context);
    expect(ofJobs().slice(1)).toEqual([
      ['JobFoundLate', 1],
      ['TriggerSucceeded', 1],
    ]);
  });
});
