import { field, parsedJson } from '../lambda/parsed-json';
import { endpointOf } from './service-endpoint';
import { signedRequest } from './signed-request';

interface Asked {
  readonly input: object;
  readonly timeoutMilliseconds: number;
}

export interface FunctionUrlCall extends Asked {
  /** URL of the function. */
  readonly url: string;
}

export interface FunctionCall extends Asked {
  readonly functionName: string;
}

/** One call of a function behind an IAM-protected URL, signed as this function's role; no output where it is no JSON. @throws Error when there is no whole answer in time */
export async function callFunctionUrl(call: FunctionUrlCall): Promise<{ status: number; output: unknown }> {
  const { status, body } = await sent(call);
  return { status, output: parsedJson(body) };
}

/** What a function answers, called as this function's role. @throws Error where it was not called, failed, or did not answer in time */
export async function invokeFunction(call: FunctionCall): Promise<unknown> {
  const { status, headers, body } = await sent({ ...call, url: invocationsOf(call) });
  const answer: unknown = body === '' ? undefined : JSON.parse(body);
  if (status === 200 && headers['x-amz-function-error'] === undefined) return answer;
  const said =
    field(answer, 'errorMessage') ?? field(answer, 'Message') ?? field(answer, 'message') ?? 'no reason given';
  throw new Error(
    `The function ${call.functionName} was called, and answered ${status}: ${String(said).slice(0, 300)}`,
  );
}

/** Has a function begin, called as this function's role, and does not wait for its end. @throws Error where that was not taken */
export async function startFunction(call: FunctionCall): Promise<void> {
  const headers = { 'x-amz-invocation-type': 'Event' };
  const { status, body } = await sent({ ...call, url: invocationsOf(call) }, headers);
  if (status === 202) return;
  throw new Error(`The function ${call.functionName} was to begin, and ${status} came back: ${body.slice(0, 300)}`);
}

function sent({ url, input, timeoutMilliseconds }: FunctionUrlCall, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  return signedRequest({ service: 'lambda', url, headers: all, body: JSON.stringify(input), timeoutMilliseconds });
}

function invocationsOf({ functionName }: FunctionCall): string {
  return `${endpointOf('lambda')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
}
