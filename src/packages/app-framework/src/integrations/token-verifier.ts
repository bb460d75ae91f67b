import {
  JwksValidationError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { assertIsSignatureJwk, isJwk, type Jwk, type Jwks, type PenaltyBox, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { logInfo } from '../lambda/logger';
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
 * @throws Error where the keys are not to be had, by which nobody is to be signed out either
 */
export type VerifyToken = (authorization: string | undefined) => Promise<SignedInUser | 'unsettled' | undefined>;

/** So long an issuer is not asked again that had no such key, or no keys. */
export const patienceSeconds = 10;

/** Verifies tokens by the keys of their issuers, which are fetched once and again when a token names a new one. */
export function createTokenVerifier({
  issuers,
  timeoutMilliseconds = 3_000,
  now = () => new Date(),
}: VerifyingOptions): VerifyToken {
  const fetcher = {
    fetch: async (uri: string): Promise<ArrayBuffer> => {
      const headers = { accept: 'application/json', 'user-agent': 'app-framework-for-github-apps-on-aws' };
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const answer = await fetch(uri, { headers, redirect: 'error', signal });
      if (!answer.ok)
        throw new Error(`The keys of an issuer were asked for at ${uri}, which answered ${answer.status}.`);
      return answer.arrayBuffer();
    },
  };
  const verifier = JwtVerifier.create(
    issuers.map(({ issuer, audience, audienceIn, jwksUri }) => ({
      issuer,
      jwksUri,
      audience: audienceIn === 'aud' ? [...audience] : null,
      customJwtCheck: ({ payload }: { readonly payload: unknown }) => {
        const [end, client] = [field(payload, 'exp'), field(payload, 'client_id')];
        if (typeof end !== 'number') throw new JwtExpiredError('The token has no end', end);
        if (audienceIn === 'client_id' && !audience.includes(String(client)))
          throw new JwtInvalidAudienceError('The token is of another client', client);
      },
    })),
    { jwksCache: new SimpleJwksCache({ fetcher, jwksParser: signingKeysIn, penaltyBox: createPatience(now) }) },
  );

  return async function userOf(authorization) {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { iss, sub, email, email_verified: isVerified } = await verifier.verify(token);
      const from = issuers.find(({ issuer }) => issuer === iss);
      if (!from || typeof sub !== 'string') return undefined;
      const userId = from.subjects === 'plain' ? sub : `${from.issuer}#${sub}`;
      // A subject that reads as another issuer's user is nobody.
      const isForeign = from.subjects === 'plain' && issuers.some(({ issuer }) => sub.startsWith(`${issuer}#`));
      if (isForeign || !/^[\x21-\x7e]{1,256}$/.test(userId)) return undefined;
      const isLabel = isVerified === true && typeof email === 'string' && /^[^\p{C}\s]{1,256}$/u.test(email);
      return { userId, label: isLabel ? email : userId };
    } catch (error) {
      // What is wrong with the keys says nothing of a token.
      if (!(error instanceof JwtBaseError) || error instanceof JwksValidationError) throw error;
      // No part of a token is in the library's messages.
      logInfo('a token was refused', { reason: error.name });
      // A stranger may have seen to it that the keys were asked for just now.
      return error instanceof WaitPeriodNotYetEndedJwkError ? 'unsettled' : undefined;
    }
  };
}

/** Strangers name what keys they like, and whoever uses a product sends a token with each request: an issuer is asked no more often by that. */
function createPatience(now: () => Date): PenaltyBox {
  /** When an issuer was asked, and for which key it has not; none as long as it has sent nothing of use. */
  const asked = new Map<string, { readonly at: number; readonly kid?: string }>();
  return {
    async wait(uri, kid) {
      const [last, at] = [asked.get(uri), now().getTime()];
      if (!last || at >= last.at + patienceSeconds * 1_000) {
        asked.set(uri, { at });
        return;
      }
      if (last.kid === undefined)
        throw new Error(
          `The keys of an issuer were not to be had at ${uri}, which is asked again after ${patienceSeconds} seconds.`,
        );
      if (last.kid === kid) throw new KidNotFoundInJwksError('asked for');
      throw new WaitPeriodNotYetEndedJwkError('asked for another');
    },
    registerFailedAttempt(uri, kid) {
      asked.set(uri, { at: now().getTime(), kid });
    },
    registerSuccessfulAttempt(uri) {
      asked.delete(uri);
    },
  };
}

/**
 * Issuers list keys that sign nothing, too, such as those that encrypt: whoever names one names none, and has no others forgotten.
 * @throws JwksValidationError where there is none that signs
 */
function signingKeysIn(body: ArrayBuffer): Jwks {
  const listed = field(parsedJson(Buffer.from(body).toString('utf8')), 'keys');
  const keys = Array.isArray(listed) ? listed.filter(isJwk).filter(isSigning) : [];
  if (keys.length === 0) throw new JwksValidationError('An issuer lists no key that signs');
  return { keys };
}

function isSigning(key: Jwk): boolean {
  try {
    assertIsSignatureJwk(key);
    return true;
  } catch {
    return false;
  }
}
