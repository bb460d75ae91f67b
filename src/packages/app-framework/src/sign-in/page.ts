import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HttpResponse } from '../http/http-edge';

/** What a page says: one thing, and one next step. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: readonly string[];
  readonly next: { readonly label: string; readonly url: string };
}

const style = `
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f6f8fa;color:#1f2328}
main{max-width:32rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d1d9e0;border-radius:12px}
h1{font-size:1.4rem;margin:0 0 1rem}
a{display:inline-block;margin-top:1rem;padding:.6rem 1.2rem;border-radius:6px;background:#1f6feb;color:#fff;text-decoration:none}
a:focus-visible{outline:3px solid #0969da;outline-offset:2px}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}main{background:#161b22;border-color:#30363d}}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing is loaded, framed, run or told to the next site. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000',
};

export function pageResponse({ status, title, text, next }: Page, cookies: readonly string[] = []): HttpResponse {
  const body = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${raw(style)}</style></head>
<body><main><h1>${title}</h1>${text.map((paragraph) => html`<p>${paragraph}</p>`)}<a href="${next.url}" rel="noreferrer">${next.label}</a></main></body>
</html>
`;
  return { statusCode: status, headers, body: String(body), cookies };
}

/** Leads on, with nothing of the address that led here. */
export function redirectResponse(status: 302 | 303, location: string, cookies: readonly string[]): HttpResponse {
  const { 'content-type': _, ...strict } = headers;
  return { statusCode: status, headers: { ...strict, location }, body: '', cookies };
}
