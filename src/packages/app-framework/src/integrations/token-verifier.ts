import {
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidIssuerError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { assertIsSignatureJwk, type fetchJwk, findJwkInJwks, type Jwk, type Jwks } from 'aws-jwt-verify/jwk';
import { verifyJwt } from 'aws-jwt-verify/jwt-verifier';
import { logError, logInfo } from '../lambda/logger';
import { field, parsedJson } from '../lambda/parsed-json';

/** Who says who users are, as OIDC has it. */
export interface OidcIssuer {
  /** As tokens say it in `iss`. */
  readonly issuer: string;
  /** Ids of the clients whose tokens are taken. */
  readonly audience: readonly string[];
  /** Where tokens name their client: access tokens of some issuers have no `aud`. */
  readonly audienceIn: 'aud' | 'client_id';
  /** What users are called by: the subject alone, or after the issuer and a `#`, for another issuer may call somebody else so. */
  readonly subjects: 'plain' | 'with issuer';
  /** Where its keys are. */
  readonly jwksUri: string;
}

export interface VerifyingOptions {
  readonly issuers: readonly OidcIssuer[];
  readonly timeoutMilliseconds?: number;
  readonly now?: () => Date;
}

/** Who is signed in. */
export interface SignedInUser {
  readonly userId: string;
  /** How pages name the user: what the issuer vouches for, and nothing that the user may choose. */
  readonly label: string;
}

/**
 * The user of a token that holds; absent for every other one. `unsettled` where it names a key that its issuer may not be asked for yet: nobody is
 * to be signed out by that, for the key may be new.
 * @throws KeysUnknownError where the keys are not to be had, by which nobody is to be signed out either
 */
export type VerifyToken = (authorization: string | undefined) => Promise<SignedInUser | 'unsettled' | undefined>;

/** An issuer is asked for its keys no more often, whatever tokens name and whatever came of it. */
export const patienceSeconds = 10;
/** As jose asks anew: https://github.com/panva/jose/blob/main/docs/jwks/remote/interfaces/RemoteJWKSetOptions.md */
const renewalSeconds = 600;
/** As API Gateway keeps keys: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer-keys.html */
const longestSeconds = 3_600;
/** Issuers list some keys, of 2,000 bytes each with their certificates. */
const mostBytes = 100_000;

/**
 * Verifies tokens by the keys of their issuers. An issuer is asked for them when a token names one that is not known, and after ten minutes; where
 * it does not tell them then, those that are known count for an hour. It is asked once in ten seconds at most. A list of more than 100,000 bytes
 * counts as none.
 */
export function createTokenVerifier({
  issuers,
  timeoutMilliseconds = 3_000,
  now = () => new Date(),
}: VerifyingOptions): VerifyToken {
  const keyOf = createKnownKeys({ ask: (uri) => askedKeys(uri, timeoutMilliseconds), now });

  return async function userOf(authorization) {
    const [, token, claims = ''] = /^Bearer ([\w-]+\.([\w-]+)\.[\w-]+)$/.exec(authorization ?? '') ?? [];
    if (token === undefined) return undefined;
    try {
      const named = field(parsedJson(Buffer.from(claims, 'base64url').toString()), 'iss');
      const from = issuers.find(({ issuer }) => issuer === named);
      if (!from) throw new JwtInvalidIssuerError('The token is of another issuer', named);
      const { sub, email, email_verified: isVerified } = await verifyJwt(token, from.jwksUri, checksOf(from), keyOf);
      if (typeof sub !== 'string') return undefined;
      const userId = from.subjects === 'plain' ? sub : `${from.issuer}#${sub}`;
      // A subject that reads as another issuer's user is nobody.
      const isForeign = from.subjects === 'plain' && issuers.some(({ issuer }) => sub.startsWith(`${issuer}#`));
      if (isForeign || !/^[\x21-\x7e]{1,256}$/.test(userId)) return undefined;
      const isLabel = isVerified === true && typeof email === 'string' && /^[^\p{C}\s]{1,256}$/u.test(email);
      return { userId, label: isLabel ? email : userId };
    } catch (error) {
      if (error instanceof KeysUnknownError) throw error;
      // All else is of the token: Node.js throws for signatures that are none, too.
      // What a token says stands behind a colon, and the library's errors have no names.
      logInfo('a token was refused', { reason: /^[^:]*/.exec(Object(error).message)?.[0] });
      // A stranger may have seen to it that the keys were asked for just now.
      return error instanceof WaitPeriodNotYetEndedJwkError ? 'unsettled' : undefined;
    }
  };
}

/** What the token of an issuer must say. */
function checksOf({ issuer, audience, audienceIn }: OidcIssuer) {
  return {
    issuer,
    audience: audienceIn === 'aud' ? [...audience] : null,
    customJwtCheck: ({ payload }: { readonly payload: unknown }) => {
      const [end, client] = [field(payload, 'exp'), field(payload, 'client_id')];
      if (typeof end !== 'number') throw new JwtExpiredError('The token has no end', end);
      if (audienceIn === 'client_id' && !audience.includes(String(client)))
        throw new JwtInvalidAudienceError('The token is of another client', client);
    },
  };
}

/** Says nothing of a token. */
class KeysUnknownError extends Error {
  override readonly name = 'KeysUnknownError';
}

interface KnownKeysCollaborators {
  /** Gets the list of an issuer. @throws Error where it is not to be had */
  readonly ask: (uri: string) => Promise<Jwks>;
  readonly now: () => Date;
}

/**
 * Finds keys of issuers, for the time that they count. Strangers name what keys they like, and whoever uses a product sends a token with each request:
 * an issuer is asked no more often by either.
 */
function createKnownKeys({ ask, now }: KnownKeysCollaborators): typeof fetchJwk {
  const known = new Map<string, { readonly at: number; readonly jwks: Jwks }>();
  /** How an issuer was asked last, and for which key. */
  const asked = new Map<string, { readonly at: number; readonly kid: string; readonly answer: Promise<Jwks> }>();
  const seconds = () => now().getTime() / 1_000;

  async function askAnew(uri: string): Promise<Jwks> {
    const jwks = await ask(uri);
    known.set(uri, { at: seconds(), jwks });
    return jwks;
  }

  return async function keyOf(uri, { header: { kid } }) {
    if (typeof kid !== 'string') throw new JwtWithoutValidKidError('The token names no key');
    const [at, kept, before] = [seconds(), known.get(uri), asked.get(uri)];
    const age = at - (kept?.at ?? 0);
    const key = kept && age < longestSeconds ? findJwkInJwks(kept.jwks, kid) : undefined;
    if (key && age < renewalSeconds) return key;
    const isEarly = before !== undefined && at < before.at + patienceSeconds;
    const asking = isEarly ? before : { at, kid, answer: askAnew(uri) };
    asked.set(uri, asking);
    try {
      const told = findJwkInJwks(await asking.answer, kid);
      if (told) return told;
    } catch (cause) {
      if (!isEarly && key) logError('the keys of an issuer could not be asked for anew', cause, { uri });
      if (key) return key;
      const when = isEarly ? `, which is asked again after ${patienceSeconds} seconds` : '';
      throw new KeysUnknownError(`The keys of an issuer were not to be had at ${uri}${when}.`, { cause });
    }
    if (asking.kid === kid) throw new KidNotFoundInJwksError('Its issuer has no such key');
    throw new WaitPeriodNotYetEndedJwkError('Its issuer was asked for another key');
  };
}

/** @throws Error where they are not to be had, or too long */
async function askedKeys(uri: string, timeoutMilliseconds: number): Promise<Jwks> {
  const headers = { accept: 'application/json', 'user-agent': 'app-framework-for-github-apps-on-aws' };
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const answer = await fetch(uri, { headers, redirect: 'error', signal });
  if (!answer.ok) throw new Error(`The keys of an issuer were asked for at ${uri}, which answered ${answer.status}.`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new Error(
        `The keys of an issuer were asked for at ${uri}, which answered with more than ${mostBytes} bytes: that is no list of its keys. Look at its jwksUri.`,
      );
    chunks.push(chunk);
  }
  return signingKeysIn(Buffer.concat(chunks).toString());
}

/**
 * Issuers list keys that sign nothing, too, such as those that encrypt: whoever names one names none, and has no others forgotten.
 * @throws Error where there is none that signs
 */
function signingKeysIn(text: string): Jwks {
  const listed = field(parsedJson(text), 'keys');
  const keys = Array.isArray(listed) ? listed.filter(isSigning) : [];
  if (keys.length === 0) throw new Error('An issuer lists no key that signs.');
  return { keys };
}

function isSigning(key: Jwk): key is Jwk {
  try {
    assertIsSignatureJwk(key);
    return true;
  } catch {
    return false;
  }
}
