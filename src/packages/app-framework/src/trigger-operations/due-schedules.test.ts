import { field, parsedJson } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { machine, useWorkflows } from '../workflows/workflows.test.support';
import { hours, useSchedules } from './scheduled.test.support';
import { appId, askTriggers as ask } from './trigger-operations.test.support';

const minutes = 60;

describe('schedules that are due', () => {
  const world = useWorkflows();
  const { aws, offer, installation } = world;
  const schedules = useSchedules(world);
  const { row, waiting, tick, tickAhead, hour, step, work, workOn, groups, started } = schedules;
  const put = async (filters: object, more: object = {}) => {
    const asked = { installationId: installation().id, triggerId: 'nightly', workflow: 'ci', ...more };
    const [status, body] = await ask('put', { ...asked, filters: { event: 'schedule', ...filters } });
    expect([status, body]).toEqual([200, expect.anything()]);
    return new Date(String(field(field(body, 'trigger'), 'dueAt'))).toISOString();
  };
  const times = () => started().map((one) => field(one, 'scheduledAt'));
  const offerEach = (rate: string) => offer([{ name: 'ci', check: 'ci', machine, on: [schedule({ rate })] }]);
  /** Lets nobody go on until so many have come. */
  const gate = (most: number) => {
    let come = () => {};
    let left = most;
    const all = new Promise<void>((resolve) => {
      come = resolve;
    });
    return async () => {
      left -= 1;
      if (left <= 0) come();
      await all;
    };
  };

  describe('are begun', () => {
    it('several at once, so that one that is slow keeps no other waiting', async () => {
      for (const triggerId of ['a', 'b', 'c']) await put({ rate: '12 hours' }, { triggerId });
      const together = gate(3);
      aws().intercept(async ({ operation }) => {
        if (operation === 'SendMessage') await together();
        return undefined;
      });
      expect(await tick(12 * hours)).toEqual({ begun: 3 });
    });

    it('also where what the code has cannot be read, or one of them fails, which is said', async () => {
      for (const triggerId of ['a', 'b']) await put({ rate: '12 hours' }, { triggerId });
      aws().intercept(({ operation, input }) => {
        const isOfA = operation === 'SendMessage' && String(field(input, 'MessageBody')).includes('"id":"a"');
        return field(input, 'TableName') === 'ledger' || isOfA ? { status: 500 } : undefined;
      });
      await expect(tick(12 * hours)).rejects.toThrow(/2 failed/);
      expect(waiting().map((body) => field(field(parsedJson(body), 'schedule'), 'id'))).toEqual(['b']);
    });

    it('everywhere, several installations at once, and the next page only when all of this one are', async () => {
      await offerEach('12 hours');
      await tick();
      await tick(12 * hours);
      const [whole] = waiting();
      const rows = [1, 2, 3].map((id) => row({ InstallationId: { N: String(id) } }));
      aws().interceptAfter(({ operation }) => {
        const LastEvaluatedKey = { AppId: { N: '1234' }, NodeId: { S: 'O_1' } };
        return operation === 'Scan'
          ? { status: 200, body: JSON.stringify({ Items: rows, LastEvaluatedKey }) }
          : undefined;
      });
      const ids = () => waiting().map((body) => field(field(parsedJson(body), 'installation'), 'installationId'));
      const together = gate(3);
      aws().intercept(async ({ operation, input }) => {
        if (operation !== 'SendMessage') return undefined;
        const installationId = field(
          field(parsedJson(String(field(input, 'MessageBody'))), 'installation'),
          'installationId',
        );
        if (installationId !== undefined) await together();
        return installationId === 2 ? { status: 500 } : undefined;
      });
      expect(await workOn([String(whole)])).toBe(1);
      expect(ids().slice(1).sort()).toEqual([1, 3]);
      aws().intercept(() => undefined);
      expect(await workOn([String(whole)])).toBe(0);
      expect(ids().slice(3)).toEqual([...[1, 2, 3].map(() => expect.any(Number)), undefined]);
    });
  });

  describe('of one installation', () => {
    it('are of its group, so that they keep no other installation waiting', async () => {
      await offerEach('12 hours');
      await tick();
      await tick(12 * hours);
      await work();
      const own = `${appId}-${installation().id}`;
      expect(groups()).toEqual([undefined, own, own]);
      expect(started()).toHaveLength(1);
    });

    it.each([0, 1, 2])(
      'start nothing that a later time has overtaken, after %i steps, and the log has it',
      async (steps) => {
        const lines: string[] = [];
        jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
        await offerEach('6 hours');
        await tick();
        await tick(6 * hours);
        for (let number = 0; number < steps; number += 1) await step();
        await tick(12 * hours);
        expect(await work()).toBe(0);
        expect(times()).toEqual([hour(12)]);
        const left = lines.filter((line) => line.includes('nothing started by a schedule'));
        expect(left).toEqual([expect.stringContaining(`"at":"${hour(6)}"`)]);
        expect(left[0]).toContain(`"by":"time","value":"${hour(6)}","meant":"${hour(12)}"`);
        jest.restoreAllMocks();
      },
    );

    it('start what nothing later has overtaken, however late that is', async () => {
      await put({ rate: '12 hours' });
      await tick(12 * hours);
      await tick(13 * hours);
      await work();
      expect(times()).toEqual([hour(12)]);
    });
  });

  describe('ahead', () => {
    it('begin with the time that comes next, and come again at all that follow', async () => {
      await put({ rate: '5 minutes' });
      expect(await tickAhead(3_600)).toEqual({ begun: 1 });
      await work();
      expect(times()).toEqual([hour(0.25)]);
      expect(await tick(5 * minutes)).toEqual({ begun: 0 });
      expect(await tick(10 * minutes)).toEqual({ begun: 1 });
      await work();
      expect(times()).toEqual([hour(0.25), hour(1 / 3)]);
    });

    it.each([3_601, -1, 'all', null])('refuses %p seconds', async (seconds) => {
      await put({ rate: '5 minutes' });
      await expect(tickAhead(seconds)).rejects.toThrow('aheadSeconds');
      expect(waiting()).toEqual([]);
    });
  });

  describe('when they are put', () => {
    it('never begin with a time before that', async () => {
      expect(await put({ cron: '10 0 * * *' })).toBe(hour(24 + 1 / 6));
      expect(await put({ cron: '9 0 * * *' })).toBe(hour(24 + 9 / 60));
      expect(await tick(2 * minutes)).toEqual({ begun: 0 });
    });

    it('lose no time that is due by being put once more', async () => {
      expect(await put({ cron: '15 0 * * *' })).toBe(hour(0.25));
      jest.setSystemTime(new Date(hour(0.5)));
      expect(await put({ cron: '15 0 * * *' }, { parameters: '{"depth":3}' })).toBe(hour(0.25));
      expect(await tick(20 * minutes)).toEqual({ begun: 1 });
      await work();
      expect(started()).toMatchObject([{ scheduledAt: hour(0.25), parameters: { depth: 3 } }]);
    });

    it('begin anew where their times are others, or another trigger had their id', async () => {
      await put({ cron: '15 0 * * *' });
      jest.setSystemTime(new Date(hour(0.5)));
      expect(await put({ cron: '15 0 * * *', timezone: 'Asia/Kathmandu' })).toBe(hour(18.5));
      expect(await put({ rate: '1 hour' })).toBe(hour(1));
      const owner = { installationId: installation().id, triggerId: 'nightly', workflow: 'ci' };
      await ask('put', { ...owner, filters: { event: 'push' } });
      expect(await put({ rate: '1 hour' })).toBe(hour(1));
    });
  });
});
