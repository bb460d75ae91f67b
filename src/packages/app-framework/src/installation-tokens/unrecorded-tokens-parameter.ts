import { createParameterReader, createVersionedReader, type ParameterReaderOptions } from '../aws/read-parameter';
import { writeParameter } from '../aws/write-parameter';
import { logError } from '../lambda/logger';
import { field } from '../lambda/parsed-json';

/** What is known of tokens that no table knows. */
export interface UnrecordedTokens {
  /** Notes that a token of the App lives until then of which there is no row. Never fails. */
  note(appId: number, until: Date): Promise<void>;
  /** Until when such tokens of the App may live; absent where there are none. */
  until(appId: number): Promise<Date | undefined>;
}

/** Times in milliseconds since 1970. */
interface Notes {
  /** Of which Apps is not known: it may be any. */
  readonly until?: number;
  readonly apps: Readonly<Record<string, number>>;
}

const minute = 60_000;
const longestLife = 60 * minute;
/** A parameter holds 4,096 bytes. */
const mostApps = 100;
/** A token is waiting to be handed out. */
const patienceMilliseconds = 1_000;

/**
 * When the token table takes nothing, what it lacks stands elsewhere: in a parameter of Parameter Store, as JSON,
 * `{"apps":{"7":1793534400000}}` or `{}`. Written once a minute and App, for a minute more than was asked for: Parameter Store takes 3
 * writes a second.
 *
 * It knows no conditional write, but counts versions: whoever finds that it has overwritten what it had not read writes a time for all
 * Apps, which includes what was lost. What cannot be read counts as yes: whoever revokes is to suspend rather than to believe that nothing
 * is left.
 */
export function createUnrecordedTokens(
  name: string,
  options: ParameterReaderOptions & { readonly now?: () => Date } = {},
): UnrecordedTokens {
  const { now = () => new Date(), timeoutMilliseconds = 1_000 } = options;
  const readParameter = createParameterReader(options);
  const readVersioned = createVersionedReader({ patienceMilliseconds, ...options });
  const noted = new Map<number, number>();

  const write = (notes: Notes) => writeParameter({ name, value: JSON.stringify(notes), timeoutMilliseconds });
  const writeForAll = () => write({ until: now().getTime() + longestLife + minute, apps: {} });

  const readBefore = async () => {
    const { value, version } = (await readVersioned(name)) ?? {};
    return value === undefined || version === undefined ? undefined : { notes: notesIn(value), version };
  };

  /** @returns until when it stands there now */
  const noteOf = async (appId: number, until: number): Promise<number> => {
    // Whatever kept it from being read, the writing is what has to succeed.
    const before = await readBefore().catch(() => undefined);
    const known = before && endOf(before.notes, appId);
    if (known !== undefined && known >= until) return known;
    const end = until + minute;
    const notes = before && withApp(before.notes, { appId, end, now: now().getTime() });
    const version = notes && (await write(notes));
    if (version === undefined || version - 1 !== before?.version) await writeForAll();
    return end;
  };

  return {
    async note(appId, until) {
      if (until.getTime() <= (noted.get(appId) ?? 0)) return;
      try {
        noted.set(appId, await noteOf(appId, until.getTime()));
      } catch (error) {
        logError('that a token lives which nobody can revoke was not noted', error, { appId });
      }
    },

    async until(appId) {
      try {
        const text = await readParameter(name);
        const until = text === undefined ? undefined : endOf(notesIn(text), appId);
        return until !== undefined && until > now().getTime() ? new Date(until) : undefined;
      } catch (error) {
        logError('whether tokens live that nobody can revoke was not read', error, { appId });
        return new Date(now().getTime() + longestLife);
      }
    },
  };
}

/** @throws Error where the parameter holds no JSON */
function notesIn(text: string): Notes {
  const notes: unknown = JSON.parse(text);
  const until = timeOf(field(notes, 'until'));
  const apps = Object.entries(Object(field(notes, 'apps'))).flatMap(([appId, end]) => {
    const time = timeOf(end);
    return time === undefined ? [] : [[appId, time] as const];
  });
  return { ...(until !== undefined && { until }), apps: Object.fromEntries(apps) };
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function endOf({ until, apps }: Notes, appId: number): number | undefined {
  const ends = [until, apps[appId]].filter((end) => end !== undefined);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** Without what is over. @returns nothing where there is no room for one more App */
function withApp(
  { until = 0, apps }: Notes,
  { appId, end, now }: { readonly appId: number; readonly end: number; readonly now: number },
): Notes | undefined {
  const alive = { ...Object.fromEntries(Object.entries(apps).filter(([, time]) => time > now)), [appId]: end };
  if (Object.keys(alive).length > mostApps) return undefined;
  return { ...(until > now && { until }), apps: alive };
}
