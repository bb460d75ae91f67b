import { createKeyWait } from './key-wait';

const start = new Date('2026-11-21T10:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

function setUp({ terminal }: { terminal: 'yes' | 'no' }, onPause: (pauses: number) => void = () => {}) {
  const lines: string[] = [];
  const drawn: (string | undefined)[] = [];
  const pauses: number[] = [];
  const leaving = new AbortController();
  let time = start.getTime();
  const waitUntil = createKeyWait({
    progress: (line) => lines.push(line),
    ...(terminal === 'yes' && { redraw: (line: string | undefined) => drawn.push(line) }),
    signal: leaving.signal,
    now: () => new Date(time),
    pause: async (milliseconds) => {
      time += milliseconds;
      pauses.push(milliseconds);
      onPause(pauses.length);
    },
  });
  return { waitUntil, lines, drawn, pauses, leave: () => leaving.abort() };
}

describe('createKeyWait', () => {
  it('says a line a minute where there is no terminal, and that it can be left', async () => {
    const { waitUntil, lines, pauses } = setUp({ terminal: 'no' });
    expect(await waitUntil(after(150))).toBe('over');
    expect(pauses).toEqual([60_000, 60_000, 30_000]);
    expect(lines).toEqual([
      expect.stringMatching(/^Both keys work until 10:02:30 UTC: .*Ctrl-C leaves the wait/),
      'waiting: 1:30 left',
      'waiting: 0:30 left',
    ]);
  });

  it('draws a bar at a terminal that fills, and takes it away at the end', async () => {
    const { waitUntil, drawn, lines } = setUp({ terminal: 'yes' });
    expect(await waitUntil(after(3))).toBe('over');
    expect(drawn).toEqual([
      `[${' '.repeat(30)}] 0:03 left`,
      `[${'='.repeat(10)}${' '.repeat(20)}] 0:02 left`,
      `[${'='.repeat(20)}${' '.repeat(10)}] 0:01 left`,
      undefined,
    ]);
    expect(lines).toHaveLength(1);
  });

  it('ends at once when it is left', async () => {
    const { waitUntil, leave, drawn, pauses } = setUp({ terminal: 'yes' }, (count) => count === 2 && leave());
    expect(await waitUntil(after(420))).toBe('left');
    expect(pauses).toHaveLength(2);
    expect(drawn.at(-1)).toBeUndefined();
  });

  it('does not begin where it was left before', async () => {
    const { waitUntil, leave, pauses } = setUp({ terminal: 'no' });
    leave();
    expect(await waitUntil(after(420))).toBe('left');
    expect(pauses).toEqual([]);
  });

  it('sleeps for real, and wakes up when it is left', async () => {
    const leaving = new AbortController();
    const waitUntil = createKeyWait({ progress: () => leaving.abort(), signal: leaving.signal, now: () => start });
    expect(await waitUntil(after(3600))).toBe('left');
    const later = new AbortController();
    const waitLonger = createKeyWait({ progress: () => {}, signal: later.signal, now: () => start });
    setTimeout(() => later.abort(), 5);
    expect(await waitLonger(after(3600))).toBe('left');
  });
});
