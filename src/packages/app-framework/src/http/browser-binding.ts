import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { cookiesIn, setCookie } from './cookies';

/** A browser that opened a link: it alone goes on with what the link is for. */
export interface BoundBrowser {
  /** Of the link, as its row has it. */
  readonly id: string;
  /** Known to this browser only. */
  readonly secret: string;
}

export interface BindingOptions {
  /** In the names of cookies, such as `setup`. */
  readonly of: string;
  /** What states begin with, so that whoever gets one knows whose it is. */
  readonly stateBegins?: string;
  readonly lifetimeSeconds: number;
  /**
   * Where browsers send them: others may have paths of their own at the host.
   * @default the whole host, and browsers see to it that no other host set them
   */
  readonly path?: string;
}

/** What names a link, without the link. */
export function linkIdOf(link: string): string {
  return createHash('sha256').update(link).digest('hex');
}

export function newLink(): string {
  return randomBytes(32).toString('base64url');
}

/** What the row keeps of a browser. */
export function markOf({ id, secret }: BoundBrowser): string {
  return createHmac('sha256', secret).update(`browser ${id}`).digest('hex');
}

/** Cookies that bind links to browsers: from this host alone, over TLS, and one for each link, so that a browser can be at several. */
export function createBrowserBinding({ of, stateBegins = '', lifetimeSeconds, path }: BindingOptions) {
  // Browsers take no __Host- with a path.
  const prefix = path === undefined ? '__Host-' : '__Secure-';
  const cookieName = (id: string) => `${prefix}${of}-${id.slice(0, 32)}`;

  /** What GitHub is given, and brings back. */
  const stateOf = ({ id, secret }: BoundBrowser): string =>
    `${stateBegins}${createHmac('sha256', secret).update(`state ${id}`).digest('base64url')}`;

  /** All that this browser is bound to. */
  function browsersOf(sent: string | undefined): BoundBrowser[] {
    return [...cookiesIn(sent)].flatMap(([name, value]) => {
      const [, id, secret] = /^([0-9a-f]{64})\.([\w-]{43})$/.exec(value) ?? [];
      return id !== undefined && secret !== undefined && name === cookieName(id) ? [{ id, secret }] : [];
    });
  }

  const browserOf = (id: string, sent: string | undefined): BoundBrowser | undefined =>
    browsersOf(sent).find((one) => one.id === id);

  return {
    stateOf,
    browsersOf,
    browserOf,
    /** The browser that asks, for this link: the one that asked before, or a new one. */
    browserFor: (id: string, sent: string | undefined): BoundBrowser =>
      browserOf(id, sent) ?? { id, secret: randomBytes(32).toString('base64url') },
    /** The browser that was given this state. */
    browserOfState: (state: string, sent: string | undefined): BoundBrowser | undefined =>
      browsersOf(sent).find((one) => isSame(stateOf(one), state)),
    cookieOf: ({ id, secret }: BoundBrowser): string =>
      setCookie(cookieName(id), `${id}.${secret}`, lifetimeSeconds, path),
    /** Takes the cookie away. */
    endedCookieOf: ({ id }: BoundBrowser): string => setCookie(cookieName(id), '', 0, path),
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
