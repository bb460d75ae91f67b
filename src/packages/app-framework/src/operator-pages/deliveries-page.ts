import { html, raw } from 'hono/html';
import { type ShortState, shortStates, stateInShort } from '../deliveries/delivery-path';
import type { DeliveryRecord } from '../deliveries/delivery-record';
import { type DeliveriesQuery, queryBehind } from './deliveries-query';
import { commandToCopy, type Markup, type OperatorPage, table } from './layout';
import type { ListedDeliveries } from './list-deliveries';
import { commandOf } from './shell-word';

export interface DeliveriesContent extends ListedDeliveries {
  /** As the address says it. */
  readonly given: URLSearchParams;
  readonly query: DeliveriesQuery;
  readonly ledger: string;
  readonly baseUrl: string;
}

/** Deliveries by what is looked for, a page of them. */
export function deliveriesPage({ deliveries, next, given, query, ledger, baseUrl }: DeliveriesContent): OperatorPage {
  const { since, until } = query;
  const url = `${baseUrl}operators/deliveries`;
  const span = html`from <time datetime="${since.toISOString()}">${since.toISOString()}</time> to <time datetime="${until.toISOString()}">${until.toISOString()}</time>`;
  const rows = deliveries.map((record) => rowOf(record, baseUrl));
  const heads = ['Received (UTC)', 'Event', 'Repository', 'State', 'Delivery'];
  const body = html`${filterForm(given, query, url)}${oneForm(baseUrl)}
${rows.length === 0 ? html`<p>No such delivery ${span}${next ? ', as far as was looked' : ''}.</p>` : html`<p class="soft">Newest first, ${span}.</p>${table({ caption: 'Deliveries', heads, rows })}`}
${next ? html`<p><a href="${url}?${queryBehind(given, next).toString()}">Older ones</a></p>` : ''}
<h2>The same, in a terminal</h2>${commandFor(query, ledger)}`;
  return { title: 'Deliveries', here: 'operators/deliveries', body };
}

/** Options of the command that mean the state, or nearly so; it has none for the others. */
const optionsOfStates: Partial<Record<ShortState, readonly [option: string, value: string]>> = {
  received: ['--state', 'received'],
  missing: ['--state', 'missing'],
  lost: ['--state', 'unrecoverable'],
  parked: ['--handler-state', 'parked'],
  retry: ['--handler-state', 'retry'],
  working: ['--handler-state', 'working'],
  waiting: ['--handler-state', 'waiting'],
};

function commandFor({ since, until, event, account, state }: DeliveriesQuery, ledger: string): Markup {
  const ofState = state && optionsOfStates[state];
  const without = [
    ...(account === undefined ? [] : [`Account: ${account}`]),
    ...(state && !ofState ? [`State: ${state}`] : []),
  ];
  const command = commandOf(
    ...['deliveries', 'list', '--since', since.toISOString(), '--until', until.toISOString()],
    ...(event === undefined ? [] : ['--event', event]),
    ...(ofState ?? []),
    ...['--ledger', ledger],
  );
  return html`${without.length === 0 ? '' : html`<p>Without the filter ${without.join(' and ')}: the command has none.</p>`}${commandToCopy(command)}`;
}

function rowOf(record: DeliveryRecord, baseUrl: string): (Markup | string)[] {
  const { receivedAt, event, action, repository = '', deliveryId, key } = record;
  const url = `${baseUrl}operators/delivery?${new URLSearchParams({ key })}`;
  const state = stateInShort(record);
  return [
    receivedAt.slice(0, 19).replace('T', ' '),
    action === undefined ? event : html`${event}.<wbr>${action}`,
    repository,
    html`<span class="state ${toneOf(state)}">${state}</span>`,
    html`<a href="${url}">${deliveryId}</a>`,
  ];
}

/** Besides the word, for who sees colours. */
export function toneOf(state: string): 'fine' | 'wrong' | 'unknown' {
  if (state === 'done' || state === 'unrouted') return 'fine';
  return state === 'parked' || state === 'lost' || state === 'missing' ? 'wrong' : 'unknown';
}

function filterForm(given: URLSearchParams, query: DeliveriesQuery, url: string): Markup {
  const field = (name: 'event' | 'account', label: string) =>
    html`<label>${label}<input name="${name}" value="${query[name] ?? ''}" autocomplete="off" spellcheck="false"></label>`;
  const time = (name: 'since' | 'until', label: string) =>
    html`<label>${label}<input type="datetime-local" name="${name}" value="${given.get(name) ?? ''}"></label>`;
  const states = shortStates.map(
    (state) => html`<option${state === query.state ? raw(' selected') : ''}>${state}</option>`,
  );
  return html`<form class="card filter" action="${url}">${field('event', 'Event')}${field('account', 'Account')}<label>State<select name="state"><option value="">any</option>${states}</select></label>${time('since', 'Since (UTC)')}${time('until', 'Until (UTC)')}<button>List</button></form>`;
}

function oneForm(baseUrl: string): Markup {
  return html`<form class="card filter" action="${baseUrl}operators/delivery"><label>Delivery id<input name="id" autocomplete="off" spellcheck="false" required></label><button>Show</button></form>`;
}
