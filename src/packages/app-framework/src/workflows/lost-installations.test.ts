import { createTableCall } from '../aws/table-call';
import { bring } from '../handlers/connected-handler.test.support';
import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { parseDecisions } from '../triggers/event-decisions';
import { push } from '../triggers/trigger';
import { handler as start } from './run-workflows.lambda';
import { another, context, machine, useWorkflows } from './workflows.test.support';

describe('an installation that the App has lost', () => {
  const place = useWorkflows();
  const { aws, offer, delivery, bringChange, bringPush, inputsOf, ids, attribute, reported, tell, jobId } = place;
  const started = () => inputsOf('StartExecution').length;
  const decided = () => {
    const texts = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    return parseDecisions(String(texts.at(-1))).workflows[0]?.decisions;
  };
  const at = (time: string, more: object = {}) => ({
    payload: { installation: { updated_at: time } },
    received_at: '2026-11-28T20:00:00.000Z',
    ...more,
  });

  it.each([
    ['deleted', 'The App was uninstalled.'],
    ['suspend', 'The App was suspended.'],
  ])('by %s has nothing begun, however late an event of it comes, and says so', async (action, value) => {
    await offer([{ name: 'ci', check: 'ci', machine, on: [push({ branches: ['old'], whenFiltered: 'skipped' })] }]);
    expect(await bringChange(action)).toBe('settled');
    expect(await bringPush()).toBe('settled');
    expect(await bringPush({ ...another(2), payload: { ...delivery().payload, ref: 'refs/heads/old' } })).toBe(
      'settled',
    );

    expect([started(), ids()]).toEqual([0, []]);
    expect(decided()).toEqual([
      expect.objectContaining({ kind: 'refused', by: 'installation', value, meant: 'one that the App is on' }),
    ]);
  });

  it('is known for as long as deliveries are kept, which may be replayed', async () => {
    await bringChange('suspend');
    const [row] = aws()
      .rows()
      .filter((one) => 'LostReason' in one);
    const days = (Number(field(row?.ExpiresAt, 'N')) - Date.now() / 1_000) / 86_400;
    expect(Math.round(days)).toBe(90);
  });

  it('is no other, and has things begun again once the App is back', async () => {
    await bringChange('suspend');
    await bring(start, { ...delivery(), ...another(2), installation: { id: 7 } });
    expect(started()).toBe(1);
    await bringChange('unsuspend');
    await bringPush();
    expect(started()).toBe(2);
  });

  it('stays lost for good where it was deleted, and not where news of a suspension comes late', async () => {
    await bringPush();
    await bringChange('unsuspend', at('2026-11-28T12:00:01Z'));
    await bringChange('suspend', at('2026-11-28T12:00:00Z'));
    expect([inputsOf('StopExecution'), attribute('Status')]).toEqual([[], 'QUEUED']);
    await bringPush(another(2));
    expect(started()).toBe(2);
    await bringChange('suspend', at('2026-11-28T12:00:02Z'));
    await bringPush(another(3));
    await bringChange('deleted', at('2026-11-28T12:00:00Z'));
    await bringChange('unsuspend', at('2026-11-28T13:00:00Z'));
    await bringPush(another(4));
    expect(started()).toBe(2);
  });

  it.each([
    ['begins again an hour after it was suspended', 'suspend', {}, 61, 1],
    ['begins nothing for an hour', 'suspend', {}, 59, 0],
    ['begins nothing while GitHub lists it as suspended', 'suspend', { SuspendedAt: { S: '2026-11-28' } }, 61, 0],
    ['begins nothing where GitHub lists that of another App', 'suspend', { AppId: { N: '4321' } }, 61, 0],
    ['begins nothing more once it was deleted', 'deleted', {}, 61, 0],
  ])(
    '%s, where nobody told that it is back and the table of installations has it',
    async (_what, action, more, minutes, starts) => {
      const id = { N: String(place.installation().id) };
      const row = { AppId: { N: '1234' }, NodeId: { S: 'O_1' }, InstallationId: id, ...more };
      await createTableCall('installations')({
        operation: 'PutItem',
        input: { Item: row },
        remainingMilliseconds: context.getRemainingTimeInMillis,
      });
      const suspended = new Date(Date.now() - 60_000 * minutes).toISOString();
      await bringChange(action, at(suspended, { received_at: suspended }));
      await bringPush();
      expect(started()).toBe(starts);
    },
  );

  it('is there again where the App was let do more since', async () => {
    await bringChange('suspend', at('2026-11-28T12:00:00Z'));
    await bringChange('new_permissions_accepted', at('2026-11-28T12:00:01Z'));
    await bringPush();
    expect(started()).toBe(1);
  });

  it('ends a job that was written just when it was lost, and starts nothing of it', async () => {
    await bringChange('suspend');
    let unaware = 2;
    aws().intercept(({ operation, input }) => {
      const isAsked = operation === 'GetItem' && JSON.stringify(field(input, 'Key')).includes('lost#');
      if (!isAsked || unaware === 0) return undefined;
      unaware -= 1;
      return { status: 200, body: '{}' };
    });
    expect(await bringPush()).toBe('settled');
    expect([started(), attribute('Status'), attribute('Cause')]).toEqual([0, 'ABORTED', 'The App was suspended.']);
    expect(reported()).toEqual(['0-ABORTED']);
  });

  it('has no job run again', async () => {
    await bringPush();
    await tell('FAILED');
    await bringChange('suspend');
    const job = jobId();
    expect(await operate({ operation: 'rerun', job }, context)).toMatchObject({
      kind: 'lost',
      reason: 'The App was suspended.',
      job: { job },
    });
    expect([started(), ids()]).toEqual([1, [job]]);
  });
});
