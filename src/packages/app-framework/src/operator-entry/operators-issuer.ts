import { createHash } from 'node:crypto';
import { field, parsedJson, textsIn } from '../lambda/parsed-json';

/** Who says who operators are, as OIDC has it. */
export interface OperatorsIssuer {
  /** As tokens say it in `iss`. */
  readonly issuer: string;
  /** Id of the client, for whom its tokens are. */
  readonly audience: string;
  /** Secret of the client in Secrets Manager; absent where it has none. */
  readonly clientSecretArn?: string;
  readonly scopes: readonly string[];
  /** Claim of a token, and its values of which one lets in. */
  readonly claim: string;
  readonly values: readonly string[];
}

/** One try to sign in, which the browser that began it keeps. All of it is random. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** What came of a code. */
export type Judged =
  | { readonly kind: 'operator'; readonly subject: string }
  | { readonly kind: 'not allowed'; readonly subject: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface IssuerCollaborators {
  readonly issuer: OperatorsIssuer;
  /** Of the client; absent where it has none. */
  readonly secretOf?: (remainingMilliseconds: () => number) => Promise<string>;
  readonly redirectUrl: string;
  readonly now: () => Date;
}

interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly takesBasic: boolean;
}

export type Issuer = ReturnType<typeof createIssuer>;
type Remaining = () => number;

const longestMilliseconds = 5_000;
/** Clocks differ. */
const leewaySeconds = 60;

/**
 * The issuer, by its code flow with PKCE (https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth). A token comes from the issuer itself,
 * over TLS, and never through a browser, so that TLS vouches for it in the place of its signature (section 3.1.3.7, number 6).
 */
export function createIssuer({ issuer: settings, secretOf, redirectUrl, now }: IssuerCollaborators) {
  const { issuer, audience, scopes, claim, values } = settings;
  let known: Endpoints | undefined;

  /** @throws Error where the issuer does not say them, or says those of another */
  async function endpoints(remaining: Remaining): Promise<Endpoints> {
    if (known) return known;
    const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
    const { status, text } = await ask(url, {}, remaining);
    const said = parsedJson(text);
    const [name, authorization, token] = textsIn(said, ['issuer', 'authorization_endpoint', 'token_endpoint']);
    if (status !== 200 || name !== issuer || !isSafe(authorization) || !isSafe(token)) {
      throw new Error(`${url} answered ${status} and names no endpoints of ${issuer}: are the issuer's letters exact?`);
    }
    const methods = field(said, 'token_endpoint_auth_methods_supported');
    // What is not said means this one.
    const takesBasic = !Array.isArray(methods) || methods.includes('client_secret_basic');
    known = { authorization, token, takesBasic };
    return known;
  }

  const isSafe = (url: string | undefined): url is string =>
    url !== undefined && URL.canParse(url) && new URL(url).protocol === new URL(issuer).protocol;

  async function exchange(code: string, verifier: string, remaining: Remaining): Promise<unknown> {
    const { token, takesBasic } = await endpoints(remaining);
    const secret = await secretOf?.(remaining);
    const form = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUrl, code_verifier: verifier },
      ...(secret === undefined || !takesBasic ? { client_id: audience } : {}),
      ...(secret !== undefined && !takesBasic && { client_secret: secret }),
    });
    const basic = [audience, secret ?? ''].map(encodeURIComponent).join(':');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...(secret !== undefined && takesBasic && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    };
    const { status, text } = await ask(token, { method: 'POST', headers, body: form.toString() }, remaining);
    if (status >= 500) throw new Error(`The issuer ${issuer} answered ${status} to a code.`);
    return parsedJson(text);
  }

  return {
    /** Where a browser signs in. */
    async signInUrl({ state, nonce, verifier }: Attempt, remaining: Remaining): Promise<string> {
      const url = new URL((await endpoints(remaining)).authorization);
      const query = {
        ...{ response_type: 'code', client_id: audience, redirect_uri: redirectUrl, state, nonce },
        ...{ scope: ['openid', ...scopes].join(' '), code_challenge_method: 'S256' },
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },

    /** Who came back with a code, and whether they are let in. @throws Error where the issuer fails: then nothing is known of them */
    async judge(code: string, { nonce, verifier }: Attempt, remaining: Remaining): Promise<Judged> {
      const answer = await exchange(code, verifier, remaining);
      const [token, error] = textsIn(answer, ['id_token', 'error']);
      if (token === undefined) return { kind: 'refused', reason: `the issuer gave no token: ${error ?? 'no reason'}` };
      const claims = parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
      const fault = faultOf(claims, nonce);
      if (fault !== undefined) return { kind: 'refused', reason: fault };
      const subject = String(field(claims, 'sub'));
      return { kind: isOperator(claims) ? 'operator' : 'not allowed', subject };
    },
  };

  function faultOf(claims: unknown, nonce: string): string | undefined {
    const [iss, aud, azp, sub, end] = ['iss', 'aud', 'azp', 'sub', 'exp'].map((name) => field(claims, name));
    if (iss !== issuer) return 'the token is of another issuer';
    const audiences = Array.isArray(aud) ? aud : [aud];
    if (!audiences.includes(audience)) return 'the token is for another client';
    if (azp !== undefined ? azp !== audience : audiences.length > 1) return 'the token was given to another client';
    if (typeof end !== 'number' || end + leewaySeconds < now().getTime() / 1_000) return 'the token is over';
    if (field(claims, 'nonce') !== nonce) return 'the token is of another sign-in';
    return typeof sub === 'string' && sub !== '' ? undefined : 'the token names nobody';
  }

  function isOperator(claims: unknown): boolean {
    const said = field(claims, claim);
    // Whoever gives any address is not who has it.
    if (claim === 'email' && field(claims, 'email_verified') !== true) return false;
    return (Array.isArray(said) ? said : [said]).some((one) => typeof one === 'string' && values.includes(one));
  }
}

async function ask(url: string, init: RequestInit, remaining: Remaining): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(Math.max(1, Math.min(longestMilliseconds, remaining())));
  const headers = { accept: 'application/json', 'user-agent': 'app-framework-for-github-apps-on-aws', ...init.headers };
  const answer = await fetch(url, { ...init, headers, redirect: 'error', signal });
  return { status: answer.status, text: await answer.text() };
}
