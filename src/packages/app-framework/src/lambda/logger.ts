import { maskSecrets } from './mask-secrets';

type Fields = Readonly<Record<string, unknown>>;

/**
 * One JSON line on standard output: level, event, timestamp, then the fields in their order. Level and timestamp are in the form in which
 * Lambda filters by level (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html). Tokens and private
 * keys in it are masked, except in fields that say who, what for and which.
 */
export function logInfo(event: string, fields: Fields = {}): void {
  write('INFO', event, fields);
}

/** As `logInfo`, for what an operator should know but nobody waits for. */
export function logWarning(event: string, fields: Fields = {}): void {
  write('WARN', event, fields);
}

/**
 * As `logInfo`, for lines that something rests on: audit and metrics. Their level is that of a warning, for whoever sets the log level
 * to WARN wants less talk, not an audit trail with holes.
 */
export function logRecord(event: string, fields: Fields = {}): void {
  write('WARN', event, fields);
}

/** As `logInfo`, with name, message, stack and causes of the error. */
export function logError(event: string, error: unknown, fields: Fields = {}): void {
  write('ERROR', event, { ...fields, error: described(error) });
}

/**
 * Fields that hold names which strangers choose, as AWS and GitHub verified them, and hashes. A role may be called as a token is, and an
 * audit line without the role is none.
 */
const named: ReadonlySet<string> = new Set([
  'account',
  'actualScopeDown',
  'caller',
  'hashedToken',
  'name',
  'nodeId',
  'owner',
  'requestedScopeDown',
]);

function write(level: 'INFO' | 'WARN' | 'ERROR', event: string, fields: Fields): void {
  const line = { level, event, timestamp: new Date().toISOString(), ...fields };
  // No pattern of a secret reaches beyond the quotes of a text: masked at once or member by member, it is the same.
  const text = Object.keys(line).some((name) => named.has(name)) ? byMembers(line) : maskSecrets(jsonOf(line) ?? '{}');
  process.stdout.write(`${text}\n`);
}

function byMembers(line: Fields): string {
  const members = Object.entries(line).flatMap(([name, value]) => {
    const json = jsonOf(value);
    if (json === undefined) return [];
    return [`${maskSecrets(JSON.stringify(name))}:${named.has(name) ? json : maskSecrets(json)}`];
  });
  return `{${members.join(',')}}`;
}

/** A function that is asked about each member takes several times as long, and hardly a line needs it. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, withoutBigInts);
  }
}

/** Larger ids than a number holds come as bigint, which JSON does not know: a log line must not fail for that. */
function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Causes below this depth are left out: an error may be its own cause. */
const deepestCause = 5;
/** An error may quote what somebody sent. */
const longestText = 4_000;

function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return readable(String(error));
  const { name, message, stack = '', cause } = error;
  const hasCause = cause !== undefined && depth < deepestCause;
  return {
    name,
    message: readable(message),
    stack: readable(stack),
    ...(hasCause && { cause: described(cause, depth + 1) }),
  };
}

/** AWS names principals and resources in its messages; which service it was remains. Masked before it is cut: half a token is none to find. */
function readable(text: string): string {
  return maskSecrets(text.replace(/\b(arn:[a-z-]+:[a-z0-9-]+:)[^\s"',;)]+/g, '$1***')).slice(0, longestText);
}
