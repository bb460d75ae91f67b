import { createLogSearcher } from './searched-logs';

const since = new Date('2026-11-01T14:00:00.500Z');
const until = new Date('2026-11-01T14:03:00.500Z');

/** CloudWatch that says these one after the other when it is asked for results. */
function searching(...told: object[]) {
  const asked: Record<string, unknown>[] = [];
  const json = async ({ target, input }: { target: string; input: object }) => {
    asked.push({ ...input });
    if (target.endsWith('DescribeLogGroups')) return { logGroups: [{ logGroupName: 'bot-Logs0A1B2C3D-x1' }] };
    return target.endsWith('StartQuery') ? { queryId: 'q' } : told.shift();
  };
  const search = createLogSearcher({ calls: { json }, prefixes: ['bot-', '/aws/lambda/bot-'] });
  return { asked, rows: () => search({ query: 'all', since, until }) };
}
const row = (time: string, message: string) => [
  { field: '@timestamp', value: time },
  { field: '@message', value: message },
];

describe('createLogSearcher', () => {
  it('leaves out nothing of the seconds that a search begins and ends in', async () => {
    const { asked, rows } = searching({ status: 'Complete' });
    expect(await rows()).toEqual([]);
    const [startTime, endTime] = ['2026-11-01T14:00:00Z', '2026-11-01T14:03:01Z'].map(
      (time) => Date.parse(time) / 1_000,
    );
    expect(asked).toContainEqual(expect.objectContaining({ startTime, endTime }));
  });

  it('waits until a search is through, and reads what stands behind the head of a line', async () => {
    const results = [row('2', 'INFO\t{"event":"two"}'), row('1', '{"event":"one"}'), row('3', 'none')];
    const { rows } = searching({ status: 'Scheduled' }, { status: 'Running' }, { status: 'Complete', results });
    expect((await rows()).map(({ at, line }) => [at, line])).toEqual([
      ['1', { event: 'one' }],
      ['2', { event: 'two' }],
      ['3', 'none'],
    ]);
  });

  it.each(['Failed', 'Cancelled', 'Timeout', 'Unknown'])('fails where it is %s', async (status) => {
    await expect(searching({ status, results: [] }).rows()).rejects.toThrow(`it is ${status}`);
  });

  it('waits for five minutes, and then no longer', async () => {
    const clock = jest.spyOn(Date, 'now');
    const at = (minutes: number) => clock.mockReturnValueOnce(minutes * 60_000);
    at(0);
    at(5);
    at(5.01);
    await expect(searching(...Array(2).fill({ status: 'Running' })).rows()).rejects.toThrow('it is Running');
    expect(clock).toHaveBeenCalledTimes(3);
    clock.mockRestore();
  });
});
