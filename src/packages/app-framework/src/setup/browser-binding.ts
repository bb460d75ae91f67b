import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { cookiesIn, setCookie } from '../http/cookies';

/** A browser that opened the link of a setup: it alone goes on with it. */
export interface BoundBrowser {
  /** Of the setup, as its row has it. */
  readonly id: string;
  /** Known to this browser only. */
  readonly secret: string;
}

/** From this host alone, over TLS; one for each setup, so that a browser can be at several. */
const cookiePrefix = '__Host-setup-';
const cookieName = (id: string) => `${cookiePrefix}${id.slice(0, 32)}`;
/** As long as what is kept of a setup can be gone on with. */
const lifetimeSeconds = 24 * 3_600;

/** What names the setup of a link, without the link. */
export function setupIdOf(link: string): string {
  return createHash('sha256').update(link).digest('hex');
}

export function newLink(): string {
  return randomBytes(32).toString('base64url');
}

/** The browser that asks, for this setup: the one that asked before, or a new one. */
export function browserFor(id: string, sent: string | undefined): BoundBrowser {
  return browserOf(id, sent) ?? { id, secret: randomBytes(32).toString('base64url') };
}

export function browserOf(id: string, sent: string | undefined): BoundBrowser | undefined {
  return browsersOf(sent).find((one) => one.id === id);
}

/** The browser that was given this state for GitHub. */
export function browserOfState(state: string, sent: string | undefined): BoundBrowser | undefined {
  return browsersOf(sent).find((one) => isStateOf(one, state));
}

function browsersOf(sent: string | undefined): BoundBrowser[] {
  return [...cookiesIn(sent)].flatMap(([name, value]) => {
    const [, id, secret] = /^([0-9a-f]{64})\.([\w-]{43})$/.exec(value) ?? [];
    return id !== undefined && secret !== undefined && name === cookieName(id) ? [{ id, secret }] : [];
  });
}

export function cookieOf({ id, secret }: BoundBrowser): string {
  return setCookie(cookieName(id), `${id}.${secret}`, lifetimeSeconds);
}

/** What the row keeps of a browser. */
export function markOf({ id, secret }: BoundBrowser): string {
  return createHmac('sha256', secret).update(`browser ${id}`).digest('hex');
}

/** What GitHub is given, and brings back with the code. */
export function stateOf({ id, secret }: BoundBrowser): string {
  return createHmac('sha256', secret).update(`state ${id}`).digest('base64url');
}

function isStateOf(browser: BoundBrowser, state: string): boolean {
  const [own, brought] = [stateOf(browser), state].map((text) => createHash('sha256').update(text).digest());
  return own !== undefined && brought !== undefined && timingSafeEqual(own, brought);
}
