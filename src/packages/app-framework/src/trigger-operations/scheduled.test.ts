import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { machine, sha, useWorkflows } from '../workflows/workflows.test.support';
import { hours, useSchedules } from './scheduled.test.support';
import { askTriggers as ask, faultsIn } from './trigger-operations.test.support';

const offers = (...on: readonly object[]) => [{ name: 'ci', check: 'ci / all', machine, on, offered: true }];

describe('a schedule', () => {
  const world = useWorkflows();
  const { aws, gitHub, offer, installation, delivery } = world;
  const { web, row, list, install, branches, waiting, tick, hour, step, work, workOn, started } = useSchedules(world);
  const put = (filters: object, more: object = {}) =>
    ask('put', {
      installationId: installation().id,
      triggerId: 'nightly',
      workflow: 'ci',
      filters: { event: 'schedule', ...filters },
      ...more,
    });
  const dueNext = async () =>
    field(field(field((await ask('list', { installationId: installation().id }))[1], 'triggers'), '0'), 'dueAt');

  describe('of the code', () => {
    beforeEach(() => offer(offers(schedule({ rate: '6 hours' }))));

    it('starts its workflow in each repository of each installation when its time comes, and not before', async () => {
      list(web, { ...web, id: 6, full_name: 'octo-org/old', archived: true });
      expect(await tick()).toEqual({ begun: 0 });
      expect(await tick(6 * hours)).toEqual({ begun: 1 });
      expect(await work()).toBe(0);

      const [job, ...others] = started();
      expect(others).toEqual([]);
      expect(job).toMatchObject({
        workflow: 'ci',
        event: 'schedule',
        sha,
        ref: 'refs/heads/main',
        repository: { id: 5 },
      });
      expect(field(job, 'scheduledAt')).toBe(hour(6));
      expect(field(job, 'payload')).toBeUndefined();
      expect(await tick(6 * hours)).toEqual({ begun: 0 });
    });

    it('catches up once what was missed, with the last of its times', async () => {
      await tick();
      await tick(72 * hours);
      await work();
      expect(started()).toHaveLength(1);
      expect(field(started()[0], 'scheduledAt')).toBe(hour(72));
    });

    it('starts once for a time, however often that is sent and worked on, for the commit that it began with', async () => {
      await tick();
      const isAdvance = (operation: string, input: unknown) =>
        operation === 'UpdateItem' && String(field(input, 'UpdateExpression')).includes('DueAt');
      let dies = true;
      aws().interceptAfter(({ operation, input }) => {
        if (operation === 'Scan') return { status: 200, body: JSON.stringify({ Items: [row()] }) };
        return dies && isAdvance(operation, input) ? { status: 500 } : undefined;
      });
      // What it noted is noted all the same: only the answer is lost.
      await expect(tick(6 * hours)).rejects.toThrow();
      dies = false;
      const [message] = waiting();
      await work();
      gitHub().on(branches, { body: { commit: { sha: 'd'.repeat(40) } } });
      await workOn([String(message)]);
      await work();
      expect(new Set(started().map((one) => field(one, 'job'))).size).toBe(1);
      expect(started()).toHaveLength(2);
      expect(new Set(started().map((one) => field(one, 'sha')))).toEqual(new Set([sha]));
    });

    it('goes on page by page, and only where its filter means', async () => {
      await offer(offers(schedule({ rate: '6 hours', repositories: [5, 7] })));
      const link = '<https://ghe.example.com/api/v3/installation/repositories?per_page=100&page=2>; rel="next"';
      gitHub().on('GET /api/v3/installation/repositories', {
        headers: { link },
        body: { repositories: [web, { ...web, id: 6, full_name: 'octo-org/other' }] },
      });
      await tick();
      await tick(6 * hours);
      await step();
      await step();
      list({ ...web, id: 7, full_name: 'octo-org/third' });
      gitHub().on('GET /api/v3/repos/octo-org/third/branches/main', { body: { commit: { sha } } });
      await work();
      expect(started().map((one) => field(field(one, 'repository'), 'id'))).toEqual([5, 7]);
    });

    it('goes through all installations, however many pages they fill', async () => {
      aws().interceptAfter(({ operation, input }) => {
        if (operation !== 'Scan') return undefined;
        const LastEvaluatedKey = { AppId: { N: '1234' }, NodeId: { S: 'O_1' } };
        const isFirst = field(input, 'ExclusiveStartKey') === undefined;
        const body = isFirst ? { Items: [], LastEvaluatedKey } : { Items: [row()] };
        return { status: 200, body: JSON.stringify(body) };
      });
      await tick();
      await tick(6 * hours);
      expect([await work(), started().length]).toEqual([0, 1]);
    });

    it('starts nothing where the App was lost since', async () => {
      await tick();
      await tick(6 * hours);
      await world.bringChange('suspend');
      expect([await work(), started()]).toEqual([0, []]);
    });

    it('is another one where the code changes it, and none where it is taken away', async () => {
      await tick();
      await offer(offers(schedule({ cron: '0 3 * * *', timezone: 'Europe/Berlin' })));
      await tick();
      const filters = () =>
        aws()
          .rows()
          .flatMap(({ Filters }) => field(Filters, 'S') ?? []);
      expect(filters()).toEqual([expect.stringContaining('Europe/Berlin')]);
      await offer([{ name: 'ci', check: 'ci', machine, on: [] }]);
      expect(await tick(48 * hours)).toEqual({ begun: 0 });
      expect(filters()).toEqual([]);
    });

    it('starts nothing where the App is suspended or gone, and waits for a GitHub that is away', async () => {
      await tick();
      install(row({ SuspendedAt: { S: '2026-11-01T00:00:00Z' } }));
      await tick(6 * hours);
      expect([await work(), started()]).toEqual([0, []]);

      install(row());
      gitHub().on('POST /tokens/installation', {
        status: 403,
        body: { message: 'This installation has been suspended' },
      });
      await tick(12 * hours);
      expect([await work(), started()]).toEqual([0, []]);
      gitHub().on('POST /tokens/installation', { body: { installationToken: 'ghs_1' } });
      gitHub().on(branches, { status: 502, body: {} });
      await tick(18 * hours);
      expect([await work(), started()]).toEqual([1, []]);
    });
  });

  it('of an installation starts in its repository with its constants, is told when it is due, and ends with the App', async () => {
    const [status, body] = await put({ rate: '12 hours' }, { repositoryId: 5, parameters: '{"depth":3}' });
    expect(status).toBe(200);
    const dueAt = field(field(body, 'trigger'), 'dueAt');
    expect(await dueNext()).toEqual(dueAt);
    // Other times begin anew, the same ones go on.
    const [, sooner] = await put({ rate: '6 hours' }, { repositoryId: 5 });
    expect(String(field(field(sooner, 'trigger'), 'dueAt')) < String(dueAt)).toBe(true);
    await put({ rate: '12 hours' }, { repositoryId: 5, parameters: '{"depth":3}' });
    expect(await dueNext()).toEqual(dueAt);
    await tick(12 * hours);
    await work();
    expect(started()).toMatchObject([{ trigger: 'nightly', parameters: { depth: 3 }, repository: { id: 5 } }]);
    const [asked] = gitHub().requests.filter(({ path }) => path === '/tokens/installation');
    expect(asked?.body).toMatchObject({ scopeDown: { repositoryIds: [5], permissions: { contents: 'read' } } });
    expect(String(await dueNext()) > String(dueAt)).toBe(true);

    await tick(24 * hours);
    const gone = { event: 'installation', action: 'deleted', payload: { action: 'deleted' }, delivery_key: 'gone' };
    await bring(change, { ...delivery(), ...gone, repository: undefined });
    await work();
    expect(await tick(48 * hours)).toEqual({ begun: 0 });
    expect(started()).toHaveLength(1);
  });

  it.each([
    [{ cron: '* * * * *' }, 'comes more often'],
    [{ cron: '0,3 * * * *' }, 'comes more often'],
    [{ cron: '0,20,40,42 * * * *' }, 'comes more often'],
    [{ cron: `${'0'.repeat(95)} 3 * * *` }, 'is none'],
    [{ cron: '0 3 * *' }, 'is none'],
    [{ cron: '0 3 * * *; rm' }, 'is none'],
    [{ cron: '0 0 30 2 *' }, 'never comes'],
    [{ cron: '0 3 * * *', rate: '1 day' }, 'either cron or rate'],
    [{}, 'either cron or rate'],
    [{ cron: '0 3 * * *', timezone: 'Mars/Olympus' }, 'timezone'],
    [{ rate: '4 minutes' }, 'rate'],
    [{ rate: '367 days' }, 'rate'],
    [{ rate: '6 hours', timezone: 'UTC' }, 'timezone'],
    [{ rate: '6 hours', branches: ['main'] }, 'branches'],
  ])('is refused as %j', async (filters, said) => {
    expect(faultsIn(await put(filters))).toEqual([
      400,
      [expect.objectContaining({ message: expect.stringContaining(said) })],
    ]);
    expect(
      aws()
        .rows()
        .some((one) => 'Filters' in one),
    ).toBe(false);
  });

  it('is tested by a time, and by what it means refuses other times and events', async () => {
    await put({ cron: '30 3 * * MON', timezone: 'Europe/Berlin' });
    const test = async (event: string, payload: object) =>
      field(
        (
          await ask('test', {
            installationId: installation().id,
            triggerId: 'nightly',
            event,
            payload: JSON.stringify(payload),
          })
        )[1],
        'decisions',
      );
    expect(await test('schedule', { time: '2026-11-30T02:30:00Z' })).toEqual([
      { workflow: 'ci', trigger: 'nightly', outcome: 'matched' },
    ]);
    expect(await test('schedule', { time: '2026-11-30T03:30:00Z' })).toMatchObject([
      { outcome: 'refused', refusedBy: 'time', meant: expect.stringContaining('next 2026-12-07T02:30:00.000Z') },
    ]);
    expect(await test('push', { ref: 'refs/heads/main', after: sha })).toMatchObject([{ refusedBy: 'event' }]);
  });
});
