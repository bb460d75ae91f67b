import fc from 'fast-check';
import { createRateLimitMeter } from './rate-limit-meter';

/** A meter with a clock that tests turn; what it set timers for runs when the clock passes. */
function given() {
  let time = Date.parse('2026-11-01T12:00:00Z');
  const timers: { at: number; run: () => void }[] = [];
  const lines: Record<string, unknown>[] = [];
  const meter = createRateLimitMeter({
    deployment: 'apps',
    write: (event, fields) => lines.push({ event, ...fields, writtenAt: time }),
    now: () => new Date(time),
    later: (run, milliseconds) => timers.push({ at: time + milliseconds, run }),
  });
  return {
    meter,
    lines,
    left: () => lines.map(({ GitHubAPICallsRemaining }) => GitHubAPICallsRemaining),
    see: (remaining: number, { installationId = 99, resource = 'core', appId = 7 } = {}) =>
      meter.see({ appId, installationId }, { resource, limit: 5000, remaining, resetsAt: new Date(time + 1_000_000) }),
    /** Lets time pass as under Lambda between invocations: nothing runs. */
    freeze: (seconds: number) => {
      time += seconds * 1000;
    },
    pass: (seconds: number) => {
      time += seconds * 1000;
      const due = timers.filter(({ at }) => at <= time);
      timers.splice(0, timers.length, ...timers.filter(({ at }) => at > time));
      for (const { run } of due) run();
    },
  };
}

describe('createRateLimitMeter', () => {
  it('writes what it sees first at once', () => {
    const { see, lines } = given();
    see(4000);
    expect(lines).toMatchObject([
      { event: 'rate limit', AppID: '7', InstallationID: '99', GitHubAPICallsRemaining: 4000 },
    ]);
  });

  it('writes the lowest of a minute at its end', () => {
    const { see, left, pass } = given();
    see(4000);
    for (const remaining of [3999, 3990, 3995]) see(remaining);
    expect(left()).toEqual([4000]);
    pass(59);
    expect(left()).toEqual([4000]);
    pass(1);
    expect(left()).toEqual([4000, 3990]);
    pass(600);
    expect(left()).toEqual([4000, 3990]);
  });

  it('writes the lowest with the next response where the process stood still, dated when it was seen', () => {
    const { see, lines, left, freeze, pass } = given();
    see(4000);
    freeze(10);
    see(100);
    freeze(3000);
    see(4999);
    expect(left()).toEqual([4000, 100]);
    const [first = { writtenAt: 0 }, second] = lines;
    expect(second).toMatchObject({ _aws: { Timestamp: Number(first.writtenAt) + 10_000 } });
    pass(0);
    expect(left()).toEqual([4000, 100]);
  });

  it('keeps Apps, installations and limits apart', () => {
    const { see, meter, lines } = given();
    see(10);
    see(11, { installationId: 98 });
    see(12, { appId: 8 });
    see(13, { resource: 'search' });
    meter.see({ appId: 7 }, { resource: 'core', limit: 20, remaining: 14, resetsAt: new Date() });
    expect(lines.map((line) => line.GitHubAPICallsRemaining)).toEqual([10, 11, 12, 13, 14]);
  });

  it('says nothing of what the owner may not use at all', () => {
    const { meter, lines } = given();
    meter.see({ appId: 7 }, { resource: 'audit_log', limit: 0, remaining: 0, resetsAt: new Date() });
    expect(lines).toEqual([]);
  });

  it('reads the headers of any client', () => {
    const { meter, left } = given();
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '1800000000' };
    meter.seeHeaders(headers, { appId: 7 });
    meter.seeHeaders(new Headers(headers), { appId: 8 });
    meter.seeHeaders({}, { appId: 9 });
    expect(left()).toEqual([59, 59]);
  });

  it('passes over requests that do not say whose limit they spend', () => {
    const { meter, lines } = given();
    const limit = { resource: 'core', limit: 60, remaining: 59, resetsAt: new Date() };
    const request = { baseUrl: 'https://api.github.com', route: 'GET /app' } as const;
    meter.onRateLimit(limit, request);
    expect(lines).toEqual([]);
    meter.onRateLimit(limit, { ...request, spends: { appId: 7 } });
    expect(lines).toMatchObject([{ AppID: '7' }]);
  });

  it('writes at most one line a minute, and no lower figure is lost, whatever comes when', () => {
    const step = fc.record({ seconds: fc.nat({ max: 50 }), remaining: fc.nat({ max: 5000 }), isFrozen: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const { see, lines, left, pass, freeze } = given();
        for (const { seconds, remaining, isFrozen } of steps) {
          if (isFrozen) freeze(seconds);
          else pass(seconds);
          see(remaining);
        }
        pass(60);
        const times = lines.map(({ writtenAt }) => Number(writtenAt));
        expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 60_000)).toBe(true);
        expect(Math.min(...left().map(Number))).toBe(Math.min(...steps.map(({ remaining }) => remaining)));
      }),
    );
  });

  it('holds no more than 5,000 limits', () => {
    const { see, lines } = given();
    for (let installationId = 1; installationId <= 5_001; installationId++) see(10, { installationId });
    see(9, { installationId: 5_001 });
    expect(lines).toHaveLength(5_001);
    see(9, { installationId: 1 });
    expect(lines).toHaveLength(5_002);
  });

  it('does not keep a process alive', async () => {
    const lines: unknown[] = [];
    const meter = createRateLimitMeter({ deployment: 'apps', write: (event) => lines.push(event) });
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const limit = { resource: 'core', limit: 60, remaining: 59, resetsAt: new Date() };
    meter.see({ appId: 7 }, limit);
    meter.see({ appId: 7 }, limit);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
    expect(lines).toEqual(['rate limit']);
  });
});
