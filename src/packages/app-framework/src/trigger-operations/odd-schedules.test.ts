import { field } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { machine, sha, useWorkflows } from '../workflows/workflows.test.support';
import { hours, useSchedules } from './scheduled.test.support';
import { askTriggers as ask } from './trigger-operations.test.support';

describe('what may happen to a schedule', () => {
  const world = useWorkflows();
  const { aws, gitHub, offer, installation, inputsOf } = world;
  const { web, branches, list, waiting, tick, hour, step, work, started } = useSchedules(world);
  const ofInstallation = () => ({ installationId: installation().id });
  const put = (filters: object, more: object = {}) =>
    ask('put', { ...ofInstallation(), triggerId: 'nightly', workflow: 'ci', filters, ...more });
  const putRate = (rate: string, more: object = {}) => put({ event: 'schedule', rate }, more);
  const dueNext = async () => field(field(field((await ask('list', ofInstallation()))[1], 'triggers'), '0'), 'dueAt');
  const ci = (given: object, name = 'ci') => ({ name, check: name, machine, on: [schedule(given)] });
  const rates = (...all: readonly object[]) => offer(all);
  const filters = () =>
    aws()
      .rows()
      .flatMap(({ Filters }) => field(Filters, 'S') ?? []);

  it('comes in the very second that it is due', async () => {
    await putRate('1 hour');
    expect(await tick(hours - 631)).toEqual({ begun: 0 });
    expect(await tick(hours - 630)).toEqual({ begun: 1 });
  });

  it('keeps the times that it is given while it is begun by the earlier ones', async () => {
    await putRate('1 hour');
    aws().intercept(async ({ operation }) => {
      if (operation === 'SendMessage') await putRate('12 hours');
      return undefined;
    });
    expect(await tick(1.5 * hours)).toEqual({ begun: 1 });
    expect(new Date(String(await dueNext()))).toEqual(new Date(hour(12)));
  });

  it('starts nothing more where an event starts the trigger by now', async () => {
    await putRate('1 hour');
    await tick(hours);
    await put({ event: 'push' });
    expect([await work(), started()]).toEqual([0, []]);
  });

  it('is left out, once, where this version cannot read it', async () => {
    const logged = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await putRate('1 hour');
    aws().interceptAfter(({ operation, input }) => {
      if (operation !== 'Query' || field(input, 'IndexName') !== 'ByDueTime') return undefined;
      const Items = aws()
        .rows()
        .filter(({ DueIn }) => DueIn !== undefined)
        .map((row) => ({ ...row, Filters: { S: '{"event":"schedule","cron":"L"}' } }));
      return { status: 200, body: JSON.stringify({ Items }) };
    });
    expect(await tick(hours)).toEqual({ begun: 0 });
    expect(await tick(2 * hours)).toEqual({ begun: 0 });
    const said = logged.mock.calls.filter(([line]) => String(line).includes('schedule is left out'));
    expect(said).toHaveLength(1);
    expect(waiting()).toEqual([]);
    logged.mockRestore();
  });

  it('of the code goes on with its times where who looks does not see that it is there yet', async () => {
    await rates(ci({ rate: '6 hours' }));
    await tick();
    aws().intercept(({ operation, input }) =>
      operation === 'Query' && String(field(input, 'KeyConditionExpression')).includes(':code')
        ? { status: 200, body: '{"Items":[]}' }
        : undefined,
    );
    expect(await tick(6 * hours)).toEqual({ begun: 1 });
    expect(await tick(6 * hours)).toEqual({ begun: 0 });
  });

  it('of the code is one for each workflow, and another where it is for other repositories', async () => {
    await rates(ci({ rate: '6 hours' }), ci({ rate: '6 hours' }, 'docs'));
    await tick();
    expect(await tick(6 * hours)).toEqual({ begun: 2 });
    await work();
    expect(
      started()
        .map((one) => field(one, 'workflow'))
        .sort(),
    ).toEqual(['ci', 'docs']);
    for (const job of started()) expect(job).not.toHaveProperty('trigger');

    await rates(ci({ rate: '6 hours', repositories: [5] }));
    await tick(6 * hours);
    expect(filters()).toEqual([expect.stringContaining('"repositories":[5]')]);
  });

  it('asks for what it may see of several repositories by a token that is limited to none', async () => {
    await rates(ci({ rate: '6 hours', repositories: [5, 7] }));
    await tick();
    await tick(6 * hours);
    await step();
    await step();
    const asked = gitHub().requests.filter(({ path }) => path === '/tokens/installation');
    expect(asked.map(({ body }) => field(body, 'scopeDown'))).toEqual([{ permissions: { contents: 'read' } }]);
  });

  it('starts nothing where a repository is disabled, or has no default branch', async () => {
    list({ ...web, disabled: true });
    await putRate('1 hour');
    await tick(hours);
    expect([await work(), started()]).toEqual([0, []]);
    list(web);
    gitHub().on(branches, { status: 404, body: { message: 'Branch not found' } });
    await tick(2 * hours);
    expect([await work(), started()]).toEqual([0, []]);
    gitHub().on(branches, { body: { commit: { sha } } });
    await tick(3 * hours);
    expect([await work(), started().length]).toEqual([0, 1]);
    expect(inputsOf('StartExecution')).toHaveLength(1);
  });

  it.each([
    [{ status: 403, headers: { 'retry-after': '900' }, body: { message: 'secondary rate limit' } }, 900],
    [{ status: 401, body: { message: 'Bad credentials' } }, 30],
    [{ status: 502, body: {} }, 120],
  ])('comes again where GitHub answers %j: after %i seconds', async (reply, seconds) => {
    await putRate('1 hour');
    await tick(hours);
    gitHub().on('GET /api/v3/installation/repositories', reply);
    expect(await step()).toBe(1);
    expect(aws().postponed).toEqual([expect.objectContaining({ VisibilityTimeout: seconds })]);
  });
});
