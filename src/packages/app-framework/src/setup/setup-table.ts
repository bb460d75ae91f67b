import { conditionHolds, createTableCall, everyItem } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { appIn, type NewApp } from './converted-app';

/**
 * How far a setup is: its link was made; a browser pressed the button; GitHub was asked for the App, and it is not known what came of it; what it
 * gave is held, the key wrapped for KMS; the App is registered; or GitHub has an App whose key nobody has.
 */
export type SetupStep = 'open' | 'begun' | 'exchanging' | 'held' | 'registered' | 'lost';

/** What is kept of one setup. */
export interface Setup {
  readonly id: string;
  readonly step: SetupStep;
  /** Until when its link is good, in milliseconds since 1970. */
  readonly until: number;
  /** Base URL of the REST API of the host that the App is to be at. */
  readonly apiUrl: string;
  /** What the browser that began it is known by. */
  readonly browser?: string;
  /** Organisation that is to own the App; absent for the account of the person. */
  readonly organization?: string;
  readonly keyArn?: string;
  /** When its button was pressed first, in milliseconds since 1970, as all that follow. */
  readonly begunAt?: number;
  /** When its key in KMS was made. */
  readonly keyAt?: number;
  /** When GitHub was asked for the App. */
  readonly askedAt?: number;
  readonly registeredAt?: number;
  /** As GitHub made it. */
  readonly app?: NewApp;
  /** The private key wrapped so that only KMS can read it, with what KMS takes it by; both Base64. */
  readonly wrapped?: string;
  readonly importToken?: string;
  /** Why it is lost, where somebody decided so. */
  readonly because?: 'other owner';
}

/** One that a browser has begun. */
export interface BoundSetup extends Setup {
  readonly browser: string;
}

export type SetupFields = Partial<Omit<Setup, 'id' | 'until'>>;

export interface SetupChange {
  readonly id: string;
  /** Steps that it must be at. */
  readonly from: readonly SetupStep[];
  readonly set: SetupFields;
  readonly remove?: readonly (keyof SetupFields)[];
  /** Absent: whoever does it, as long as the link is good. */
  readonly browser?: string | undefined;
  /** When it must have been asked last. */
  readonly askedAt?: number;
}

export type Setups = ReturnType<typeof createSetups>;
type Remaining = () => number;

/** What KMS takes a wrapped key by is good for a day. */
const keptMilliseconds = 24 * 3_600_000;
/** A row outlives that, for whoever sees to the key that it names. */
const rowMilliseconds = 8 * 24 * 3_600_000;

