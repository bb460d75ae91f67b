import { setTimeout as pause } from 'node:timers/promises';
import { many } from '../lambda/many';
import { field } from '../lambda/parsed-json';
import { type JsonAnswer, jsonCall } from './json-call';

/** The value of a parameter; absent where there is none of that name. */
export type ParameterReader = (name: string) => Promise<string | undefined>;

export interface VersionedValue {
  readonly value: string;
  /** Counted up by one with each write. */
  readonly version: number | undefined;
}

export interface ParameterReaderOptions {
  /** Longest time for one try; 1 s by default. */
  readonly timeoutMilliseconds?: number;
  /** Longest pause before the second try, doubled for each one after it, up to a hundred times as much; 50 ms by default. */
  readonly retryMilliseconds?: number;
  /** How long it goes on asking while the store is busy; 40 s by default. */
  readonly patienceMilliseconds?: number;
}

/** Of a store that fails, or does not answer, one after the other. */
const tries = 3;

/**
 * Reads parameters of Parameter Store as the function's role. Its client has 150 operations; this is one request
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html).
 *
 * An account may read 40 times a second, unless it pays for more (https://docs.aws.amazon.com/general/latest/gr/ssm.html): where many
 * processes start at once most are turned away, and come again after a pause that is as long as chance has it. The default leaves a
 * function of 60 s a third of its time.
 *
 * Throws for whatever is neither a value nor `ParameterNotFound`, after three tries where trying again may help.
 */
export function createParameterReader(options: ParameterReaderOptions = {}): ParameterReader {
  const read = createVersionedReader(options);
  return async (name) => (await read(name))?.value;
}

/** The same with the version that was read, for whoever writes next. */
export function createVersionedReader(
  options: ParameterReaderOptions = {},
): (name: string) => Promise<VersionedValue | undefined> {
  const { timeoutMilliseconds = 1_000, retryMilliseconds = 50, patienceMilliseconds = 40_000 } = options;
  const ask = (name: string) =>
    jsonCall({ service: 'ssm', target: 'AmazonSSM.GetParameter', input: { Name: name }, timeoutMilliseconds }).then(
      read,
      (error: unknown): Reading => ({ kind: 'failing', reason: String(error) }),
    );

  return async (name) => {
    const end = performance.now() + patienceMilliseconds;
    let failures = 0;
    for (let tried = 1; ; tried += 1) {
      const reading = await ask(name);
      if (reading.kind === 'value') return reading;
      if (reading.kind === 'absent') return undefined;
      failures = reading.kind === 'failing' ? failures + 1 : 0;
      const wait = Math.random() * retryMilliseconds * Math.min(100, 2 ** (tried - 1));
      if (reading.kind === 'lasting' || failures === tries || performance.now() + wait > end) {
        throw new Error(`Parameter Store did not give the parameter, asked ${many(tried, 'time')}: ${reading.reason}`);
      }
      await pause(wait);
    }
  };
}

/**
 * Whether there is a parameter below a path (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html).
 * @throws Error where Parameter Store does not say
 */
export async function isAnyParameterBelow(path: string): Promise<boolean> {
  const { status, output, errorName } = await jsonCall({
    service: 'ssm',
    target: 'AmazonSSM.GetParametersByPath',
    input: { Path: path, Recursive: true, MaxResults: 1 },
    timeoutMilliseconds: 3_000,
  });
  const found = field(output, 'Parameters');
  if (status !== 200 || !Array.isArray(found)) {
    throw new Error(`Parameter Store did not list what is below ${path}: ${status} ${errorName ?? ''}`.trim());
  }
  // A page may be empty though there is another.
  return found.length > 0 || typeof field(output, 'NextToken') === 'string';
}

/** The version that Parameter Store tells of a parameter, read or written. */
export function versionIn(answer: unknown): number | undefined {
  const version = field(answer, 'Version');
  return typeof version === 'number' ? version : undefined;
}

type Reading =
  | ({ readonly kind: 'value' } & VersionedValue)
  | { readonly kind: 'absent' }
  | { readonly kind: 'busy' | 'failing' | 'lasting'; readonly reason: string };

function read({ status, output, errorName }: JsonAnswer): Reading {
  const parameter = field(output, 'Parameter');
  const value = field(parameter, 'Value');
  if (status === 200 && typeof value === 'string') return { kind: 'value', value, version: versionIn(parameter) };
  // Only the service's own word counts: a 404 of something on the way says nothing about the parameter.
  if (status === 400 && errorName === 'ParameterNotFound') return { kind: 'absent' };
  const reason = `${status} ${errorName ?? 'without an error name'}`;
  if (status === 429 || /Throttl|TooManyRequests/.test(errorName ?? '')) return { kind: 'busy', reason };
  return { kind: status >= 500 ? 'failing' : 'lasting', reason };
}
