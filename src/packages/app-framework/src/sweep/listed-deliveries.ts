import type { GitHub, GitHubRequest } from '../github/github';
import type { GitHubFailure, GitHubOutcome } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import { deliveryForm, eventForm } from '../webhooks/delivery-headers';
import { exactJson } from './exact-json';

/** An App whose list of deliveries is read. */
export interface SweptApp {
  readonly appId: number;
  readonly host: string;
  /** Base of the REST API. */
  readonly baseUrl: string;
}

/** One attempt of a delivery, as GitHub lists it. */
export interface ListedAttempt {
  /** GitHub's id of the attempt, in digits: it may exceed 2^53. */
  readonly id: string;
  /** The delivery id, the same for all attempts. */
  readonly deliveryId: string;
  readonly deliveredAt: Date;
  readonly event: string;
  /** What the endpoint of then answered, be it ours or another; 0 where GitHub has none. */
  readonly status: number;
}

export interface ListedPage {
  readonly kind: 'page';
  /** Newest first. */
  readonly attempts: readonly ListedAttempt[];
  /** How many more it has, in no form that is known here. */
  readonly unreadable: number;
  /** Where the next page begins; absent where this is the last. */
  readonly next?: string;
}

export type FetchedPayload =
  | { readonly kind: 'fetched'; readonly text: string; readonly payload: Readonly<Record<string, unknown>> }
  /** GitHub lists it and does not return it. */
  | { readonly kind: 'withheld' }
  | GitHubFailure;

export interface ListedDeliveriesCollaborators {
  readonly gitHub: GitHub;
  readonly token: (appId: number) => Promise<string>;
}

export type ListedDeliveries = ReturnType<typeof createListedDeliveries>;

const pageSize = 100;

/** GitHub's own list of what it delivered to an App (https://docs.github.com/en/rest/apps/webhooks). Each method is one call. */
export function createListedDeliveries({ gitHub, token }: ListedDeliveriesCollaborators) {
  const ask = async (
    { appId, baseUrl }: SweptApp,
    route: GitHubRequest['route'],
    parameters: Readonly<Record<string, unknown>>,
    remainingMilliseconds: () => number,
  ) =>
    gitHub.request({ baseUrl, route, parameters, token: await token(appId), spends: { appId }, remainingMilliseconds });

  return {
    async page(
      app: SweptApp,
      cursor: string | undefined,
      remainingMilliseconds: () => number,
    ): Promise<ListedPage | GitHubFailure> {
      const place = { per_page: pageSize, ...(cursor !== undefined && { cursor }) };
      const outcome = await ask(app, 'GET /app/hook/deliveries', place, remainingMilliseconds);
      if (outcome.kind !== 'answered') return outcome;
      if (!Array.isArray(outcome.data)) return unreadable('GET /app/hook/deliveries', outcome);
      const attempts = outcome.data.flatMap((item) => attemptOf(item) ?? []);
      const next = outcome.nextPage?.cursor;
      const page = { kind: 'page', attempts, unreadable: outcome.data.length - attempts.length } as const;
      return { ...page, ...(next !== undefined && { next }) };
    },

    async fetch(app: SweptApp, id: string, remainingMilliseconds: () => number): Promise<FetchedPayload> {
      const route = 'GET /app/hook/deliveries/{delivery_id}';
      const outcome = await ask(app, route, { delivery_id: id }, remainingMilliseconds);
      if (outcome.kind !== 'answered') return outcome;
      const payload = field(field(outcome.data, 'request'), 'payload');
      if (!isRecord(payload)) return { kind: 'withheld' };
      const text = exactJson(payload);
      // What routing looks at are numbers as everywhere else.
      const plain: unknown = JSON.parse(text);
      return isRecord(plain) ? { kind: 'fetched', text, payload: plain } : { kind: 'withheld' };
    },

    /** Asks GitHub to send it once more, under the same delivery id. */
    async redeliver(app: SweptApp, id: string, remainingMilliseconds: () => number): Promise<GitHubOutcome> {
      const route = 'POST /app/hook/deliveries/{delivery_id}/attempts';
      return ask(app, route, { delivery_id: id }, remainingMilliseconds);
    },
  };
}

function attemptOf(item: unknown): ListedAttempt | undefined {
  const id = field(item, 'id');
  const deliveryId = String(field(item, 'guid')).toLowerCase();
  const deliveredAt = new Date(String(field(item, 'delivered_at')));
  const event = field(item, 'event');
  const status = Number(field(item, 'status_code')) || 0;
  const isId = typeof id === 'bigint' || Number.isSafeInteger(id);
  if (!isId || !deliveryForm.test(deliveryId) || Number.isNaN(deliveredAt.getTime())) return undefined;
  if (typeof event !== 'string' || !eventForm.test(event)) return undefined;
  return { id: String(id), deliveryId, deliveredAt, event, status };
}

function unreadable(request: string, { status }: { readonly status: number }): GitHubFailure {
  return { kind: 'unavailable', request, status, message: 'the list of deliveries is in no form that is known here' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
