import { html } from 'hono/html';
import { decisionFields, decisionRows, silenceOf } from '../deliveries/decision-words';
import { adviceOn, deliveryHead, pathOf } from '../deliveries/delivery-path';
import type { DeliveryRecord, HandlerWork } from '../deliveries/delivery-record';
import type { ShownPayload } from '../deliveries/masked-payload';
import { many } from '../lambda/many';
import { toneOf } from './deliveries-page';
import { commandToCopy, facts, type Markup, type OperatorPage, table } from './layout';
import { commandOf } from './shell-word';

/** A payload, or why there is none to show. */
export type PayloadShown = ShownPayload | { readonly absent: string };

export interface DeliveryContent {
  readonly record: DeliveryRecord;
  /** Names of the handlers that the deployment has. */
  readonly present: readonly string[];
  readonly payload: PayloadShown;
  /** Name of the ledger that has it. */
  readonly ledger: string;
  readonly now: Date;
}

const here = 'operators/deliveries';

/** One delivery: its path, what each handler and each trigger made of it, what to do, and what is in it. */
export function deliveryPage(content: DeliveryContent): OperatorPage {
  const { record, present, payload, now } = content;
  const { deliveryId, event, action, works } = record;
  const advice = adviceOn(record, { present, now });
  const body = html`${facts(deliveryHead(record))}
<h2>Its path</h2>${facts(pathOf(record))}
${advice.length === 0 ? '' : html`<h2>What to do</h2><ul>${advice.map((line) => html`<li>${line}</li>`)}</ul>`}
<h2>Handlers</h2>${works.length === 0 ? html`<p>No handler has it.</p>` : worksTable(works)}
<h2>Triggers of workflows</h2>${decisionsOf(record)}
<h2>Commands</h2>${commandsOf(content)}
<h2>Payload</h2>${payloadOf(payload)}`;
  return { title: `${action === undefined ? event : `${event}.${action}`}, ${deliveryId}`, here, body };
}

/** Several Apps got the same id. */
export function whichDelivery(records: readonly DeliveryRecord[], baseUrl: string): OperatorPage {
  const links = records.map(
    ({ key, appId, host }) =>
      html`<li><a href="${baseUrl}operators/delivery?${new URLSearchParams({ key })}">App ${appId} at ${host}</a></li>`,
  );
  const body = html`<p>Several Apps got a delivery of this id. That of which one?</p><ul>${links}</ul>`;
  return { title: 'Which delivery?', here, body };
}

export function noDelivery(ledger: string): OperatorPage {
  const body = html`<p>The ledger knows no such delivery. It keeps them for 90 days. If GitHub lists it (“Recent deliveries” of the App), this command brings it here:</p>${commandToCopy(commandOf('deliveries', 'recover', '--ledger', ledger))}`;
  return { status: 404, title: 'There is no such delivery', here, body };
}

function worksTable(works: readonly HandlerWork[]): Markup {
  const rows = works.map(({ handler, replayId, state, attempts, firstSeenAt = '', lastSeenAt = '', reason = '' }) => [
    replayId === undefined ? handler : `${handler}, ${replayId}`,
    html`<span class="state ${toneOf(state)}">${state}</span>`,
    String(attempts),
    inSeconds(firstSeenAt),
    inSeconds(lastSeenAt),
    reason,
  ]);
  return table({
    caption: 'What became of it',
    heads: ['Handler', 'State', 'Tries', 'First seen', 'Last seen', 'Reason'],
    rows,
  });
}

function inSeconds(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

function decisionsOf(record: DeliveryRecord): Markup {
  const { decided = [] } = record;
  if (decided.length === 0) return html`<p>${silenceOf(record)}</p>`;
  const heads = ['Workflow', 'Trigger', 'Decision'];
  return html`${decided.map((one) => html`${table({ caption: 'Why it did or did not start what', heads, rows: decisionRows(one) })}${facts(decisionFields(one))}`)}`;
}

function commandsOf({ record, present, ledger }: DeliveryContent): Markup {
  const { deliveryId, appId, works, decided } = record;
  const one = [deliveryId, '--app-id', String(appId)];
  const there = ['--ledger', ledger];
  const open = works.filter(({ handler, state }) => state !== 'done' && present.includes(handler));
  const handlers = [...new Set(open.map(({ handler }) => handler))];
  return html`<p>Its path, in a terminal:</p>${commandToCopy(commandOf('deliveries', 'show', ...one, ...there))}
${decided ? html`<p>What triggers said:</p>${commandToCopy(commandOf('deliveries', 'explain', ...one, ...there))}` : ''}
${handlers.map((handler) => html`<p>Have ${handler} handle it once more, where it gave up or lost it:</p>${commandToCopy(commandOf('deliveries', 'redrive', ...one, '--handler', handler, ...there))}`)}`;
}

function payloadOf(payload: PayloadShown): Markup {
  if ('absent' in payload) return html`<p>${payload.absent}</p>`;
  const { text, more } = payload;
  return html`<p class="soft">What is, or looks like, a secret is masked. What people wrote may hold others.</p><details><summary>Show it</summary><pre>${text}</pre>${more > 0 ? html`<p>${many(more, 'more character is', 'more characters are')} not shown.</p>` : ''}</details>`;
}
