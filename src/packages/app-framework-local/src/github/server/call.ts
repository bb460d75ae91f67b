import type { Writable } from 'node:stream';
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../apps/apps';
import type { InstallationToken } from '../tokens/tokens';
import { badCredentials, GitHubError, requiresAuthentication, suspended } from './github-error';
import type { Credential, Identity } from './identity';

/** What the edge knows of a request before its route runs. */
export interface Call {
  readonly credential: Credential | undefined;
  readonly identity: Identity;
  /** The API's base URL as the caller wrote it: links in bodies begin with it. */
  readonly base: string;
  readonly url: URL;
}

export interface ApiEnvironment {
  /** The connection's writing end, for faults that need to know when the caller has gone. */
  Bindings: { outgoing: Writable };
  Variables: { call: Call };
}

export type ApiContext = Context<ApiEnvironment>;
export type ApiMiddleware = MiddlewareHandler<ApiEnvironment>;

/** Where GitHub Enterprise Server has its REST API. */
export const enterpriseServerPrefix = '/api/v3';

export function pathWithoutPrefix(pathname: string): string {
  if (pathname === '/api/graphql') return '/graphql';
  const isPrefixed = pathname === enterpriseServerPrefix || pathname.startsWith(`${enterpriseServerPrefix}/`);
  return isPrefixed ? pathname.slice(enterpriseServerPrefix.length) || '/' : pathname;
}

/** The App that calls. @throws GitHubError 401 (404 for an unknown App) for everything but a valid App JWT. */
export function callingApp(c: ApiContext): App {
  const { identity } = c.var.call;
  if (identity.kind === 'app') return identity.app;
  if (identity.kind === 'refusedJwt') throw new GitHubError(identity.refusal.status, identity.refusal.message);
  throw new GitHubError(401, 'A JSON web token could not be decoded');
}

/** The installation token that calls. @throws GitHubError 401 for anything else, 403 while the installation is suspended. */
export function callingToken(c: ApiContext): InstallationToken {
  const { identity } = c.var.call;
  if (identity.kind === 'anonymous') throw requiresAuthentication();
  if (identity.kind !== 'installation') throw badCredentials();
  if (identity.token.installation.suspendedAt !== undefined) throw suspended();
  return identity.token;
}

/** Refuses who shows something, but nothing good: routes that are open to all are closed to them. */
export function refuseBadCredentials(c: ApiContext): void {
  const { kind } = c.var.call.identity;
  if (kind !== 'anonymous' && kind !== 'user') callingToken(c);
}

/** The request's JSON object; no body counts as an empty one. @throws GitHubError 400 for anything else. */
export async function jsonObject(c: ApiContext): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GitHubError(400, 'Body should be a JSON object');
  }
  return { ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
}
