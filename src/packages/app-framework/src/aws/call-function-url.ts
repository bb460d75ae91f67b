import { parsedJson } from '../lambda/parsed-json';
import { signedRequest } from './signed-request';

export interface FunctionUrlCall {
  /** URL of the function. */
  readonly url: string;
  readonly input: object;
  readonly timeoutMilliseconds: number;
}

export interface FunctionUrlAnswer {
  readonly status: number;
  /** Absent where it is no JSON. */
  readonly output: unknown;
}

/** One call of a function behind an IAM-protected URL, signed as this function's role. @throws Error when there is no whole answer in time */
export async function callFunctionUrl({
  url,
  input,
  timeoutMilliseconds,
}: FunctionUrlCall): Promise<FunctionUrlAnswer> {
  const { status, body } = await signedRequest({
    service: 'lambda',
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    timeoutMilliseconds,
  });
  return { status, output: parsedJson(body) };
}
