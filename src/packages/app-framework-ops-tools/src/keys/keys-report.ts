import {
  type JudgedKey,
  type KeyRecord,
  type LastUse,
  many,
  type Verdict,
  verdictAtGitHub,
  verdictAtKms,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { formatFields } from '../command-line/table';

/** A key, what it is to its App, and when it last signed. */
export interface ListedKey extends JudgedKey {
  readonly lastUse: LastUse;
}

/** The keys of an App, newest first. */
export interface AppKeys {
  readonly appId: number;
  readonly currentKeyArn: string;
  readonly keys: readonly ListedKey[];
}

/** What there is to list. */
export interface FoundKeys {
  readonly tableName: string;
  readonly apps: readonly AppKeys[];
  /** Keys of Apps that the table does not know any more. */
  readonly ownerless: readonly KeyRecord[];
  readonly now: Date;
}

/** The keys of a deployment, for people and for scripts. */
export function keysReport({ tableName, apps, ownerless, now }: FoundKeys): Pick<CommandResult, 'json' | 'text'> {
  const listed = apps.flatMap((app) => app.keys.map((key) => describeKey({ app, key, now })));
  const blocks = apps.flatMap(({ appId, currentKeyArn, keys }) => [
    `App ${appId}`,
    ...(keys.some(({ record }) => record.keyArn === currentKeyArn)
      ? []
      : [`  The App cannot sign: its key ${currentKeyArn} does not exist in KMS. Import a key.`]),
    ...keys.map((key) => fieldsOf(key, describeKey({ app: { appId, currentKeyArn, keys }, key, now }), now)),
  ]);
  const strays = ownerless.map(
    ({ keyArn, appId, fingerprint }) =>
      `${keyArn} belongs to App ${appId ?? '(unknown)'}, which table ${tableName} does not know${fingerprint === undefined ? '' : ` (${fingerprint})`}.`,
  );
  const none = `Table ${tableName} has no keys. Import one with import-private-key.`;
  const text = [...blocks, ...strays].join('\n\n');
  return {
    json: { table: tableName, keys: listed, ownerless },
    text: text === '' ? none : text,
  };
}

interface KeyToDescribe {
  readonly app: AppKeys;
  readonly key: ListedKey;
  readonly now: Date;
}

function describeKey({ app: { appId, keys }, key, now }: KeyToDescribe) {
  const { record, standing, lastUse } = key;
  const { keyArn: kmsKeyArn, state: kmsState, ...rest } = record;
  return {
    ...rest,
    appId,
    kmsKeyArn,
    current: standing.kind === 'current',
    standing: standing.kind,
    kmsState,
    ageDays: Math.floor((now.getTime() - record.createdOn.getTime()) / DAY),
    lastUse,
    atKms: verdictAtKms(key),
    atGitHub: settled(verdictAtGitHub(key, keys), now),
  };
}

/** What was to come `later` has come by now, or not. */
function settled({ verdict, reason, from }: Verdict, now: Date): Verdict {
  if (verdict !== 'later' || from === undefined || from > now) {
    return { verdict, reason, ...(from !== undefined && { from }) };
  }
  return { verdict: 'safe', reason: 'the last tokens that it signed have expired' };
}

type Description = ReturnType<typeof describeKey>;

function fieldsOf({ record }: ListedKey, key: Description, now: Date): string {
  const fields = {
    'KMS key': record.keyArn,
    Fingerprint: record.fingerprint ?? 'not known: KMS tells it for enabled keys only, and no tag does',
    Standing: key.current ? 'current: the App signs with it' : key.standing,
    State: `${record.state}, Status=${record.status ?? '(no tag)'}`,
    Created: `${record.createdOn.toISOString()} (${ageOf(record.createdOn, now)})`,
    'Last used': lastUseOf(key.lastUse),
    'Replaced on': record.replacedOn?.toISOString(),
    'Replaced by': record.replacedBy,
    'At KMS': wordsOf(key.atKms),
    'At GitHub': wordsOf(key.atGitHub),
  };
  return formatFields(fields, '  ');
}

function wordsOf({ verdict, reason, from }: Verdict): string {
  switch (verdict) {
    case 'safe':
      return `can be deleted: ${reason}`;
    case 'later':
      return `can be deleted from ${from?.toISOString()} on: ${reason}`;
    case 'done':
      return `${reason}${from === undefined ? '' : ` for ${from.toISOString()}`}`;
    case 'keep':
      return `keep: ${reason}`;
    case 'unknown':
      return `not known: ${reason}`;
  }
}

function lastUseOf(use: LastUse): string {
  switch (use.kind) {
    case 'used':
      return `${use.at.toISOString()} (${use.operation}, as KMS has it)`;
    case 'never':
      return 'never, as KMS has it';
    case 'not since':
      return `not since ${use.since.toISOString()}, when KMS began to keep it`;
    case 'unknown':
      return `not known: ${use.reason}`;
  }
}

const DAY = 24 * 60 * 60 * 1000;

function ageOf(createdOn: Date, now: Date): string {
  const days = Math.floor((now.getTime() - createdOn.getTime()) / DAY);
  return days === 0 ? 'today' : `${many(days, 'day')} ago`;
}
