import { scheduledTimes } from './scheduled-times';

/** The times after one, in hours and minutes that clocks in Berlin show, with the offset from UTC. */
function timesAfter(text: object, from: string, count: number): string[] {
  const { nextAfter, lastAt } = scheduledTimes(text);
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Europe/Berlin', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'shortOffset' },
  } as const);
  const times: Date[] = [];
  for (let at = nextAfter(new Date(from)); at && times.length < count; at = nextAfter(at)) times.push(at);
  for (const at of times) expect(lastAt(new Date(at.getTime() + 30_000))).toEqual(at);
  return times.map((at) => clock.format(at).replace(', ', ' '));
}

describe('a schedule where clocks are changed', () => {
  const spring = '2026-03-28T12:00:00Z';
  const autumn = '2026-10-24T12:00:00Z';
  const timezone = 'Europe/Berlin';

  it('comes an hour later in the hour that clocks leave out', () => {
    expect(timesAfter({ cron: '30 2 * * *', timezone }, spring, 2)).toEqual(['29 03:30 GMT+2', '30 02:30 GMT+2']);
  });

  it('comes once in that hour, however many times it has there', () => {
    expect(timesAfter({ cron: '0,30 2 * * *', timezone }, spring, 2)).toEqual(['29 03:00 GMT+2', '30 02:00 GMT+2']);
  });

  it('comes the first time in the hour that clocks show twice', () => {
    expect(timesAfter({ cron: '30 2 * * *', timezone }, autumn, 2)).toEqual(['25 02:30 GMT+2', '26 02:30 GMT+1']);
    const often = timesAfter({ cron: '*/30 * * * *', timezone }, '2026-10-24T23:45:00Z', 4);
    expect(often).toEqual(['25 02:00 GMT+2', '25 02:30 GMT+2', '25 03:00 GMT+1', '25 03:30 GMT+1']);
  });

  it('of a rate comes as far apart as ever', () => {
    const often = timesAfter({ rate: '30 minutes' }, '2026-10-25T00:15:00Z', 3);
    expect(often).toEqual(['25 02:30 GMT+2', '25 02:00 GMT+1', '25 02:30 GMT+1']);
  });
});
