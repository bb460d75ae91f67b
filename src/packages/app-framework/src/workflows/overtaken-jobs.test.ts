import { createTableCall } from '../aws/table-call';
import { bring } from '../handlers/connected-handler.test.support';
import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { pullRequest, push } from '../triggers/trigger';
import { workflowRun } from '../triggers/workflow-run';
import { handler as start } from './run-workflows.lambda';
import { another, context, executionOf, machine, payload, useWorkflows } from './workflows.test.support';

describe('a job of a group', () => {
  const { aws, ids, offer, bringPush, tell, execution, inputsOf, gitHub, shown, checkRuns, delivery, turns } =
    useWorkflows();
  const concurrency = { group: 'pull-request', cancelRunning: true };
  const more = (number: number, ref = 'refs/heads/main') => ({
    ...another(number),
    payload: { ...payload, ref, after: String(number).repeat(40) },
  });
  const rowOf = (id: string) =>
    aws()
      .rows()
      .find(({ JobId }) => field(JobId, 'S') === id);
  const statusOf = (id: string) => field(rowOf(id)?.Status, 'S');
  const site = [push({ branches: ['site'] }), pullRequest({ forks: 'run' }), workflowRun({ branches: ['site'] })];
  const offered = () =>
    offer([
      { name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['**', '!site'] })], concurrency },
      { name: 'site', check: 'site', machine, on: site, concurrency: { ...concurrency, group: 'branch' } },
    ]);

  const twoQueued = async () => {
    await offered();
    await bringPush(more(2));
    await bringPush(more(3));
    return ids();
  };

  const oneRuns = async () => {
    await offered();
    await bringPush(more(2));
    const [older = ''] = ids();
    await tell('RUNNING', { name: older });
    await bringPush(more(3));
    return [older, ids().at(-1) ?? ''] as const;
  };

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

  it('is not stopped by one of a workflow whose name begins with that of its own', async () => {
    await offered();
    await bringPush(more(2));
    const [name = ''] = ids();
    const row = rowOf(name);
    const others = { JobId: { S: 'longer' }, Workflow: { S: 'ci-long' }, CreatedAt: { S: '2026-11-01T00:00:00.000Z' } };
    const place = { UnsettledAs: { S: 'ci-long#2026-11-01T00:00:00.000Z#longer' } };
    await createTableCall('jobs')({
      operation: 'PutItem',
      input: { Item: { ...row, ...others, ...place } },
      remainingMilliseconds: context.getRemainingTimeInMillis,
    });
    await tell('RUNNING', { name });
    expect(rowOf('longer')?.StopReason).toBeUndefined();
  });

  it('that somebody redrives and stops by hand is aborted, and overtaken no more', async () => {
    const [older = '', newer = ''] = await twoQueued();
    await tell('RUNNING', { name: newer });
    expect(statusOf(older)).toBe('SUPERSEDED');
    await tell('ABORTED', { name: older, redriveCount: 1 });
    expect(statusOf(older)).toBe('ABORTED');
  });

  it('is stopped also where it comes to run after the newer one', async () => {
    const [older = '', newer = ''] = await twoQueued();
    await tell('RUNNING', { name: newer });
    expect(statusOf(older)).toBe('SUPERSEDED');
    await tell('RUNNING', { name: older });
    expect(inputsOf('StopExecution').at(-1)).toMatchObject({ executionArn: executionOf(older) });
    expect([statusOf(older), statusOf(newer)]).toEqual(['SUPERSEDED', 'RUNNING']);
  });

  it.each(['push', 'pull_request', 'workflow_run'] as const)(
    'is stopped where its %s came late, and not the newer one',
    async (event) => {
      await offered();
      const at = (number: number, seconds: number) => {
        const [sha, time] = [String(number).repeat(40), new Date(1_000 * seconds).toISOString()];
        const user = { login: 'octocat', type: 'User' };
        const head = { ref: 'site', sha, repo: { id: 5 } };
        const ran = { head_sha: sha, head_branch: 'site', head_repository: { id: 5 }, conclusion: 'success' };
        const payloads = {
          push: { ...more(number, 'refs/heads/site').payload, repository: { pushed_at: seconds } },
          pull_request: { pull_request: { number: 7, updated_at: time, user, head, base: { ref: 'main' } } },
          workflow_run: { workflow_run: { ...ran, actor: user, created_at: time, updated_at: new Date() } },
        };
        const action = event === 'workflow_run' ? 'completed' : 'opened';
        const payload = { action, repository: { id: 5 }, ...payloads[event] };
        return { ...delivery(), ...another(number), event, action, payload };
      };
      await bring(start, at(2, 1_793_534_460));
      const [newer = ''] = ids();
      await tell('RUNNING', { name: newer });
      await bring(start, at(3, 1_793_534_400));
      const [, late = ''] = ids();
      await tell('RUNNING', { name: late });

      expect(field(rowOf(late)?.StopReason, 'S')).toContain(`Overtaken by job ${newer}`);
      expect(statusOf(newer)).toBe('RUNNING');
    },
  );

  const asked = { patienceSeconds: 0 };
  const stopReasonOf = (id: string) => field(rowOf(id)?.StopReason, 'S');

  it('is stopped also where nobody told that the newer one runs: the look after jobs finds it', async () => {
    const [older, newer] = await oneRuns();
    for (const id of [older, newer]) execution({ status: 'RUNNING' }, id);
    expect(stopReasonOf(older)).toBeUndefined();
    await tend(asked, context);

    expect(stopReasonOf(older)).toContain(`Overtaken by job ${newer}`);
    expect([statusOf(newer), stopReasonOf(newer)]).toEqual(['RUNNING', undefined]);
  });

  it('is stopped also where the newer one waits for its turn, and nobody asked for that', async () => {
    await offer([{ name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['**'] })], concurrency, limit: 1 }]);
    await bringPush(more(2));
    const [older = ''] = ids();
    await turns.give();
    await tell('RUNNING', { name: older });
    execution({ status: 'RUNNING' });
    await bringPush(more(3));
    const [, newer = ''] = ids();
    turns.asked();
    await tend(asked, context);

    expect(stopReasonOf(older)).toContain(`Overtaken by job ${newer}`);
    await tell('ABORTED', { name: older });
    expect(inputsOf('StartExecution').map((input) => field(input, 'name'))).toEqual([older, newer]);
  });

  it('is stopped where the index does not have the newer one yet', async () => {
    const [older, newer] = await oneRuns();
    const row = rowOf(older);
    aws().intercept(({ operation }) =>
      operation === 'Query' ? { status: 200, body: JSON.stringify({ Items: [row] }) } : undefined,
    );
    await tell('RUNNING', { name: newer });

    expect(field(rowOf(older)?.StopReason, 'S')).toContain(`Overtaken by job ${newer}`);
    expect(field(rowOf(newer)?.StopReason, 'S')).toBeUndefined();
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

  it('is not stopped by the pull request of a fork whose branch has its name, and that by its next one', async () => {
    await offered();
    const ofFork = (number: number) => {
      const head = { ref: 'site', sha: String(number).repeat(40), repo: { id: 66 } };
      const pull_request = { number: 7, user: { login: 'mallory', type: 'User' }, head, base: { ref: 'main' } };
      const pulled = { action: 'opened', repository: { id: 5 }, pull_request };
      return { ...delivery(), ...another(number), event: 'pull_request', action: 'opened', payload: pulled };
    };
    await bringPush(more(2, 'refs/heads/site'));
    await bring(start, ofFork(3));
    const [own = '', first = ''] = ids();
    for (const name of [own, first]) await tell('RUNNING', { name });
    expect(inputsOf('StopExecution')).toEqual([]);
    await bring(start, ofFork(4));
    await tell('RUNNING', { name: ids().at(-1) });

    expect([statusOf(own), statusOf(first)]).toEqual(['RUNNING', 'SUPERSEDED']);
  });
});
