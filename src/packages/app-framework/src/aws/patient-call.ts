import { field } from '../lambda/parsed-json';
import { type JsonAnswer, jsonCall } from './json-call';
import { objectUrl, type SignedService } from './service-endpoint';
import { signedRequest } from './signed-request';

/** A call of a service that speaks JSON, with all the time that there is for it. */
export interface PatientCall {
  readonly service: SignedService;
  /** Name of the API with its version, and of the operation, such as `DynamoDB_20120810.PutItem`. */
  readonly target: string;
  readonly input: object;
  readonly remainingMilliseconds: () => number;
}

/** A call about an object of S3. */
export interface ObjectCall {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly remainingMilliseconds: () => number;
}

/** AWS answered that it does not do it, or did not answer. Repeating has been tried where it makes sense. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';

  constructor(
    message: string,
    /** Name of the error as AWS gives it, such as `ThrottlingException`; `NoAnswer` where there was none. */
    readonly code: string,
    /** What came with it. */
    readonly answer?: unknown,
    cause?: unknown,
    /** Whether a try before this one was not answered, or failed at the server: it may have done what was asked for all the same. */
    readonly mayBeDone = false,
  ) {
    super(message, { cause });
  }
}

/** One try takes no longer, where what goes over the line is small: a connection that hangs is given up while there is time for another. */
const patienceMilliseconds = 1_500;
/** Objects may be as large as what GitHub sends, 25 MB: so much goes through in a second at least. */
const slowestBytesPerSecond = 2_000_000;
const longestReadMilliseconds = 15_000;
/** Less time than this is left for whoever must answer. */
const reserveMilliseconds = 100;
const longestMessage = 300;
/** As many as the SDKs of AWS (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). */
const mostTries = 3;

/** What the service answers, with two repetitions after a throttle, a failure of the server or silence. @throws AwsCallError */
export async function patientCall(call: PatientCall): Promise<unknown> {
  const { service, target, input, remainingMilliseconds } = call;
  const name = `${service} ${target.replace(/^.*\./, '')}`;
  const patience = { name, remainingMilliseconds, tryMilliseconds: patienceMilliseconds };
  const answer = await patiently(patience, (timeoutMilliseconds) =>
    jsonCall({ service, target, input, timeoutMilliseconds }),
  );
  return answer.output;
}

/** The body of the answer of S3, with the same repetitions. @throws AwsCallError */
export async function patientObjectCall(call: ObjectCall): Promise<string> {
  const { method, bucket, key, headers, body, remainingMilliseconds } = call;
  const name = method === 'PUT' ? 's3 PutObject' : 's3 GetObject';
  // How large it is tells only who writes it; who reads it leaves time for another try.
  const extra = body
    ? (body.byteLength / slowestBytesPerSecond) * 1_000
    : Math.min(longestReadMilliseconds, remainingMilliseconds() / 2 - patienceMilliseconds);
  const tryMilliseconds = patienceMilliseconds + extra;
  const answer = await patiently({ name, remainingMilliseconds, tryMilliseconds }, async (timeoutMilliseconds) => {
    const said = await signedRequest({
      service: 's3',
      method,
      url: objectUrl({ bucket, key }),
      ...(body && { headers: { 'content-type': 'application/json', ...headers }, body }),
      timeoutMilliseconds,
    });
    const errorName = /<Code>([\w.]+)<\/Code>/.exec(said.status < 300 ? '' : said.body)?.[1];
    return { ...said, output: undefined, ...(errorName !== undefined && { errorName }) };
  });
  return answer.body;
}

interface Patience {
  readonly name: string;
  readonly remainingMilliseconds: () => number;
  readonly tryMilliseconds: number;
}

type Attempt = (timeoutMilliseconds: number) => Promise<JsonAnswer>;

async function patiently(patience: Patience, attempt: Attempt): Promise<JsonAnswer> {
  let mayBeDone = false;
  for (let tries = 1; ; tries += 1) {
    const one = await tried(patience, attempt, mayBeDone);
    if (one.kind === 'answered') return one.answer;
    // All who were throttled at once must not come back at once.
    const pause = 50 * tries * Math.random();
    if (!one.isPassing || tries === mostTries || timeFor(patience) - pause <= reserveMilliseconds) throw one.error;
    mayBeDone ||= one.mayBeDone;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

type Tried =
  | { readonly kind: 'answered'; readonly answer: JsonAnswer }
  | { readonly kind: 'failed'; readonly error: AwsCallError; readonly isPassing: boolean; readonly mayBeDone: boolean };

async function tried(patience: Patience, attempt: Attempt, mayBeDone: boolean): Promise<Tried> {
  const { name } = patience;
  let answer: JsonAnswer;
  try {
    answer = await attempt(Math.max(1, Math.min(patience.tryMilliseconds, timeFor(patience))));
  } catch (cause) {
    return {
      kind: 'failed',
      error: new AwsCallError(`${name} was not answered.`, 'NoAnswer', undefined, cause, mayBeDone),
      isPassing: true,
      mayBeDone: true,
    };
  }
  if (answer.status < 300) return { kind: 'answered', answer };
  const { status, output, errorName = 'without an error name' } = answer;
  const said = `${name} was answered with ${status} ${errorName}: ${messageOf(answer)}`;
  const error = new AwsCallError(said, errorName, output, undefined, mayBeDone);
  const isPassing =
    status >= 500 ||
    status === 429 ||
    /Throttl|TooMany|SlowDown|ProvisionedThroughput|ConditionalRequestConflict/.test(errorName);
  return { kind: 'failed', error, isPassing, mayBeDone: status >= 500 };
}

function timeFor({ remainingMilliseconds }: Patience): number {
  return remainingMilliseconds() - reserveMilliseconds;
}

function messageOf({ output, body }: JsonAnswer): string {
  const said = field(output, 'message') ?? field(output, 'Message') ?? /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  return String(said ?? 'no reason given').slice(0, longestMessage);
}
