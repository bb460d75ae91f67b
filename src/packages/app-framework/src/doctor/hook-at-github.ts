import { setTimeout as sleep } from 'node:timers/promises';
import type { AppAtGitHub } from './app-at-github';

export type HookAtGitHub = ReturnType<typeof createHook>;

const pageLength = 100;
/** So many attempts are read of GitHub's list: each page is a call, and busy Apps have hundreds of thousands. */
export const mostAttempts = 1_000;

/** One attempt of GitHub to deliver a webhook. */
export interface HookAttempt {
  /** In digits: it may exceed 2^53. */
  readonly id: string;
  readonly deliveryId: string;
  readonly event: string;
  readonly statusCode: number;
  readonly deliveredAt: Date;
}

export interface ListedAttempts {
  /** Newest first. */
  readonly attempts: readonly HookAttempt[];
  /** Whether none of that time is missing. */
  readonly isWhole: boolean;
}

/** What GitHub tried to deliver to an App from a time on, and `mostAttempts` at most. */
export async function attemptsSince({ page }: Pick<AppAtGitHub, 'page'>, since: Date): Promise<ListedAttempts> {
  const attempts: HookAttempt[] = [];
  let place: Readonly<Record<string, string>> | undefined = {};
  while (attempts.length < mostAttempts) {
    const { data, nextPage } = await page('GET /app/hook/deliveries', { per_page: pageLength, ...place });
    attempts.push(...attemptsIn(data));
    const oldest = attempts.at(-1);
    if (nextPage === undefined || !oldest || oldest.deliveredAt < since) return { attempts, isWhole: true };
    place = nextPage;
  }
  return { attempts, isWhole: false };
}

export interface HookCollaborators {
  readonly appId: number;
  readonly baseUrl: string;
  /** What GitHub answers the App. @throws Error where it does not */
  readonly ask: (route: HookRoute, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** The webhook of an App at GitHub (https://docs.github.com/en/rest/apps/webhooks). */
export function createHook({ appId, baseUrl, ask }: HookCollaborators) {
  const attempts = async (): Promise<HookAttempt[]> =>
    attemptsIn(await ask('GET /app/hook/deliveries', { per_page: pageLength }));

  return {
    appId,
    baseUrl,
    /** Newest first, one page of them. */
    attempts,

    async url(): Promise<string | undefined> {
      const { url } = Object(await ask('GET /app/hook/config'));
      return typeof url === 'string' ? url : undefined;
    },

    /** The secret goes along always: GitHub forgets it otherwise. */
    async set({ url, secret }: { readonly url: string; readonly secret: string }): Promise<void> {
      // As the body: Octokit takes a parameter of this name for where the request goes.
      await ask('PATCH /app/hook/config', { data: { url, secret, content_type: 'json', insecure_ssl: '0' } });
    },

    /** What GitHub sent it with, by names in lower case. */
    async headersOf({ id }: Pick<HookAttempt, 'id'>): Promise<Record<string, string>> {
      const { request } = Object(await ask('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id }));
      const headers = Object.entries<unknown>(Object(Object(request).headers));
      return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)]));
    },

    /** Has GitHub send it once more, and answers what came of that; nothing where it is not listed in time. */
    async sendAgain(attempt: HookAttempt, patienceMilliseconds = 60_000): Promise<HookAttempt | undefined> {
      const known = new Set((await attempts()).map(({ id }) => id));
      await ask('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: attempt.id });
      const end = Date.now() + patienceMilliseconds;
      for (;;) {
        const found = (await attempts()).find(
          ({ id, deliveryId }) => deliveryId === attempt.deliveryId && !known.has(id),
        );
        if (found || Date.now() > end) return found;
        await sleep(pauseMilliseconds);
      }
    },
  };
}

type HookRoute =
  | 'GET /app/hook/config'
  | 'PATCH /app/hook/config'
  | 'GET /app/hook/deliveries'
  | 'GET /app/hook/deliveries/{delivery_id}'
  | 'POST /app/hook/deliveries/{delivery_id}/attempts';

const pauseMilliseconds = 500;

function attemptsIn(data: unknown): HookAttempt[] {
  return Array.isArray(data) ? data.map(attemptOf) : [];
}

function attemptOf(item: unknown): HookAttempt {
  const { id, guid, event, status_code, delivered_at } = Object(item);
  return {
    id: String(id),
    deliveryId: String(guid).toLowerCase(),
    event: String(event),
    statusCode: Number(status_code),
    deliveredAt: new Date(delivered_at),
  };
}
