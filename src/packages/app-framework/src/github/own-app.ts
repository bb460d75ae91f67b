import { failureOf, type GitHubFailure } from './outcome';
import { createTimedFetch } from './timed-fetch';

/** Whose token it is, as GitHub says: the client id of its App, where it says one. */
export type OwnApp = { readonly kind: 'answered'; readonly clientId: string | undefined } | GitHubFailure;

/**
 * Asks GitHub which App a token is of. One try, without Octokit: for processes of others, to whose bundles the door with all it can do would add
 * more than all the rest.
 */
export async function readOwnApp({ baseUrl, token }: { baseUrl: string; token: string }): Promise<OwnApp> {
  const request = 'GET /app';
  const send = createTimedFetch({ timeoutMilliseconds: 10_000, remainingMilliseconds: () => 10_000 });
  try {
    const response = await send(`${baseUrl.replace(/\/+$/, '')}/app`, {
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'app-framework-for-github-apps-on-aws',
        'x-github-api-version': '2022-11-28',
      },
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { kind: 'answered', clientId: textAt(answer, 'client_id') };
    const { status } = response;
    const headers = Object.fromEntries(response.headers);
    const error = { status, message: textAt(answer, 'message'), response: { headers } };
    return failureOf({ request, error, secrets: [token], now: new Date() });
  } catch (error) {
    return failureOf({ request, error, secrets: [token], now: new Date() });
  }
}

function textAt(holder: unknown, name: string): string | undefined {
  const value: unknown = typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