export function createSetups({ tableName, now }: { readonly tableName: string; readonly now: () => Date }) {
  const call = createTableCall(tableName);
  return {
    async mint(setup: Pick<Setup, 'id' | 'until' | 'apiUrl'>, remainingMilliseconds: Remaining): Promise<void> {
      const Item = {
        Id: { S: setup.id },
        Until: { N: String(setup.until) },
        ExpiresAt: { N: String(Math.ceil((setup.until + rowMilliseconds) / 1_000)) },
        ...attributesOf({ step: 'open', apiUrl: setup.apiUrl }),
      };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** Absent for a link that never was, or that is of yesterday. */
    async read(id: string, remainingMilliseconds: Remaining): Promise<Setup | undefined> {
      const input = { Key: { Id: { S: id } }, ConsistentRead: true };
      const setup = setupIn(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'));
      return setup && setup.until + keptMilliseconds > now().getTime() ? setup : undefined;
    },

    /** Those that nobody can go on with any more and whose key is there still. */
    async abandoned(remainingMilliseconds: Remaining): Promise<readonly Setup[]> {
      const all: Setup[] = [];
      const input = {
        FilterExpression: 'attribute_exists(KeyArn) AND #Step <> :registered AND #Until < :end',
        ExpressionAttributeNames: { '#Step': 'Step', '#Until': 'Until' },
        ExpressionAttributeValues: {
          ':registered': { S: 'registered' },
          ':end': { N: String(now().getTime() - keptMilliseconds) },
        },
        ConsistentRead: true,
      };
      for await (const item of everyItem(call, { operation: 'Scan', input, remainingMilliseconds })) {
        const setup = setupIn(item);
        if (setup) all.push(setup);
      }
      return all;
    },

    /** False where it is at another step, or another browser's. */
    change(change: SetupChange, remainingMilliseconds: Remaining): Promise<boolean> {
      const input = updateOf(change, now().getTime());
      return conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },
  };
}

const names: Readonly<Record<keyof SetupFields, string>> = {
  step: 'Step',
  apiUrl: 'ApiUrl',
  browser: 'Browser',
  organization: 'Organization',
  keyArn: 'KeyArn',
  begunAt: 'BegunAt',
  keyAt: 'KeyAt',
  askedAt: 'AskedAt',
  registeredAt: 'RegisteredAt',
  app: 'App',
  wrapped: 'Wrapped',
  importToken: 'ImportToken',
  because: 'Because',
};
const times = ['begunAt', 'keyAt', 'askedAt', 'registeredAt'] as const;

function attributesOf(fields: SetupFields): Record<string, { S: string } | { N: string }> {
  const all: Record<string, { S: string } | { N: string }> = {};
  const values = new Map<string, unknown>(Object.entries(fields));
  for (const [name, attribute] of Object.entries(names)) {
    const value = values.get(name);
    if (typeof value === 'string') all[attribute] = { S: value };
    if (typeof value === 'number') all[attribute] = { N: String(value) };
  }
  if (fields.app) all[names.app] = { S: JSON.stringify(fields.app) };
  return all;
}

function updateOf({ id, from, set, remove = [], browser, askedAt }: SetupChange, now: number) {
  const sets = Object.entries(attributesOf(set));
  const gone = remove.map((name) => names[name]);
  const steps = from.map((_step, index) => `:from${index}`);
  const key = sets.findIndex(([name]) => name === names.keyArn);
  const conditions = [
    `#Step IN (${steps.join(', ')})`,
    browser === undefined ? '#Until > :now' : '#Browser = :browser',
    ...(askedAt === undefined ? [] : ['#AskedAt = :askedAt']),
    // One key for a setup. What is written again after no answer meets its own.
    ...(key === -1 ? [] : [`(attribute_not_exists(#KeyArn) OR #KeyArn = :set${key})`]),
  ];
  const used = ['Step', browser === undefined ? 'Until' : 'Browser', ...(askedAt === undefined ? [] : ['AskedAt'])];
  const all = new Set([...used, ...sets.map(([name]) => name), ...gone]);
  const removes = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`;
  return {
    Key: { Id: { S: id } },
    UpdateExpression: `SET ${sets.map(([name], index) => `#${name} = :set${index}`).join(', ')}${removes}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...all].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(sets.map(([, value], index) => [`:set${index}`, value])),
      ...Object.fromEntries(from.map((step, index) => [`:from${index}`, { S: step }])),
      ...(browser === undefined ? { ':now': { N: String(now) } } : { ':browser': { S: browser } }),
      ...(askedAt !== undefined && { ':askedAt': { N: String(askedAt) } }),
    },
  };
}

const steps: readonly SetupStep[] = ['open', 'begun', 'exchanging', 'held', 'registered', 'lost'];

function setupIn(item: unknown): Setup | undefined {
  const id = textOf(item, 'Id');
  const step = steps.find((one) => one === textOf(item, names.step));
  const until = numberOf(item, 'Until');
  const apiUrl = textOf(item, names.apiUrl);
  if (id === undefined || step === undefined || until === undefined || apiUrl === undefined) return undefined;
  const optional = ['browser', 'organization', 'keyArn', 'wrapped', 'importToken'] as const;
  const texts = optional.flatMap((name) => {
    const text = textOf(item, names[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  const moments = times.flatMap((name) => {
    const time = numberOf(item, names[name]);
    return time === undefined ? [] : [[name, time] as const];
  });
  const app = appIn(parsedJson(textOf(item, names.app) ?? ''));
  return {
    id,
    step,
    until,
    apiUrl,
    ...Object.fromEntries(texts),
    ...Object.fromEntries(moments),
    ...(app && { app }),
    ...(textOf(item, names.because) === 'other owner' && { because: 'other owner' }),
  };
}
