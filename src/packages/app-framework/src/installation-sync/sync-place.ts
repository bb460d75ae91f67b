import { logError } from '../lambda/logger';

/** Where the place of a run that had no time to end is kept for the next one: the App to begin with. */
export interface KeptPlace {
  read(): Promise<number | undefined>;
  write(appId: number | undefined): Promise<void>;
}

const minute = 60_000;

/** All ids once, in rising order around a circle that starts at `begin`, or at the next one where that App is gone. */
export function inTurn(appIds: readonly number[], begin: number | undefined): number[] {
  const rising = [...appIds].sort((one, other) => one - other);
  const start =
    begin === undefined
      ? 0
      : Math.max(
          rising.findIndex((appId) => appId >= begin),
          0,
        );
  return [...rising.slice(start), ...rising.slice(0, start)];
}

/**
 * Keeps the place of one run: while it goes on, once a minute, for the case that it dies; at its end, where there is something to keep
 * or to forget. Short runs that end touch nothing. A place that is lost only means that the next run begins somewhere else.
 */
export async function keepingPlace(kept: KeptPlace, now: () => Date) {
  const begin = await quietly('place of the last sync was not read', () => kept.read());
  let isKept = begin !== undefined;
  let keptAt = now().getTime();
  const keep = async (appId: number | undefined): Promise<void> => {
    keptAt = now().getTime();
    isKept = appId !== undefined;
    await quietly('place of the sync was not kept', () => kept.write(appId));
  };

  return {
    begin,

    /** `left` are the Apps that are still to be done, in their order. */
    async reach(left: ReadonlySet<number>): Promise<void> {
      if (left.size > 0 && now().getTime() - keptAt >= minute) await keep(firstOf(left));
    },

    async end(left: ReadonlySet<number>): Promise<void> {
      if (isKept || left.size > 0) await keep(firstOf(left));
    },
  };
}

function firstOf(left: ReadonlySet<number>): number | undefined {
  const [first] = left;
  return first;
}

async function quietly<Value>(event: string, run: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await run();
  } catch (error) {
    logError(event, error);
    return undefined;
  }
}
