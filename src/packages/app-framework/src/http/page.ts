import { html, raw } from 'hono/html';
import type { HttpResponse } from './http-edge';
import { hashOf, strictHeaders } from './strict-headers';

/** What a page says: one thing, and one next step, by a link or by a form. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: readonly string[];
  readonly next?: { readonly label: string; readonly url: string };
  readonly form?: PageForm;
  /** Asked for again by itself after this time. */
  readonly againInSeconds?: number;
}

/** What a browser posts when its button is pressed. */
export interface PageForm {
  readonly action: string;
  /** Where it may go, with all redirects: an origin, this site, or this site that leads on to an origin. */
  readonly goesTo: 'this site' | { readonly origin: string } | { readonly onTo: string };
  readonly hidden: Readonly<Record<string, string>>;
  readonly inputs?: readonly PageInput[];
  readonly button: string;
  /** `at once`: pressed by the page itself; the button is for browsers without scripts. */
  readonly pressed?: 'at once';
}

export interface PageInput {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint: string;
  /** What is chosen from, in the place of what is typed. */
  readonly options?: readonly { readonly value: string; readonly text: string }[];
}

const style = `
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f6f8fa;color:#1f2328}
main{max-width:32rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d1d9e0;border-radius:12px;overflow-wrap:break-word}
h1{font-size:1.4rem;margin:0 0 1rem}
a,button{display:inline-block;margin-top:1rem;padding:.6rem 1.2rem;border:0;border-radius:6px;background:#1f6feb;color:#fff;font:inherit;text-decoration:none;cursor:pointer}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid #0969da;outline-offset:2px}
label{display:block;margin-top:1rem;font-weight:600}
label small{display:block;font-weight:400}
input,select{box-sizing:border-box;width:100%;margin-top:.3rem;padding:.5rem;border:1px solid #848d97;border-radius:6px;background:#fff;color:#1f2328;font:inherit;font-weight:400}
form~a{border:1px solid #848d97;background:none;color:#0550ae}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}main{background:#161b22;border-color:#30363d}form~a{color:#79b8ff}input,select{background:#0d1117;color:#e6edf3}}`;
const script = 'document.forms[0].submit()';
const [styleHash, scriptHash] = [hashOf(style), hashOf(script)];

function headersOf({ form, againInSeconds }: Pick<Page, 'form' | 'againInSeconds'>): Record<string, string> {
  return strictHeaders({
    styleHash,
    ...(form?.pressed && { scriptHash }),
    ...(form && { goesTo: targetsOf(form) }),
    ...(againInSeconds !== undefined && { againInSeconds }),
  });
}

function targetsOf({ goesTo }: PageForm): string {
  if (goesTo === 'this site') return "'self'";
  return 'onTo' in goesTo ? `'self' ${goesTo.onTo}` : goesTo.origin;
}

export function pageResponse(page: Page, cookies: readonly string[] = []): HttpResponse {
  const { status, title, text, next, form } = page;
  const body = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${raw(style)}</style></head>
<body><main><h1>${title}</h1>${text.map((paragraph) => html`<p>${paragraph}</p>`)}${form ? formOf(form) : ''}${next ? html`<a href="${next.url}" rel="noreferrer">${next.label}</a>` : ''}</main></body>
</html>
`;
  return { statusCode: status, headers: headersOf(page), body: String(body), cookies };
}

function formOf({ action, hidden, inputs = [], button, pressed }: PageForm) {
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const asked = inputs.map(
    ({ name, label, value = '', hint, options }) =>
      html`<label>${label}<small>${hint}</small>${options ? html`<select name="${name}">${options.map((one) => html`<option value="${one.value}">${one.text}</option>`)}</select>` : html`<input name="${name}" value="${value}" autocomplete="off" spellcheck="false">`}</label>`,
  );
  return html`<form method="post" action="${action}">${fields}${asked}<button>${button}</button></form>${pressed ? html`<script>${raw(script)}</script>` : ''}`;
}

/** Leads on, with nothing of the address that led here. */
export function redirectResponse(status: 302 | 303, location: string, cookies: readonly string[]): HttpResponse {
  const { 'content-type': _, ...strict } = headersOf({});
  return { statusCode: status, headers: { ...strict, location }, body: '', cookies };
}
