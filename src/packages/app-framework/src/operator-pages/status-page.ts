import { html } from 'hono/html';
import { worstOf } from '../doctor/examine-all';
import type { CheckState, Finding } from '../doctor/finding';
import { many } from '../lambda/many';
import { type KeptExamination, type KeptOf, type KeptResult, pauseMilliseconds } from './examination-table';
import { commandToCopy, type Markup, type OperatorPage, table } from './layout';
import { commandOf, type NamedTables } from './shell-word';

export interface StatusContent {
  /** Absent where nobody has looked yet. */
  readonly last: KeptExamination | undefined;
  /** Name of the function that looks. */
  readonly lookedAtBy: string;
  readonly tables: NamedTables;
  readonly now: Date;
  /** Whether the deployment is being looked at for whoever asks for the page. */
  readonly look: 'begun' | 'not due';
  /** Whether it is shown anew by itself. */
  readonly reloading: 'by itself' | 'by hand';
  /** Of the site, with a slash at its end. */
  readonly baseUrl: string;
}

const marks: Readonly<Record<CheckState, string>> = {
  fine: '✓ fine',
  wrong: '✗ wrong',
  unknown: '? unknown',
  none: '– none',
};
const reloadSeconds = 30;
const soonSeconds = 3;
/** What is older says nothing of now: whoever asks for the page has it looked at again, and where that ends it is newer. */
const oldSeconds = pauseMilliseconds / 1_000 + 75;

/** What `doctor` finds, as a page that becomes green by itself. */
export function statusPage({ last, lookedAtBy, tables, now, look, reloading, baseUrl }: StatusContent): OperatorPage {
  const seconds = last && Math.max(0, Math.round((now.getTime() - last.at.getTime()) / 1_000));
  const isSoon = seconds === undefined || seconds > oldSeconds || look === 'begun';
  const again = reloading === 'by hand' ? {} : { againInSeconds: isSoon ? soonSeconds : reloadSeconds };
  const place = { here: 'operators', ...again } as const;
  const log = html`The log of the function <code>${lookedAtBy}</code> says why.`;
  if (!last || seconds === undefined) {
    const body = html`<p role="status">This page shows what was found once that is known, in some seconds; it may take three minutes. Does it stay so? ${log}</p>`;
    return { title: 'The deployment is being looked at', ...place, body };
  }
  const switchTo =
    reloading === 'by hand'
      ? html`<a href="${baseUrl}operators">Load this page again by itself</a>`
      : html`It is loaded again every ${reloadSeconds} seconds. <a href="${baseUrl}operators?reload=no">Load it by hand</a>`;
  const isOld = seconds > oldSeconds;
  const old = html`<p role="status">It is being looked at again; below is what was found then. Does it stay so? ${log}</p>`;
  const body = html`${isOld ? old : ''}<p>Looked at ${many(seconds, 'second')} ago, at <time datetime="${last.at.toISOString()}">${last.at.toISOString()}</time>. ${switchTo}</p>
${last.examinations.map(partOf)}
<h2>All of it, in a terminal</h2>
<p>The command also proves the webhook secret, for which GitHub sends a delivery once more.</p>${commandToCopy(commandOf('doctor', '--table', tables.apps, '--ledger', tables.ledger))}
<h2>Register an App</h2>
<p>On a page that a link of its own leads to.</p>${commandToCopy('setup')}`;
  const title = isOld ? `Not looked at since ${last.at.toISOString()}` : titleOf(last.examinations);
  return { title, ...place, body };
}

function titleOf(examinations: readonly KeptOf[]): string {
  const worst = worstOf(examinations);
  if (worst === undefined) return 'All is well';
  if (worst === 'unknown') return 'Nothing was found, and not all could be looked at';
  const all = examinations.flatMap(({ results }) => results);
  const found = all.flatMap(({ findings = [] }) => findings);
  return `${many(found.length, 'finding')}${all.some(({ notShown }) => notShown) ? ', and more' : ''}`;
}

function partOf({ of, results }: KeptOf): Markup {
  const rows = results.map(({ check, about, state, notHere }) => [
    check,
    html`<span class="state ${state}">${marks[state]}</span>`,
    state === 'none' ? (notHere ?? about) : about,
  ]);
  return html`<h2>${of}</h2>${results.map(told)}${table({ caption: `Checks: ${of}`, heads: ['Check', 'State', 'What is to hold'], rows })}`;
}

function told({ check, findings = [], unseen = [], note, notShown }: KeptResult): Markup {
  return html`${findings.map((finding) => findingOf(check, finding))}${unseen.map((why) => html`<div class="card"><h3>${check} could not be looked at</h3><p>${why}</p></div>`)}${notShown ? html`<p>${check}: ${notShown} more than there is room for here. The command below tells all.</p>` : ''}${note === undefined ? '' : html`<p class="soft">${check}: ${note}</p>`}`;
}

function findingOf(check: string, { what, todo, command, link }: Finding): Markup {
  const url = safeLink(link);
  return html`<section class="card"><h3><span class="state wrong">✗</span> ${check}</h3><p>${what}</p><p><strong>To do:</strong> ${todo}</p>${command === undefined ? '' : commandToCopy(command)}${url === undefined ? '' : html`<p><a href="${url}" rel="noreferrer">${url}</a></p>`}</section>`;
}

/** A link that leads to a page and nowhere else: what others wrote may be a script. */
function safeLink(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
