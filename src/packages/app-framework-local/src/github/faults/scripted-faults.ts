import { once } from 'node:events';
import { type ApiContext, type ApiMiddleware, pathWithoutPrefix } from '../server/call';
import type { World } from '../world/world';
import type { FaultPlan } from './faults';

/** Lets the scripted fault that matches happen, if there is one. */
export function scriptedFaults({ faults }: World): ApiMiddleware {
  return async (c, next) => {
    const { url } = c.var.call;
    const fault = faults.take({ method: c.req.method, paths: [url.pathname, pathWithoutPrefix(url.pathname)] });
    if (fault === undefined) return next();
    if (fault.done === true) await next();
    if (fault.silent === true) return silence(c);
    if (fault.delayMilliseconds !== undefined) await faults.wait(fault.delayMilliseconds);
    if (fault.status === undefined) return fault.done === true ? undefined : next();
    const answer = faultAnswer(fault, fault.status);
    if (fault.done !== true) return answer;
    // What was answered already counts more than what a middleware returns, and its headers are not wanted.
    c.res = undefined;
    c.res = answer;
    return undefined;
  };
}

async function silence(c: ApiContext): Promise<Response> {
  const { outgoing } = c.env;
  if (!outgoing.destroyed) await once(outgoing, 'close');
  return c.body(null);
}

function faultAnswer({ headers, body }: FaultPlan, status: number): Response {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const content = isText ? body : JSON.stringify(body ?? { message: `Scripted answer ${status}` });
  const canHaveBody = status !== 204 && status !== 304;
  return new Response(canHaveBody ? content : null, { status, headers: { 'content-type': type, ...headers } });
}
