import type { HttpHandler } from './http-edge';

/** The value of a field of a page's form. */
export function fieldIn(body: string, name: string): string {
  return (new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '').replaceAll('&quot;', '"');
}

/** Pages as they are served. */
export interface Site {
  readonly open: () => HttpHandler;
  readonly base: string;
  /** What API Gateway takes off a path before the function sees it. */
  readonly stage: string;
  /** Where forms go. */
  readonly form: string;
  readonly clock: () => number;
}

interface Sent {
  readonly fields?: Record<string, string>;
  readonly remaining?: () => number;
}

type Answer = ReturnType<HttpHandler>;

export interface Visitor {
  /** `remaining` is what the function has left, where that is not the usual. */
  readonly get: (url: string, remaining?: () => number) => Answer;
  readonly post: (fields: Record<string, string>) => Answer;
  /** Somebody who has got hold of its cookies. */
  readonly thief: () => Visitor;
  /** Names of the cookies that have something in them. */
  readonly cookieNames: () => string[];
}

type Cookies = Map<string, { readonly value: string; readonly path: string }>;

/** Whoever asks for the pages, with cookies of their own. */
export function openBrowser(site: Site): Visitor {
  return visitorOf(site, new Map());
}

function visitorOf(site: Site, cookies: Cookies): Visitor {
  const { open, base, stage, form, clock } = site;
  const sentTo = (pathname: string) =>
    [...cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  const send = async (method: string, url: string, { fields, remaining }: Sent = {}) => {
    const { pathname, searchParams } = new URL(url, base);
    const event = {
      httpMethod: method,
      path: pathname.startsWith(stage) ? pathname.slice(stage.length) : `/outside${pathname}`,
      queryStringParameters: Object.fromEntries(searchParams),
      headers: { cookie: sentTo(pathname) },
      body: fields ? new URLSearchParams(fields).toString() : null,
      requestContext: { requestId: 'request-1' },
    };
    const end = clock() + 28_000;
    const answer = await open()(event, { getRemainingTimeInMillis: remaining ?? (() => end - clock()) });
    for (const line of answer.multiValueHeaders?.['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const [, path = ''] = /; Path=([^;]*)/.exec(line) ?? [];
      // As browsers have it (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes).
      if (!name.startsWith('__Host-') || path === '/') cookies.set(name, { value, path });
    }
    return answer;
  };
  return {
    get: (url, remaining) => send('GET', url, remaining && { remaining }),
    post: (fields) => send('POST', form, { fields }),
    thief: () => visitorOf(site, new Map(cookies)),
    cookieNames: () => [...cookies].flatMap(([name, { value }]) => (value === '' ? [] : [name])),
  };
}
