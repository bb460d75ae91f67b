import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AskComment, AskPlace } from '../as-user/user-token-request';
import { commentIn, placeIn } from '../as-user/user-token-request';
import { cookiesIn, setCookie } from '../http/cookies';
import { field, parsedJson } from '../lambda/parsed-json';

/** One try to sign in, which the browser that began it keeps, and nobody else. */
export interface Attempt {
  /** Random, and known to this browser only; the ask goes along, so that whoever comes late gets a link for it. */
  readonly state: string;
  /** Of PKCE. */
  readonly verifier: string;
  readonly appId: number;
  readonly ask?: string;
  readonly place?: AskPlace;
}

/** Cookies of a request or an answer. `__Host-`: from this host alone, over TLS (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes). */
const prefix = '__Host-signin-';
const lifetimeSeconds = 3_600;
/** Tabs at once: more would fill what a browser sends. */
const mostAttempts = 5;

export function beginAttempt(
  { appId, ask, place }: Pick<Attempt, 'appId' | 'ask' | 'place'>,
  random: (bytes: number) => Buffer = randomBytes,
): Attempt {
  const secret = random(32).toString('base64url');
  return {
    state: ask === undefined ? secret : `${secret}.${ask}`,
    verifier: random(32).toString('base64url'),
    appId,
    ...(ask !== undefined && { ask }),
    ...(place && { place }),
  };
}

/** S256 of the verifier. */
export function challengeOf({ verifier }: Attempt): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** The ask of a state, whoever brings it: it only says which link to offer. */
export function askOfState(state: string): string | undefined {
  return /^[\w-]{43}\.([0-9a-f]{24}-[0-9a-f]{32})$/.exec(state)?.[1];
}

/** Values of `Set-Cookie` that keep an attempt, and drop the first of too many. */
export function cookiesToKeep(attempt: Attempt, sent: string | undefined): string[] {
  const { state, verifier, appId, ask, place } = attempt;
  const value = Buffer.from(JSON.stringify({ state, verifier, appId, ask, place })).toString('base64url');
  const others = [...cookiesIn(sent).keys()].filter((name) => name.startsWith(prefix));
  const surplus = others.slice(0, Math.max(0, others.length - (mostAttempts - 1)));
  return [setCookie(nameOf(state), value, lifetimeSeconds), ...surplus.map((name) => setCookie(name, '', 0))];
}

/** Value of `Set-Cookie` that ends an attempt. */
export function cookieToForget({ state }: Attempt): string {
  return setCookie(nameOf(state), '', 0);
}

/** The attempt that this browser began with this state; absent where it began none, or its cookie is gone. */
export function attemptOf(state: string, sent: string | undefined): Attempt | undefined {
  const value = cookiesIn(sent).get(nameOf(state));
  const kept = value === undefined ? undefined : parsedJson(Buffer.from(value, 'base64url').toString());
  const [known, verifier, ask] = ['state', 'verifier', 'ask'].map((name) => field(kept, name));
  const appId = field(kept, 'appId');
  if (typeof known !== 'string' || typeof verifier !== 'string' || typeof appId !== 'number') return undefined;
  if (!isSame(known, state)) return undefined;
  const place = placeIn(field(kept, 'place'));
  return { state, verifier, appId, ...(typeof ask === 'string' && { ask }), ...(place && { place }) };
}

/** What is shown after sign-in, kept by the browser: names only. */
export interface SignedIn {
  readonly appId: number;
  readonly login: string;
  readonly place?: AskPlace;
  readonly comment?: AskComment;
  /** Whether work waited for it. */
  readonly goesOn: 'yes' | 'no';
  /** Where the person signs on at their organisation, before the App can act as them there. */
  readonly ssoUrl?: string;
}

const doneName = '__Host-signed-in';

export function cookieOfSignedIn(signedIn: SignedIn): string {
  return setCookie(doneName, Buffer.from(JSON.stringify(signedIn)).toString('base64url'), lifetimeSeconds);
}

export function signedInOf(sent: string | undefined): SignedIn | undefined {
  const value = cookiesIn(sent).get(doneName);
  return value === undefined ? undefined : parseSignedIn(Buffer.from(value, 'base64url').toString());
}

/** Absent for a text that says something else. */
export function parseSignedIn(text: string): SignedIn | undefined {
  const kept = parsedJson(text);
  const [appId, login, ssoUrl] = ['appId', 'login', 'ssoUrl'].map((name) => field(kept, name));
  if (typeof appId !== 'number' || typeof login !== 'string') return undefined;
  const comment = commentIn(field(kept, 'comment'));
  const place = placeIn(field(kept, 'place'));
  return {
    appId,
    login,
    ...(place && { place }),
    ...(comment && { comment }),
    goesOn: field(kept, 'goesOn') === 'yes' ? 'yes' : 'no',
    ...(typeof ssoUrl === 'string' && { ssoUrl }),
  };
}

function nameOf(state: string): string {
  return `${prefix}${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
