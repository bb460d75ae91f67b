import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { createWrittenTriggers } from '../kept-triggers/written-triggers-table';
import { field, parsedJson } from '../lambda/parsed-json';
import { parseDecisions } from '../triggers/event-decisions';
import { push } from '../triggers/trigger';
import { useWorkflows } from '../workflows/workflows.test.support';
import { appId, askTriggers as ask, leadToTriggers } from './trigger-operations.test.support';

describe('a workflow that a trigger of an installation starts', () => {
  const world = useWorkflows();
  const { aws, delivery, bringPush, inputsOf, installation } = world;
  const owner = () => ({ appId, installationId: installation().id });
  leadToTriggers();
  const put = (triggerId: string, more: object = {}) =>
    ask('put', {
      installationId: installation().id,
      triggerId,
      workflow: 'ci',
      filters: { event: 'push', branches: ['side'] },
      ...more,
    });
  const elsewhere = () => ({ payload: { ...delivery().payload, ref: 'refs/heads/side', repository: { id: 5 } } });
  const started = () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input'))));
  const checks = () =>
    aws()
      .rows()
      .flatMap((row) => field(row.CheckName, 'S') ?? []);

  it('is a job of each of them, with its constants in the input and a check of its own', async () => {
    await put('one', { parameters: '{"depth":3,"of":["a"]}', repositoryId: 5 });
    await put('two');
    await put('three', { repositoryId: 6 });
    expect(await bringPush(elsewhere())).toBe('settled');
    await bringPush(elsewhere());

    expect(started()).toEqual([
      expect.objectContaining({ workflow: 'ci', trigger: 'one', parameters: { depth: 3, of: ['a'] } }),
      expect.objectContaining({ workflow: 'ci', trigger: 'two' }),
    ]);
    expect(new Set(started().map((one) => field(one, 'job'))).size).toBe(2);
    expect(field(started()[1], 'parameters')).toBeUndefined();
    expect(checks()).toEqual(['ci / all (one)', 'ci / all (two)']);
  });

  it('starts beside what the code starts, and is told by its id with the delivery', async () => {
    await put('one', { filters: { event: 'push' } });
    await put('two', { filters: { event: 'pull_request' } });
    await bringPush();

    expect(checks()).toEqual(['ci / all', 'ci / all (one)']);
    const [text] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    const { workflows } = parseDecisions(String(text));
    expect(
      workflows.map(({ workflow, trigger, decisions, job }) => [workflow, trigger, decisions[0]?.kind, typeof job]),
    ).toEqual([
      ['ci', undefined, 'matched', 'string'],
      ['ci', 'one', 'matched', 'string'],
    ]);
  });

  it('counts from the next event on, and no more once it is deleted', async () => {
    await put('one');
    await ask('delete', { installationId: installation().id, triggerId: 'one' });
    await bringPush(elsewhere());
    expect(started()).toEqual([]);
  });

  it('is of the events of its own installation only', async () => {
    await ask('put', {
      installationId: installation().id + 1_000,
      triggerId: 'one',
      workflow: 'ci',
      filters: { event: 'push' },
    });
    await bringPush(elsewhere());
    expect(started()).toEqual([]);
  });

  it('is not started where it is offered no more, and says so', async () => {
    const gone = { id: 'one', workflow: 'gone', trigger: push(), updatedAt: new Date() };
    await createWrittenTriggers({ tableName: 'triggers' }).put(owner(), gone, () => 20_000);
    await bringPush(elsewhere());
    const [text] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    const { workflows } = parseDecisions(String(text));
    expect(workflows[1]).toEqual({
      workflow: 'gone',
      trigger: 'one',
      decisions: [expect.objectContaining({ by: 'trigger', value: 'gone', kind: 'refused' })],
    });
    expect(started()).toEqual([]);
  });

  it('goes with its installation, and stays while that is suspended', async () => {
    await put('one');
    await put('two');
    const lose = (action: string) =>
      bring(change, { event: 'installation', action, installation: installation(), payload: {}, delivery_key: action });
    const left = async () => Object((await ask('list', { installationId: installation().id }))[1]).triggers.length;
    await lose('suspend');
    expect(await left()).toBe(2);
    expect(await lose('deleted')).toBe('settled');
    expect(await left()).toBe(0);
  });

  it('is there until the jobs of an installation that is deleted are stopped', async () => {
    await put('one', { filters: { event: 'push' } });
    await bringPush();
    const order: string[] = [];
    aws().intercept(({ operation, input }) => {
      const isTrigger = operation === 'DeleteItem' && field(input, 'TableName') === 'triggers';
      if (operation === 'StopExecution' || isTrigger) order.push(operation);
      if (operation !== 'StopExecution' && operation !== 'DescribeExecution') return undefined;
      return { status: 400, body: `{"__type":"${order.length === 1 ? 'Odd' : 'ExecutionDoesNotExist'}"}` };
    });
    expect(await world.bringChange('deleted')).toBe('again');
    expect(order).not.toContain('DeleteItem');
    expect(await world.bringChange('deleted')).toBe('settled');
    expect(order.at(-1)).toBe('DeleteItem');
  });
});
