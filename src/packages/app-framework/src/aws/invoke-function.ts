import { field } from '../lambda/parsed-json';
import { endpointOf } from './service-endpoint';
import { signedRequest } from './signed-request';

export interface FunctionCall {
  readonly functionName: string;
  readonly input: object;
  readonly timeoutMilliseconds: number;
}

/** What a function answers, called as this function's role. @throws Error where it was not called, failed, or did not answer in time */
export async function invokeFunction({ functionName, input, timeoutMilliseconds }: FunctionCall): Promise<unknown> {
  const { status, headers, body } = await signedRequest({
    service: 'lambda',
    url: `${endpointOf('lambda')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    timeoutMilliseconds,
  });
  const answer: unknown = body === '' ? undefined : JSON.parse(body);
  if (status === 200 && headers['x-amz-function-error'] === undefined) return answer;
  const said =
    field(answer, 'errorMessage') ?? field(answer, 'Message') ?? field(answer, 'message') ?? 'no reason given';
  throw new Error(`The function ${functionName} was called, and answered ${status}: ${String(said).slice(0, 300)}`);
}
