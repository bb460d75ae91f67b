import { html, raw } from 'hono/html';
import type { HttpResponse } from '../http/http-edge';
import { hashOf, strictHeaders } from '../http/strict-headers';

/** What `html` makes: text of which everything that was put in is escaped. */
export type Markup = ReturnType<typeof html>;

export interface OperatorPage {
  readonly status?: number;
  readonly title: string;
  /** Where it is in the navigation, such as `operators/deliveries`. */
  readonly here: keyof typeof places;
  readonly body: Markup | readonly Markup[];
  /** Asked for again by itself after this time. */
  readonly againInSeconds?: number;
}

/** The pages of the site, in the order of its navigation. */
export const places = {
  operators: 'Status',
  'operators/deliveries': 'Deliveries',
  'operators/figures': 'Figures',
} as const;

const tool = 'npx @aws/app-framework-for-github-apps-on-aws-ops-tools';

/** One stylesheet, in the head: it reflows at 320 CSS pixels, follows the system's colours, and prints. */
const style = `
:root{color-scheme:light dark;--ground:#f6f8fa;--card:#fff;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--link:#0550ae;--fine:#116329;--wrong:#a40e26;--unknown:#7d4e00}
@media(prefers-color-scheme:dark){:root{--ground:#0d1117;--card:#161b22;--text:#e6edf3;--soft:#9ba5b0;--line:#3d444d;--link:#79b8ff;--fine:#56d364;--wrong:#ff8f87;--unknown:#e3b341}}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:var(--ground);color:var(--text);overflow-wrap:anywhere}
header,main,footer{max-width:68rem;margin:0 auto;padding:0 1rem}
header nav{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1.5rem;padding:1rem 0;border-bottom:1px solid var(--line)}
header nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0}
a{color:var(--link)}
a[aria-current]{color:var(--text);font-weight:600;text-decoration-thickness:2px}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100vw}.skip:focus{position:static}
h1{font-size:1.5rem;line-height:1.25;margin:1.5rem 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0 0 .25rem}
p{margin:.5rem 0}.soft{color:var(--soft)}
section.card,form.card,div.card,details{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:1rem 0}
table{border-collapse:collapse;width:100%;background:var(--card)}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
th{overflow-wrap:break-word}caption{text-align:left;font-weight:600;padding:.4rem 0}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.25rem 1rem;margin:0}dt{font-weight:600}dd{margin:0}
pre,code{font:.9rem/1.5 ui-monospace,monospace}pre{white-space:pre-wrap;margin:.5rem 0;padding:.6rem;border:1px solid var(--line);border-radius:6px;background:var(--ground)}
.copy{user-select:all}
.state{font-weight:600;white-space:nowrap}.fine{color:var(--fine)}.wrong{color:var(--wrong)}.unknown{color:var(--unknown)}
form.filter{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end}
form.filter label{min-width:0;max-width:100%}label{display:block;font-weight:600}input,select,button{font:inherit;max-width:100%}
input,select{display:block;width:100%;font-weight:400;padding:.35rem;border:1px solid var(--soft);border-radius:6px;background:var(--card);color:var(--text)}
button{padding:.45rem 1rem;border:1px solid var(--link);border-radius:6px;background:var(--card);color:var(--link);font-weight:600;cursor:pointer}
figure{margin:0}svg{display:block;width:100%;height:auto}svg text{fill:var(--text);font:12px system-ui,sans-serif}.axis{stroke:var(--line)}.one,.two,.three{fill:none;stroke-width:2}.one{stroke:var(--link)}.two{stroke:var(--wrong);stroke-dasharray:6 3}.three{stroke:var(--fine);stroke-dasharray:2 3}
summary{cursor:pointer;font-weight:600}
footer{padding-top:1rem;padding-bottom:2rem;margin-top:2rem}
@media(max-width:40rem){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}table,caption,tbody,tr,td,th[scope=row]{display:block;width:100%}tr{border-bottom:2px solid var(--line);padding:.4rem 0}td,th[scope=row]{border:0;padding:.15rem .6rem}[data-head]::before{content:attr(data-head) ": ";font-weight:600}dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}`;
const styleHash = hashOf(style);

/** Makes pages of the site that browsers reach under `baseUrl`, which ends with a slash. */
export function createLayout(baseUrl: string) {
  /** `signOut` is what the button to sign out sends. */
  return function layout(content: OperatorPage, signOut: string): HttpResponse {
    const { status = 200, title, here, body, againInSeconds } = content;
    const leave = html`<form method="post" action="${baseUrl}operators"><input type="hidden" name="signOut" value="${signOut}"><button>Sign out</button></form>`;
    const items = Object.entries(places).map(
      ([path, name]) =>
        html`<li><a href="${baseUrl}${path}"${path === here ? raw(' aria-current="page"') : ''}>${name}</a></li>`,
    );
    const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${raw(style)}</style></head>
<body><header><a class="skip" href="#main">Skip to what this page says</a><nav aria-label="Pages"><ul>${items}</ul>${leave}</nav></header>
<main id="main"><h1>${title}</h1>${body}</main></body>
</html>
`;
    return {
      statusCode: status,
      headers: strictHeaders({ styleHash, goesTo: "'self'", ...(againInSeconds !== undefined && { againInSeconds }) }),
      body: String(page),
    };
  };
}

/** A command of the operations tool, to be copied: one click, or one key, chooses all of it. */
export function commandToCopy(command: string): Markup {
  return html`<pre><code class="copy">${tool} ${command}</code></pre>`;
}

/** Pairs of a name and what there is under it. */
export function facts(pairs: Readonly<Record<string, string | undefined>>): Markup {
  const items = Object.entries(pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`],
  );
  return html`<dl>${items}</dl>`;
}

export interface TableContent {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell of each names its row. */
  readonly rows: readonly (readonly (Markup | string)[])[];
}

/** A table that is one of cards where there is no room for columns: roles say that it is a table all the same. */
export function table({ caption, heads, rows }: TableContent): Markup {
  const cells = (row: readonly (Markup | string)[]) =>
    row.map((cell, index) =>
      index === 0
        ? html`<th scope="row" role="rowheader">${cell}</th>`
        : html`<td role="cell" data-head="${heads[index] ?? ''}">${cell}</td>`,
    );
  return html`<table role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${cells(row)}</tr>`)}</tbody></table>`;
}
