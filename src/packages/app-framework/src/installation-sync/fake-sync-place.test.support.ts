import type { KeptPlace } from './sync-place';

/** A place in memory; `writes` is what was kept there in turn. */
export function createFakePlace(kept?: number) {
  const place: KeptPlace & { kept: number | undefined; writes: (number | undefined)[] } = {
    kept,
    writes: [],
    read: async () => place.kept,
    write: async (appId) => {
      place.kept = appId;
      place.writes.push(appId);
    },
  };
  return place;
}
