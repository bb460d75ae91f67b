import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** How far deliveries were followed. */
export interface FollowPlace {
  /** What arrived before is nobody's. */
  readonly begun: Date;
  /** All that was there until then was seen. */
  readonly at: Date;
  /** Keys of what was forwarded lately, or given up, with its arrival. */
  readonly seen: ReadonlyMap<string, string>;
}

/** What tells one who follows from another. */
export interface Follower {
  readonly ledger: string;
  readonly to: string;
}

/** The file where it is kept, unless another is named: that of the user, for state (https://specifications.freedesktop.org/basedir-spec/latest/). */
export function usualPlaceFile({ ledger, to }: Follower, { XDG_STATE_HOME }: NodeJS.ProcessEnv): string {
  const home = XDG_STATE_HOME || join(homedir(), '.local', 'state');
  const name = createHash('sha256').update(`${ledger}\n${to}`).digest('hex').slice(0, 16);
  return join(home, 'app-framework-for-github-apps-on-aws', `follow-${name}.json`);
}

/** A place in a file. It holds ids of deliveries, and nothing of what is in them. */
export function createPlaceFile(file: string) {
  return {
    file,

    /** Absent where there is none. @throws Error for a file that is something else */
    read(): FollowPlace | undefined {
      return existsSync(file) ? placeIn(file, readFileSync(file, 'utf8')) : undefined;
    },

    save({ begun, at, seen }: FollowPlace): void {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const next = `${file}.next`;
      writeFileSync(next, `${JSON.stringify({ begun, at, seen: [...seen] })}\n`, { mode: 0o600 });
      renameSync(next, file);
    },
  };
}

function placeIn(file: string, text: string): FollowPlace {
  try {
    const { begun, at, seen } = Object(JSON.parse(text));
    const place = {
      begun: new Date(begun),
      at: new Date(at),
      seen: new Map<string, string>(seen.map(([key, arrival]: unknown[]) => [String(key), String(arrival)])),
    };
    if (!Number.isNaN(place.begun.getTime() + place.at.getTime())) return place;
  } catch {
    // Told below: whatever it is, it is no place.
  }
  throw new Error(`${file} does not say how far deliveries were followed: remove it, and following begins anew.`);
}
