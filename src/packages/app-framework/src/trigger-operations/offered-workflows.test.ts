import { createWrittenTriggers } from '../kept-triggers/written-triggers-table';
import { field, parsedJson } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { parseDecisions } from '../triggers/event-decisions';
import { command, pullRequest, push, type Trigger } from '../triggers/trigger';
import { workflowRun } from '../triggers/workflow-run';
import { machine, useWorkflows } from '../workflows/workflows.test.support';
import { useSchedules } from './scheduled.test.support';
import { appId, askTriggers as ask, faultsIn } from './trigger-operations.test.support';

describe('what a deployment offers to triggers of installations', () => {
  const world = useWorkflows();
  const { aws, offer, installation, delivery, bringPush, inputsOf } = world;
  const { tick, work } = useSchedules(world);
  const declared = (name: string, more: object = {}) => ({ name, check: name, machine, on: [push()], ...more });
  const put = (more: object = {}) =>
    ask('put', {
      installationId: installation().id,
      triggerId: 'one',
      workflow: 'ci',
      filters: { event: 'push' },
      ...more,
    });
  const write = (trigger: Trigger, workflow = 'ci') => {
    const kept = { id: 'one', workflow, trigger, updatedAt: new Date() };
    return createWrittenTriggers({ tableName: 'triggers' }).put(
      { appId, installationId: installation().id },
      { ...kept, ...(trigger.event === 'schedule' && { dueAt: new Date(0) }) },
      () => 20_000,
    );
  };
  const started = () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input'))));
  const decided = () => {
    const [text] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    return parseDecisions(String(text)).workflows.find(({ trigger }) => trigger === 'one')?.decisions[0];
  };

  it('is what the code says, and nothing else can be named', async () => {
    await offer([declared('ci', { offered: true }), declared('deploy'), declared('docs', { offered: {} })]);
    expect(faultsIn(await put({ workflow: 'deploy' }))).toEqual([
      400,
      [{ path: '/workflow', message: expect.stringMatching(/which are ci, docs$/) }],
    ]);
    expect((await put({ workflow: 'docs' }))[0]).toBe(200);
  });

  it('starts nothing that was kept before and is offered no more, and says why', async () => {
    await offer([declared('ci', { on: [command('ci')] })]);
    await write(push());
    await bringPush();
    expect(started()).toEqual([]);
    expect(decided()).toMatchObject({ kind: 'refused', by: 'trigger', value: 'ci' });
  });

  it('starts none of it by a schedule either', async () => {
    await offer([declared('ci', { on: [command('ci')] })]);
    await write(schedule({ rate: '6 hours' }));
    expect(await tick()).toEqual({ begun: 1 });
    await work();
    expect(started()).toEqual([]);
  });

  describe('is no laxer than the code', () => {
    const pulls = (options: object = {}) => declared('ci', { on: [pullRequest(options), push()], offered: true });

    it.each([
      ['approves forks', pulls(), { event: 'pull_request', forks: 'run' }, 'forks cannot be run'],
      ['skips forks', pulls({ forks: 'skip' }), { event: 'pull_request', forks: 'approve' }, 'whose code says skip'],
      ['ignores bots', pulls(), { event: 'push', ignoreBots: false }, 'ignoreBots cannot be false'],
      ['ignores itself', pulls(), { event: 'pull_request', ignoreOwn: false }, 'ignoreOwn cannot be false'],
      ['says nothing of the event', pulls(), { event: 'workflow_run', forks: 'run' }, 'whose code says skip'],
      [
        'is strict in one trigger of two',
        declared('ci', { on: [pullRequest({ forks: 'run' }), pullRequest()], offered: true }),
        { event: 'pull_request', forks: 'run' },
        'whose code says approve',
      ],
      [
        'says so where it offers it',
        declared('ci', { on: [pullRequest({ forks: 'run' })], offered: { forks: 'approve' } }),
        { event: 'pull_request', forks: 'run' },
        'whose code says approve',
      ],
    ])('that %s', async (_what, workflow, filters, message) => {
      await offer([workflow]);
      expect(faultsIn(await put({ filters }))).toEqual([
        400,
        [{ path: '/filters', message: expect.stringContaining(message) }],
      ]);
    });

    it.each([
      ['its triggers', declared('ci', { on: [pullRequest({ forks: 'run', ignoreBots: false })], offered: true })],
      ['the offer', declared('ci', { on: [], offered: { forks: 'run', ignoreBots: false } })],
    ])('and as lax as %s', async (_what, workflow) => {
      await offer([workflow]);
      const filters = { event: 'pull_request', forks: 'run', ignoreBots: false };
      expect((await put({ filters }))[1]).toMatchObject({ trigger: { filters: { ...filters, ignoreOwn: true } } });
    });

    it('in what is left out, and may be stricter', async () => {
      await offer([pulls({ forks: 'skip' })]);
      expect((await put({ filters: { event: 'pull_request' } }))[1]).toMatchObject({
        trigger: { filters: { forks: 'skip' } },
      });
      await offer([declared('ci', { on: [workflowRun({ forks: 'run' })], offered: { forks: 'approve' } })]);
      expect((await put({ filters: { event: 'workflow_run' } }))[1]).toMatchObject({
        trigger: { filters: { forks: 'skip' } },
      });
    });

    it('that became stricter since', async () => {
      await offer([pulls()]);
      await write({ ...push(), bots: 'run' });
      const { payload } = delivery();
      await bringPush({ payload: { ...payload, sender: { ...payload.sender, login: 'x[bot]', type: 'Bot' } } });
      expect(started()).toEqual([]);
      expect(decided()).toMatchObject({ by: 'bots', value: 'x[bot]' });
    });
  });
});
