import { createTimedFetch } from './timed-fetch';
import { webUrlOf } from './web-url';

/** What an App is for GitHub's OAuth. */
export interface OAuthClient {
  /** Base of the REST API. */
  readonly apiUrl: string;
  readonly clientId: string;
  /** Pairs that the device flow made are refreshed without one. */
  readonly clientSecret?: string | undefined;
}

/** A pair as GitHub hands it out; what never ends has no end. */
export interface OAuthGrant {
  readonly accessToken: string;
  readonly expiresInSeconds?: number;
  readonly refreshToken?: string;
  readonly refreshExpiresInSeconds?: number;
  readonly scope: string;
}

/** GitHub's word is no. `error` is one of its names, such as `bad_refresh_token`. */
export interface OAuthRefusal {
  readonly kind: 'refused';
  readonly error: string;
  readonly description: string;
}

/** Nobody knows: no answer in time, an answer that is no JSON, a 5xx, a success without a token. It says nothing about the pair. */
export interface OAuthSilence {
  readonly kind: 'unavailable';
  readonly message: string;
}

export type OAuthOutcome = { readonly kind: 'granted'; readonly grant: OAuthGrant } | OAuthRefusal | OAuthSilence;
/** `unknown`: GitHub knows no such token, any more or yet. */
export type Revocation = { readonly kind: 'revoked' } | { readonly kind: 'unknown' } | OAuthRefusal | OAuthSilence;
export type DeviceOutcome = { readonly kind: 'started'; readonly device: DeviceCode } | OAuthRefusal | OAuthSilence;

/** What a person enters on another device. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

export interface OAuthOptions {
  readonly timeoutMilliseconds?: number;
  readonly userAgent?: string;
  /** How requests are sent, for those who go through a proxy. */
  readonly fetch?: typeof fetch;
}

/** A call with all the time that there is for it. */
export interface Timed {
  readonly remainingMilliseconds: () => number;
}

export type GitHubOAuth = ReturnType<typeof createGitHubOAuth>;

/**
 * GitHub's OAuth for Apps (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app).
 * Each call is tried once and never throws for what GitHub or the network does: a code or a refresh token that was used may be gone.
 */
export function createGitHubOAuth(options: OAuthOptions = {}) {
  const { timeoutMilliseconds = 10_000, userAgent = 'app-framework-for-github-apps-on-aws' } = options;

  const post = (client: OAuthClient, path: string, form: object, timed: Timed) =>
    ask(`${webUrlOf(client.apiUrl)}${path}`, { method: 'POST', body: JSON.stringify(form) }, timed);
  const token = async (client: OAuthClient, form: object, timed: Timed): Promise<OAuthOutcome> => {
    const { clientId: client_id, clientSecret: client_secret } = client;
    const answer = await post(client, '/login/oauth/access_token', { client_id, client_secret, ...form }, timed);
    return answer.kind === 'answered' ? granted(answer) : answer;
  };
  const revoke = async (client: OAuthClient, what: 'token' | 'grant', accessToken: string, timed: Timed) => {
    const { apiUrl, clientId, clientSecret = '' } = client;
    const answer = await ask(
      `${apiUrl.replace(/\/+$/, '')}/applications/${encodeURIComponent(clientId)}/${what}`,
      {
        method: 'DELETE',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: JSON.stringify({ access_token: accessToken }),
      },
      timed,
    );
    return answer.kind === 'answered' ? revoked(answer) : answer;
  };

  return {
    /** The pair for a code of the callback. */
    exchange(
      client: OAuthClient,
      { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
      timed: Timed,
    ): Promise<OAuthOutcome> {
      return token(client, { code, redirect_uri: redirectUri, code_verifier: verifier }, timed);
    },

    /** The next pair: the refresh token that is given is used up by that. */
    refresh(client: OAuthClient, refreshToken: string, timed: Timed): Promise<OAuthOutcome> {
      return token(client, { grant_type: 'refresh_token', refresh_token: refreshToken }, timed);
    },

    async startDevice(client: OAuthClient, timed: Timed): Promise<DeviceOutcome> {
      const answer = await post(client, '/login/device/code', { client_id: client.clientId }, timed);
      return answer.kind === 'answered' ? started(answer) : answer;
    },

    /** What became of it: `authorization_pending`, `slow_down`, `expired_token` and `access_denied` are refusals. */
    deviceToken({ clientSecret: _, ...client }: OAuthClient, deviceCode: string, timed: Timed): Promise<OAuthOutcome> {
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
      return token(client, { grant_type, device_code: deviceCode }, timed);
    },

    /** Ends this one token; others of the same person and App go on. */
    revokeToken: (client: OAuthClient, accessToken: string, timed: Timed): Promise<Revocation> =>
      revoke(client, 'token', accessToken, timed),

    /** Ends every token of the person for this App. */
    revokeGrant: (client: OAuthClient, accessToken: string, timed: Timed): Promise<Revocation> =>
      revoke(client, 'grant', accessToken, timed),
  };

  async function ask(url: string, init: RequestInit, { remainingMilliseconds }: Timed): Promise<Answer | OAuthSilence> {
    const send = createTimedFetch({
      timeoutMilliseconds,
      remainingMilliseconds,
      ...(options.fetch && { send: options.fetch }),
    });
    try {
      const response = await send(url, {
        ...init,
        redirect: 'error',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'user-agent': userAgent,
          ...init.headers,
        },
      });
      const { status } = response;
      const body: unknown = await response.json().catch(() => undefined);
      if (status >= 500 || status === 429) return silence(`it answered ${status}`);
      return { kind: 'answered', status, body };
    } catch (error) {
      return silence(error instanceof Error ? error.message : String(error));
    }
  }
}

interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** Absent where it is no JSON. */
  readonly body: unknown;
}

function granted(answer: Answer): OAuthOutcome {
  const refusal = refusalIn(answer);
  if (refusal) return refusal;
  const accessToken = textAt(answer.body, 'access_token');
  if (accessToken === undefined) return silence(`it answered ${answer.status} without a token`);
  const expiresInSeconds = numberAt(answer.body, 'expires_in');
  const refreshToken = textAt(answer.body, 'refresh_token');
  const refreshExpiresInSeconds = numberAt(answer.body, 'refresh_token_expires_in');
  const grant: OAuthGrant = {
    accessToken,
    ...(expiresInSeconds !== undefined && { expiresInSeconds }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(refreshExpiresInSeconds !== undefined && { refreshExpiresInSeconds }),
    scope: textAt(answer.body, 'scope') ?? '',
  };
  return { kind: 'granted', grant };
}

function started(answer: Answer): DeviceOutcome {
  const refusal = refusalIn(answer);
  if (refusal) return refusal;
  const { body } = answer;
  const deviceCode = textAt(body, 'device_code');
  const userCode = textAt(body, 'user_code');
  const verificationUri = textAt(body, 'verification_uri');
  if (deviceCode === undefined || userCode === undefined || verificationUri === undefined) {
    return silence(`it answered ${answer.status} without a device code`);
  }
  const expiresInSeconds = numberAt(body, 'expires_in') ?? 900;
  const intervalSeconds = numberAt(body, 'interval') ?? 5;
  return { kind: 'started', device: { deviceCode, userCode, verificationUri, expiresInSeconds, intervalSeconds } };
}

function revoked(answer: Answer): Revocation {
  if (answer.status < 300) return { kind: 'revoked' };
  if (answer.status === 404 || answer.status === 422) return { kind: 'unknown' };
  return (
    refusalIn(answer) ?? {
      kind: 'refused',
      error: String(answer.status),
      description: textAt(answer.body, 'message') ?? '',
    }
  );
}

/** GitHub answers most refusals with 200 (https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors). */
function refusalIn({ body }: Answer): OAuthRefusal | undefined {
  const error = textAt(body, 'error');
  if (error === undefined) return undefined;
  return { kind: 'refused', error, description: textAt(body, 'error_description') ?? '' };
}

function silence(what: string): OAuthSilence {
  return { kind: 'unavailable', message: `GitHub was asked and ${what}.` };
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = at(holder, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberAt(holder: unknown, name: string): number | undefined {
  const value = at(holder, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function at(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
