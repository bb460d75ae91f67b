import { scheduledIn } from '../deliveries/delivery-record';
import { field } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { scheduledAt } from '../triggers/decisions-table';
import { machine, useWorkflows } from '../workflows/workflows.test.support';
import { hours, useSchedules } from './scheduled.test.support';
import { askTriggers as ask } from './trigger-operations.test.support';

describe('what came of a schedule', () => {
  const world = useWorkflows();
  const { aws, gitHub, offer, allow, installation } = world;
  const { web, row, list, install, branches, tick, step, work } = useSchedules(world);
  const declared = { name: 'ci', check: 'ci', machine, on: [schedule({ rate: '6 hours' })] };
  beforeEach(async () => {
    await offer([declared]);
    await tick();
  });
  const due = async () => {
    await tick(6 * hours);
    expect(await work()).toBe(0);
    return told();
  };
  const told = () =>
    aws()
      .rows()
      .filter(({ Delivery }) => String(field(Delivery, 'S')).startsWith('schedule#'))
      .map((one) => {
        const { repository, installationId, decided } = scheduledIn(one);
        const [{ workflow, trigger, decisions, job } = { workflow: '', decisions: [] }] = decided.workflows;
        return { installationId, repository, workflow, trigger, job, ...decisions[0] };
      });
  const here = () => ({ installationId: installation().id, workflow: 'ci' });

  it('is kept with its time: the job that it started in each repository, or why there is none', async () => {
    list(web, { ...web, id: 6, full_name: 'octo-org/old', archived: true });
    expect(await due()).toEqual([
      { ...here(), repository: 'octo-org/old', kind: 'refused', by: 'repository', ...asleep },
      { ...here(), repository: 'octo-org/web', kind: 'matched', job: expect.stringMatching(/^[0-9a-f]{40}$/) },
    ]);
    const [{ DeliveryId } = {}] = aws()
      .rows()
      .filter((one) => 'Workflow' in one && 'DeliveryId' in one);
    const at = String(field(DeliveryId, 'S')).replace('schedule ', '');
    const keys = aws()
      .rows()
      .map(({ Delivery }) => field(Delivery, 'S'));
    expect(keys).toContain(scheduledAt(at));
  });
  const asleep = { value: 'archived or disabled', meant: 'one that can be written to' };

  it.each([
    ['the App is suspended', () => install(row({ SuspendedAt: { S: 'x' } })), 'installation', 'The App was suspended.'],
    ['GitHub lists nothing', () => list403(), 'installation', 'forbidden, '],
    ['the branch is gone', () => gitHub().on(branches, { status: 404, body: { message: 'none' } }), 'commit', 'none'],
    ['the App was lost', () => world.bringChange('deleted'), 'installation', 'The App was uninstalled.'],
    ['nobody knows the installation any more', () => refuseTokens(), 'installation', 'installed nowhere'],
  ])('is nothing where %s', async (_what, given, by, value) => {
    await given();
    expect(await due()).toMatchObject([{ ...here(), kind: 'refused', by, value: expect.stringContaining(value) }]);
  });
  it('is nothing of an account that is not allowed, which is told once for all of its repositories and counted', async () => {
    const lines: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    const owner = { id: 9919, login: 'octo-org' };
    list({ ...web, owner }, { ...web, id: 6, full_name: 'octo-org/docs', owner });
    await allow('acme');
    const told = { by: 'account', value: 'octo-org', meant: 'one that accounts of the WebhookIngestion allows' };
    expect(await due()).toMatchObject([{ ...here(), repository: undefined, kind: 'refused', ...told }]);
    delete process.env.WEBHOOK_DEPLOYMENT;
    jest.restoreAllMocks();
    const counted = lines.map((line) => JSON.parse(line)).filter(({ DeliveriesHeldBack }) => DeliveriesHeldBack);
    expect(counted).toMatchObject([{ event: 'schedule held back', account: owner, Deployment: 'Bot' }]);
  });

  it('is nothing where all that an account has is one repository, and it is not allowed', async () => {
    list({ ...web, owner: { id: 9919, login: 'octo-org' } });
    await allow('acme, id:9');
    expect(await due()).toMatchObject([{ ...here(), repository: undefined, kind: 'refused', by: 'account' }]);
  });

  it.each(['acme, octo-org', 'id:9919', '*'])('is a job of an account that is allowed by %s', async (accounts) => {
    list({ ...web, owner: { id: 9919, login: 'octo-org' } });
    await allow(accounts);
    expect(await due()).toMatchObject([{ ...here(), kind: 'matched' }]);
  });

  const refuseTokens = () =>
    gitHub().on('POST /tokens/installation', { status: 404, body: { message: 'The App is installed nowhere there.' } });
  const list403 = () =>
    gitHub().on('GET /api/v3/installation/repositories', { status: 403, body: { message: 'Resource not accessible' } });

  it('is nothing of one that went after it was due, and of a workflow that is not offered', async () => {
    const trigger = { installationId: installation().id, triggerId: 'nightly' };
    await offer([{ ...declared, on: [], offered: true }]);
    await ask('put', { ...trigger, workflow: 'ci', filters: { event: 'schedule', rate: '6 hours' } });
    await tick(6 * hours);
    await step();
    await offer([{ ...declared, on: [] }]);
    await work();
    expect(told()).toMatchObject([{ ...here(), trigger: 'nightly', by: 'trigger', value: 'ci' }]);
    await tick(12 * hours);
    await ask('delete', trigger);
    await work();
    expect(told()).toHaveLength(2);
    expect(told()).toContainEqual(
      expect.objectContaining({ trigger: 'nightly', workflow: '', by: 'trigger', value: 'nightly' }),
    );
  });
});
