import { createTableCall } from '../aws/table-call';
import { handler as operate, tend } from '../job-keeping/keep-jobs.lambda';
import { createSlots } from '../job-keeping/slots-table';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, context, executionOf, machine, payload, useWorkflows } from './workflows.test.support';

describe('a workflow with a limit', () => {
  const { aws, ids, offer, bringPush, tell, inputsOf, answerStarts, checkRuns, gitHub, shown, turns } = useWorkflows();
  const { asked: messages, bring: bringMessage, give: giveTurns } = turns;
  const now = { patienceSeconds: 0 };
  const concurrency = { group: 'branch', cancelRunning: true };
  beforeEach(async () => {
    await offer([
      { name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['main'] })], limit: 2 },
      { name: 'one', check: 'one', machine, on: [push({ branches: ['one/*'] })], limit: 1, concurrency },
    ]);
  });
  const started = () => inputsOf('StartExecution').map((input) => ids().indexOf(String(field(input, 'name'))));
  const bringPushes = async (count: number, ref = 'refs/heads/main') => {
    for (let number = 1; number <= count; number += 1)
      await bringPush({ ...another(ids().length + 1), payload: { ...payload, ref } });
  };
  const idAt = (index: number) => ids()[index] ?? '';
  const statuses = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row)
      .map((row) => field(row.Status, 'S'));

  it('runs as many as it says, the oldest first, and the next when one has ended', async () => {
    await bringPushes(4);
    expect(started()).toEqual([]);
    await giveTurns();
    expect([...new Set(started())].sort()).toEqual([0, 1]);
    await tell('RUNNING', { name: idAt(0) });
    await tell('RUNNING', { name: idAt(1) });
    await tell('FAILED', { name: idAt(1), error: 'Broken' });
    expect(started().at(-1)).toBe(2);
    await tell('SUCCEEDED', { name: idAt(0) });
    expect(started().at(-1)).toBe(3);
    expect(statuses()).toEqual(['SUCCEEDED', 'FAILED', 'QUEUED', 'QUEUED']);
  });

  it('tells who waits in which place, and says so in the check run', async () => {
    await bringPushes(4);
    await giveTurns();
    await tell('RUNNING', { name: idAt(0) });
    await tell('RUNNING', { name: idAt(1) });
    const answer = await operate({ operation: 'status', repository: 'octo-org/web' }, context);
    const jobs = field(answer, 'jobs');
    expect(
      Array.isArray(jobs) && jobs.map((job) => [ids().indexOf(String(field(job, 'job'))), field(job, 'position')]),
    ).toEqual(
      expect.arrayContaining([
        [0, undefined],
        [1, undefined],
        [2, 1],
        [3, 2],
      ]),
    );
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    await shown([JSON.stringify({ job: idAt(3) })]);
    expect(checkRuns()).toEqual([['POST', 'queued', undefined]]);
    const { body } = gitHub().requests.find(({ path }) => path.endsWith('/check-runs')) ?? {};
    expect(field(field(body, 'output'), 'summary')).toContain('no more than 2 run at once: it waits for its turn.');
  });

  it('starts no more where two give slots away at once', async () => {
    await bringPushes(6);
    await Promise.all(messages().map(bringMessage));
    expect(new Set(started()).size).toBe(2);
  });

  it('has its slots given away by one of two who read them at once, each time', async () => {
    const slots = createSlots({ tableName: 'jobs' });
    const line = { host: 'ghe.example.com', appId: 1234, installationId: 1, workflow: 'ci' };
    const remaining = () => 5_000;
    for (const version of [0, 1, 2]) {
      expect(await slots.read(line, remaining)).toMatchObject({ version });
      const outcomes = [];
      for (const holder of ['a', 'b'])
        outcomes.push(await slots.write(line, { holders: [holder], version }, remaining));
      expect([outcomes, await slots.read(line, remaining)]).toMatchObject([['written', 'refused'], { holders: ['a'] }]);
    }
  });

  it('starts no more where each of two does not see the other in line', async () => {
    await bringPushes(2, 'refs/heads/one/a');
    const asked: string[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation === 'Query') return { status: 200, body: '{"Items":[]}' };
      if (operation !== 'StartExecution') return undefined;
      asked.push(String(field(input, 'name')));
      return { status: 200 };
    });
    await Promise.all(messages().map(bringMessage));
    expect(new Set(asked).size).toBe(1);
  });

  it('starts what has a slot and was not started, whoever died in between', async () => {
    await bringPushes(3);
    answerStarts({ status: 400, body: '{"__type":"Odd"}' });
    const [first = ''] = messages();
    expect((await bringMessage(first)).batchItemFailures).toHaveLength(1);
    const before = started().length;
    await bringMessage(first);
    expect(new Set(started().slice(before))).toEqual(new Set([0, 1]));
  });

  it('gives the turn of one that nobody asked for, or whose end nobody told, when jobs are looked after', async () => {
    await bringPushes(3);
    messages();
    await tend(now, context);
    expect(new Set(started())).toEqual(new Set([0, 1]));
    await tell('RUNNING', { name: idAt(1) });
    aws().intercept(({ operation, input }) => {
      if (operation === 'StartExecution') return { status: 200 };
      if (operation !== 'DescribeExecution') return undefined;
      if (field(input, 'executionArn') !== executionOf(idAt(1)))
        return { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' };
      const told = { name: idAt(1), executionArn: executionOf(idAt(1)), status: 'SUCCEEDED' };
      return { status: 200, body: JSON.stringify(told) };
    });
    await tend(now, context);
    const holders = aws()
      .rows()
      .find((row) => String(field(row.JobId, 'S')).startsWith('slots#'))?.Holders;
    expect(JSON.stringify(holders)).toContain(idAt(2));
  });

  it('moves on when one that waits is stopped, which never runs', async () => {
    await bringPushes(3);
    await giveTurns();
    await operate({ operation: 'cancel', job: idAt(0), by: 'octocat' }, context);
    await giveTurns();
    expect(started().at(-1)).toBe(2);
    expect(statuses()).toEqual(['ABORTED', 'QUEUED', 'QUEUED']);
  });

  /** Somebody wants it to end, and died before it did. */
  const stopping = async (index: number) => {
    const row = aws()
      .rows()
      .find(({ JobId }) => field(JobId, 'S') === idAt(index));
    const Item = { ...row, StopAs: { S: 'ABORTED' }, StopReason: { S: 'Stopped by octocat.' } };
    await createTableCall('jobs')({ operation: 'PutItem', input: { Item }, remainingMilliseconds: () => 5_000 });
  };

  it('gives no turn to one that somebody wants to end', async () => {
    await bringPushes(3);
    await stopping(0);
    await giveTurns();
    expect(new Set(started())).toEqual(new Set([1, 2]));
  });

  it('starts none that has a slot, and that somebody wants to end since', async () => {
    await bringPushes(3);
    answerStarts({ status: 400, body: '{"__type":"Odd"}' });
    const [first = ''] = messages();
    await bringMessage(first);
    await stopping(0);
    const before = started().length;
    await bringMessage(first);
    expect(new Set(started().slice(before))).toEqual(new Set([1]));
  });

  it('has a newer one of a group stop the older, waiting or not, instead of waiting for it', async () => {
    await bringPushes(3, 'refs/heads/one/a');
    await giveTurns();
    expect(statuses()).toEqual(['SUPERSEDED', 'SUPERSEDED', 'QUEUED']);
    expect(started().at(-1)).toBe(2);
  });
});
