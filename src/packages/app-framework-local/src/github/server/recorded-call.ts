import type { World } from '../world/world';
import { type ApiMiddleware, enterpriseServerPrefix, pathWithoutPrefix } from './call';
import { type Identity, readCredential } from './identity';

/** Finds out who calls, and notes the request and the secrets in it. */
export function identifyAndRecord({ identify, requests, secrets, clock }: World): ApiMiddleware {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const credential = readCredential(c.req.header('authorization'));
    if (credential !== undefined) secrets.noteCredential(credential);
    const identity = identify(credential);
    const path = pathWithoutPrefix(url.pathname);
    const base = `${url.origin}${path === url.pathname ? '' : enterpriseServerPrefix}`;
    c.set('call', { credential, identity, base, url });

    const noteAnswer = requests.begin({
      method: c.req.method,
      path: url.pathname,
      // What a browser carries there is secret: codes, states, challenges.
      query: /^\/(login|settings|organizations)/.test(path) ? {} : Object.fromEntries(url.searchParams),
      ...callerIds(identity, path),
      at: new Date(clock.milliseconds()).toISOString(),
    });
    await next();
    if (!c.env.outgoing.destroyed) noteAnswer(c.res.status);
  };
}

function callerIds(identity: Identity, path: string): { appId?: number; installationId?: number; userId?: number } {
  if (identity.kind === 'user') return { appId: identity.token.app.id, userId: identity.token.user.id };
  if (identity.kind === 'installation') {
    const { id, app } = identity.token.installation;
    return { appId: app.id, installationId: id };
  }
  const named = /^\/app\/installations\/(\d{1,15})(?!\d)/.exec(path)?.[1];
  return {
    ...(identity.kind === 'app' ? { appId: identity.app.id } : {}),
    ...(named === undefined ? {} : { installationId: Number(named) }),
  };
}
