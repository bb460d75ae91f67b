import { type HttpHandler, type HttpRequest, type HttpResponse, jsonResponse, serveHttp } from '../http/http-edge';
import type { Binding } from '../install-links/binding';
import type { Bindings } from '../install-links/binding-table';
import type { createLinkMaker } from '../install-links/create-install-link';
import { logError, logRecord } from '../lambda/logger';
import { field, parsedJson } from '../lambda/parsed-json';
import { noSayMessage, sharedMessage, untoldMessage } from './integration-operations';
import type { createRevoke } from './revoke-integration';
import type { StandingRoles } from './standing-roles';
import { patienceSeconds, type SignedInUser, type VerifyToken } from './token-verifier';

export interface ServingCollaborators {
  readonly userOf: VerifyToken;
  /** Seconds to wait where a user asks too much. */
  readonly asks: (userId: string, remainingMilliseconds: () => number) => Promise<number | undefined>;
  readonly bindings: Pick<Bindings, 'ofUser'>;
  readonly roles: Pick<StandingRoles, 'all'>;
  readonly revoke: ReturnType<typeof createRevoke>;
  readonly makeLink: ReturnType<typeof createLinkMaker>;
  /** Apps that people sign in to. */
  readonly apps: readonly { readonly appId: number }[];
  /** Sites whose pages may ask. */
  readonly origins: readonly string[];
}

const paths = /\/api\/v1\/app\/integrations(?:\/([\w-]+))?$/;

/** What front ends ask about the integrations of whoever is signed in to the product: each answer is about the user of the token, and nobody else. */
export function serveIntegrations({
  userOf,
  asks,
  bindings,
  roles,
  revoke,
  makeLink,
  apps,
  origins,
}: ServingCollaborators): HttpHandler {
  async function answer(request: HttpRequest, remaining: () => number): Promise<HttpResponse> {
    const { method, path, headers, query, requestId } = request;
    const found = paths.exec(path);
    if (!found) return failure(404, 'There is nothing here.');
    if (method === 'OPTIONS') return { statusCode: 204, headers: {}, body: '' };
    const user = await userOf(headers.authorization);
    if (user === undefined) {
      return failure(401, 'Send Authorization: Bearer with a token of this product.', { 'www-authenticate': 'Bearer' });
    }
    if (user === 'unsettled') {
      const wait = { 'retry-after': String(patienceSeconds) };
      return failure(503, 'The key of this token is not known yet: send it again.', wait);
    }
    const { userId } = user;
    const waitSeconds = await asks(userId, remaining);
    if (waitSeconds !== undefined) {
      return failure(429, 'Too many requests of this user in a minute.', { 'retry-after': String(waitSeconds) });
    }
    const [, id] = found;
    if (method === 'GET' && (id === undefined || id === 'github')) {
      const integrations = (await roles.all(await bindings.ofUser(userId, remaining), remaining)).map(shown);
      return jsonResponse(200, { success: true, user_id: userId, integrations, total_count: integrations.length });
    }
    if (method === 'POST' && id === undefined) return linkFor(user, request, remaining);
    if (method !== 'DELETE' || id === undefined) return failure(404, 'There is nothing here.');
    const atGitHub = query.get('uninstall') === 'true' ? 'uninstall' : 'leave';
    const revoked = await revoke({ userId, integrationId: id, atGitHub, remaining });
    if (revoked.kind === 'unknown') return failure(404, 'The user has no such integration.');
    if (revoked.kind === 'no say') return failure(403, noSayMessage(revoked.accountLogin));
    if (revoked.kind === 'untold') return failure(403, untoldMessage(revoked.accountLogin));
    if (revoked.kind === 'shared') return failure(409, sharedMessage(revoked.accountLogin));
    logRecord('integration revoked by its user', { userId, integrationId: id, atGitHub, requestId });
    const { binding, leftAtGitHub } = revoked;
    const left = leftAtGitHub === undefined ? {} : { left_at_github: leftAtGitHub };
    return jsonResponse(200, { success: true, user_id: userId, integration: shown(binding), ...left });
  }

  /** The user is the token's, and named as its issuer names them: who sends a link to others makes no installation of theirs look like their own. */
  async function linkFor(user: SignedInUser, { body, requestId }: HttpRequest, remaining: () => number) {
    const said = body.length === 0 ? {} : parsedJson(body.toString('utf8'));
    const [only, ...others] = apps;
    const appId = field(said, 'app_id') ?? (others.length === 0 ? only?.appId : undefined);
    const link = typeof appId === 'number' ? await makeLink({ appId, ...user }, remaining) : undefined;
    if (!link) {
      const known = apps.map((app) => app.appId).join(', ');
      return failure(400, `Say which App is to be installed, as {"app_id": NUMBER}: people sign in to ${known} here.`);
    }
    logRecord('install link made by its user', { userId: user.userId, appId, requestId });
    const { url, expirationTime } = link;
    return jsonResponse(201, { success: true, user_id: user.userId, url, expires_at: expirationTime.toISOString() });
  }

  return serveHttp(async (request, context) => {
    const remaining = () => context.getRemainingTimeInMillis() - 1_000;
    const allowed = origins.find((origin) => origin === request.headers.origin);
    try {
      return withOrigin(await answer(request, remaining), allowed);
    } catch (error) {
      const { requestId } = request;
      logError('integrations could not be served', error, { requestId });
      return withOrigin(failure(500, `The service failed. Its log has the reason under ${requestId}.`), allowed);
    }
  });
}

function shown({ integrationId, accountLogin, accountType, installationId, status, createdAt, endedAt }: Binding) {
  return {
    id: integrationId,
    integration_id: 'github_app',
    provider: 'github',
    integration_type: 'github',
    name: 'GitHub App Integration',
    is_active: status === 'active',
    status,
    created_at: createdAt.toISOString(),
    ...(endedAt && status !== 'active' && status !== 'suspended' && { ended_at: endedAt.toISOString() }),
    credential_data: {
      // As text: ids pass what some front ends can count.
      installation_id: String(installationId),
      setup_action: 'install',
      account_login: accountLogin,
      account_type: accountType,
    },
  };
}

function failure(status: number, error: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return jsonResponse(status, { success: false, error }, headers);
}

/** Of an answer that depends on who asks, nothing is kept on the way. */
function withOrigin(response: HttpResponse, origin: string | undefined): HttpResponse {
  const cors = origin !== undefined && {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': 'authorization, content-type',
    // Pages of another site see no header that is not named.
    'access-control-expose-headers': 'retry-after',
  };
  return { ...response, headers: { ...response.headers, vary: 'origin', ...cors } };
}
