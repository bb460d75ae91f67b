import type { KeptPlace } from './sync-place';

/** What the sync relies on, for a place in memory and one in Parameter Store alike; `open` has that of a process on the same place. */
export function syncPlaceContract(open: () => KeptPlace): void {
  it('keeps with which App the next run begins, or that none is to be gone on with', async () => {
    expect(await open().read()).toBeUndefined();
    await open().write(9_007_199_254);
    expect(await open().read()).toBe(9_007_199_254);
    await open().write(undefined);
    expect(await open().read()).toBeUndefined();
  });
}
