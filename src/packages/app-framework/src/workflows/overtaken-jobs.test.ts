import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, executionOf, machine, payload, useWorkflows } from './workflows.test.support';

describe('a job of a group', () => {
  const { aws, ids, offer, bringPush, tell, execution, inputsOf, gitHub, shown, checkRuns } = useWorkflows();
  const concurrency = { group: 'pull-request', cancelRunning: true };
  const more = (number: number, ref = 'refs/heads/main') => ({
    ...another(number),
    payload: { ...payload, ref, after: String(number).repeat(40) },
  });
  const statusOf = (id: string) =>
    field(
      aws()
        .rows()
        .find((row) => field(row.JobId, 'S') === id && 'Workflow' in row)?.Status,
      'S',
    );
  const offered = () => offer([{ name: 'ci', check: 'ci / all', machine, on: [push()], concurrency }]);

  it('is stopped when a newer one of it runs, and its check run says by which', async () => {
    await offered();
    await bringPush(more(2));
    const [older = ''] = ids();
    await tell('RUNNING', { name: older });
    execution({ status: 'RUNNING' });
    await bringPush(more(3));
    const [, newer = ''] = ids();
    await tell('RUNNING', { name: newer });

    const cause = `Overtaken by job ${newer} for ${'3'.repeat(40)}.`;
    expect(inputsOf('StopExecution')).toEqual([{ executionArn: executionOf(older), error: 'Stopped', cause }]);
    await tell('ABORTED', { name: older, error: 'Stopped', cause });
    expect([statusOf(older), statusOf(newer)]).toEqual(['SUPERSEDED', 'RUNNING']);
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await shown([JSON.stringify({ job: older })]);
    expect(checkRuns()).toEqual([['POST', 'completed', 'cancelled']]);
  });

  it('is stopped also where it comes to run after the newer one', async () => {
    await offered();
    await bringPush(more(2));
    await bringPush(more(3));
    const [older = '', newer = ''] = ids();
    await tell('RUNNING', { name: newer });
    expect(statusOf(older)).toBe('SUPERSEDED');
    await tell('RUNNING', { name: older });
    expect(inputsOf('StopExecution').at(-1)).toMatchObject({ executionArn: executionOf(older) });
    expect([statusOf(older), statusOf(newer)]).toEqual(['SUPERSEDED', 'RUNNING']);
  });

  it.each([
    ['is of another branch', more(3, 'refs/heads/other')],
    ['is a replay', { ...more(3), replay_id: 'again' }],
  ])('goes on where the newer one %s', async (_what, next) => {
    await offered();
    await bringPush(more(2));
    await bringPush(next);
    const [older = '', newer = ''] = ids();
    await tell('RUNNING', { name: older });
    await tell('RUNNING', { name: newer });
    expect([inputsOf('StopExecution'), statusOf(older), statusOf(newer)]).toEqual([[], 'RUNNING', 'RUNNING']);
  });
});
