import { setTimeout as pause } from 'node:timers/promises';
import { field, type JsonAnswer, jsonCall } from './json-call';

/** The value of a parameter; absent where there is none of that name. */
export type ParameterReader = (name: string) => Promise<string | undefined>;

export interface ParameterReaderOptions {
  /** Longest time for one of three tries; 1 s by default. */
  readonly timeoutMilliseconds?: number;
  /** Pause before the second try, doubled before the third, plus up to as much again; 50 ms by default. */
  readonly retryMilliseconds?: number;
}

const tries = 3;

/**
 * Reads parameters of Parameter Store as the function's role. Its client has 150 operations; this is one request
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html).
 *
 * Throws for whatever is neither a value nor `ParameterNotFound`, after three tries where trying again may help.
 */
export function createParameterReader(options: ParameterReaderOptions = {}): ParameterReader {
  const { timeoutMilliseconds = 1_000, retryMilliseconds = 50 } = options;
  const ask = (name: string) =>
    jsonCall({ service: 'ssm', target: 'AmazonSSM.GetParameter', input: { Name: name }, timeoutMilliseconds }).then(
      read,
      (error: unknown): Reading => ({ kind: 'passing', reason: String(error) }),
    );

  return async (name) => {
    let reading = await ask(name);
    for (let tried = 1; reading.kind === 'passing' && tried < tries; tried += 1) {
      await pause(retryMilliseconds * 2 ** (tried - 1) * (1 + Math.random()));
      reading = await ask(name);
    }
    if (reading.kind === 'value') return reading.value;
    if (reading.kind === 'absent') return undefined;
    throw new Error(`Parameter Store did not give the parameter: ${reading.reason}`);
  };
}

type Reading =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'passing' | 'lasting'; readonly reason: string };

function read({ status, output, errorName }: JsonAnswer): Reading {
  const value = field(field(output, 'Parameter'), 'Value');
  if (status === 200 && typeof value === 'string') return { kind: 'value', value };
  // Only the service's own word counts: a 404 of something on the way says nothing about the parameter.
  if (status === 400 && errorName === 'ParameterNotFound') return { kind: 'absent' };
  const isPassing = status >= 500 || status === 429 || /Throttl|TooManyRequests/.test(errorName ?? '');
  return { kind: isPassing ? 'passing' : 'lasting', reason: `${status} ${errorName ?? 'without an error name'}` };
}
