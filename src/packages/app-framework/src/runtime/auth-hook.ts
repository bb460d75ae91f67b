import { setTimeout as timer } from 'node:timers/promises';
import { speakerFor } from './app-routes';
import { failedStatus, type OctokitEndpoint, type OctokitRequest, type OctokitResponse } from './octokit-shapes';
import type { InstallationTokenRequest } from './token-request';
import type { InstallationToken, TokenSource } from './token-source';

/** An answer of GitHub to a request that carried a token of a deployment. */
export interface SeenResponse {
  readonly appId: number;
  /** Absent where the App itself asked. */
  readonly installationId?: number;
  readonly status: number;
  readonly headers: OctokitResponse['headers'];
  /** Method and path, as its code writes it. */
  readonly route: string;
  readonly milliseconds: number;
}

export interface AuthHookCollaborators {
  readonly tokens: TokenSource;
  readonly appId: () => number | string | undefined;
  /** The installation to act for; absent where there is none. */
  readonly installation: () => InstallationTokenRequest | undefined;
  /** Where the Octokit has its API; what the request's own defaults say when absent. */
  readonly baseUrl?: () => string | undefined;
  readonly onResponse?: (response: SeenResponse) => void;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

interface Bearer {
  readonly authorization: string;
  readonly appId: number;
  readonly installationId?: number;
}

/**
 * Waits before a token that GitHub refused and the deployment keeps is tried again: it may not be known to all of GitHub yet. After them the
 * token is reported once more, which is longer than deployments take a report of a young token for a mistake.
 */
const pauses = [1_000, 2_000, 3_000, 5_000];

/** Octokit's request hook: puts the right token into each request. */
export function createAuthHook(collaborators: AuthHookCollaborators) {
  const { tokens, onResponse, pause = (milliseconds) => timer(milliseconds) } = collaborators;

  async function send(request: OctokitRequest, endpoint: OctokitEndpoint, bearer: Bearer): Promise<OctokitResponse> {
    const { authorization, ...who } = bearer;
    endpoint.headers.authorization = authorization;
    const begun = performance.now();
    const tell = ({ status, headers }: OctokitResponse) => {
      const route = `${String(endpoint.method)} ${endpoint.url}`;
      onResponse?.({ ...who, status, headers, route, milliseconds: performance.now() - begun });
    };
    try {
      const response = await request(endpoint);
      tell(response);
      return response;
    } catch (error) {
      const response = error instanceof Error && 'response' in error ? error.response : undefined;
      if (isResponse(response)) tell(response);
      throw error;
    }
  }

  async function sendAsApp(request: OctokitRequest, endpoint: OctokitEndpoint): Promise<OctokitResponse> {
    const token = await tokens.appToken({ appId: collaborators.appId() });
    const bearer = (text: string) => ({ authorization: `bearer ${text}`, appId: token.appId });
    try {
      return await send(request, endpoint, bearer(token.token));
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      tokens.forgetAppToken(token);
      if (isConsumed(endpoint)) throw error;
      const another = await tokens.appToken({ appId: token.appId });
      if (another.token === token.token) throw error;
      return send(request, endpoint, bearer(another.token));
    }
  }

  async function sendAsInstallation(
    request: OctokitRequest,
    endpoint: OctokitEndpoint,
    baseUrl: string,
  ): Promise<OctokitResponse> {
    const wanted = collaborators.installation();
    if (!wanted) {
      throw new Error(
        `Only an installation may ask for ${endpoint.url}, and this Octokit was made without one: give auth.installationId, auth.owner or auth.nodeId.`,
      );
    }
    const first = await tokens.installationToken(wanted);
    refuseOtherHost(first, baseUrl);
    try {
      const response = await send(request, endpoint, bearerOf(first));
      if (isRevocation(endpoint)) tokens.forgetInstallationToken(first);
      return response;
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      if (!isConsumed(endpoint)) return sendWithAnother({ request, endpoint, wanted, refused: first, error });
      // The next request finds another token. That nobody can be told of this one now is no reason to hide what GitHub said.
      await tokens.replaceInstallationToken(wanted, first.token).catch(() => undefined);
      throw error;
    }
  }

  async function sendWithAnother({ request, endpoint, wanted, refused, error }: Refused): Promise<OctokitResponse> {
    const token = await tokens.replaceInstallationToken(wanted, refused.token);
    let latest = error;
    for (const milliseconds of token.token === refused.token ? pauses : [0, ...pauses]) {
      if (milliseconds > 0) await pause(milliseconds);
      try {
        return await send(request, endpoint, bearerOf(token));
      } catch (again) {
        if (!isUnauthorized(again)) throw again;
        latest = again;
      }
    }
    const last = await tokens.replaceInstallationToken(wanted, token.token);
    if (last.token === token.token) throw latest;
    return send(request, endpoint, bearerOf(last));
  }

  return async function hook(request: OctokitRequest, route: unknown, parameters?: unknown): Promise<OctokitResponse> {
    const endpoint = request.endpoint.merge(route, parameters);
    // Parameters can be in the host, and a request can name another base: what counts is where it will go, and where the API is.
    const { url } = request.endpoint.parse(endpoint);
    const baseUrl = collaborators.baseUrl?.() ?? request.endpoint.DEFAULTS.baseUrl;
    const speaker = speakerFor(url, baseUrl);
    if (speaker === 'nobody') return request(endpoint);
    return speaker === 'app' ? sendAsApp(request, endpoint) : sendAsInstallation(request, endpoint, baseUrl);
  };
}

/** An App lives on one GitHub: its token is shown to no other, such as the one that an Octokit takes where it is told of none. */
function refuseOtherHost({ appId, gitHubApiUrl }: InstallationToken, baseUrl: string): void {
  if (gitHubApiUrl === undefined || new URL(gitHubApiUrl).host === new URL(baseUrl).host) return;
  throw new Error(
    `App ${appId} lives on ${gitHubApiUrl}, and this Octokit has its API at ${baseUrl}: nothing was sent. Make it with baseUrl ${gitHubApiUrl}; if that is another way to the same GitHub, import the App's key with --github-api-url ${baseUrl}.`,
  );
}

interface Refused {
  readonly request: OctokitRequest;
  readonly endpoint: OctokitEndpoint;
  readonly wanted: InstallationTokenRequest;
  readonly refused: InstallationToken;
  readonly error: unknown;
}

/**
 * An installation token with a JWT inside has two dots, like an App token, for which alone GitHub wants `bearer`: what a token is follows
 * from who handed it out, never from its looks.
 */
function bearerOf({ token, appId, installationId }: InstallationToken): Bearer {
  return { authorization: `token ${token}`, appId, installationId };
}

function isUnauthorized(error: unknown): boolean {
  return failedStatus(error) === 401;
}

/** A body that was read once cannot be sent again: streams of either kind, generators. */
function isConsumed({ data }: OctokitEndpoint): boolean {
  return typeof data === 'object' && data !== null && ('pipe' in data || Symbol.asyncIterator in data);
}

/** The token that was sent with it is no more. */
function isRevocation({ method, url }: OctokitEndpoint): boolean {
  return method === 'DELETE' && /(^|\/)installation\/token$/.test(url);
}

function isResponse(value: unknown): value is OctokitResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value;
}
