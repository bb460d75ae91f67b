import { maskSecrets } from './mask-secrets';

type Fields = Readonly<Record<string, unknown>>;

/** One JSON line on standard output: level, event, time, then the fields in their order. Tokens and private keys in it are masked. */
export function logInfo(event: string, fields: Fields = {}): void {
  write('INFO', event, fields);
}

/** As `logInfo`, for what an operator should know but nobody waits for. */
export function logWarning(event: string, fields: Fields = {}): void {
  write('WARN', event, fields);
}

/** As `logInfo`, with name, message, stack and causes of the error. */
export function logError(event: string, error: unknown, fields: Fields = {}): void {
  write('ERROR', event, { ...fields, error: described(error) });
}

function write(level: string, event: string, fields: Fields): void {
  const line = JSON.stringify({ level, event, time: new Date().toISOString(), ...fields }, withoutBigInts);
  process.stdout.write(`${maskSecrets(line)}\n`);
}

/** Larger ids than a number holds come as bigint, which JSON does not know: a log line must not fail for that. */
function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Causes below this depth are left out: an error may be its own cause. */
const deepestCause = 5;

function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutArns(String(error));
  const { name, message, stack = '', cause } = error;
  const hasCause = cause !== undefined && depth < deepestCause;
  return {
    name,
    message: withoutArns(message),
    stack: withoutArns(stack),
    ...(hasCause && { cause: described(cause, depth + 1) }),
  };
}

/** AWS names principals and resources in its messages; which service it was remains. */
function withoutArns(text: string): string {
  return text.replace(/\b(arn:[a-z-]+:[a-z0-9-]+:)[^\s"',;)]+/g, '$1***');
}
