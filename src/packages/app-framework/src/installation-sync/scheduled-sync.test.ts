import { useCountedLines } from '../metrics/counted-lines.test.support';
import { createScheduledSync } from './scheduled-sync';
import type { SyncFailure } from './sync';

const context = { getRemainingTimeInMillis: () => 900_000 };
const counts = { apps: 2, installations: 5, suspended: 1, written: 0, removed: 0, unchanged: 0, odd: 0 };
const run = (failures: readonly SyncFailure[], unfinished: readonly number[] = []) =>
  createScheduledSync(async (remaining) => {
    expect(remaining()).toBe(900_000);
    return { startedAt: new Date(), counts, failures, unfinished };
  })({}, context);

describe('createScheduledSync', () => {
  const { counted } = useCountedLines();

  it('tells how many installations are active, where it came to all Apps', async () => {
    await run([]);
    expect(counted()).toEqual([['ActiveInstallations', 4]]);
    await run([], [7]);
    await run([{ appId: 7, reason: 'r' }]).catch(() => undefined);
    expect(counted()).toHaveLength(1);
  });

  it('ends well where every App was synced', async () => {
    await expect(run([])).resolves.toBeUndefined();
  });

  it('fails where an App was not, and names it, so that alarms see it', async () => {
    const failures = [
      { appId: 7, reason: 'r' },
      { appId: 8, reason: 'r' },
    ];
    await expect(run(failures)).rejects.toThrow('could not be synced: 7, 8');
  });
});
