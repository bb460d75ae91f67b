import type { FunctionCall } from './invoke-function';
import { endpointOf } from './service-endpoint';
import { signedRequest } from './signed-request';

/** Has a function begin, called as this function's role, and does not wait for its end. @throws Error where that was not taken */
export async function startFunction(call: FunctionCall): Promise<void> {
  const name = encodeURIComponent(call.functionName);
  const { status, body } = await signedRequest({
    service: 'lambda',
    url: `${endpointOf('lambda')}/2015-03-31/functions/${name}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(call.input),
    timeoutMilliseconds: call.timeoutMilliseconds,
  });
  if (status === 202) return;
  throw new Error(`The function ${call.functionName} was to begin, and ${status} came back: ${body.slice(0, 300)}`);
}
