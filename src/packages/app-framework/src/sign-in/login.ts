import { type AskPlace, placeIn } from '../as-user/user-token-request';
import { webUrlOf } from '../github/web-url';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import { beginAttempt, challengeOf, cookiesToKeep } from './attempt';
import { pages } from './sign-in-pages';
import { type BrowserRequest, createAddresses, isLive, type SignInSettings } from './sign-in-world';

/** `GET /auth/login`: begins an attempt that only this browser knows, and leads to GitHub. Writes nothing. */
export function createLogin(settings: SignInSettings) {
  const { asks, now } = settings;
  const addresses = createAddresses(settings);

  return async function login({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
    const { query, headers } = request;
    // Browsers throw away what they fetched ahead where it failed; an attempt would push out one that somebody is at.
    if (/prefetch|prerender/i.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`)) {
      return { ...pageResponse(pages.begin(addresses.login())), statusCode: 503 };
    }
    const id = query.get('ask');
    if (id === null) {
      const app = query.has('app') ? addresses.appById(Number(query.get('app'))) : addresses.first;
      return app ? leadOn(app.appId, { place: placeOf(query) }) : pageResponse(pages.notFound(addresses.home));
    }
    const ask = await asks.read(id, remainingMilliseconds);
    const app = ask && addresses.appOf(ask);
    if (!ask || !app || !isLive(ask, now())) return pageResponse(pages.linkOver(addresses.home));
    return leadOn(app.appId, { ask: ask.id, place: ask.of.place });

    function leadOn(appId: number, about: { ask?: string; place?: AskPlace | undefined }): HttpResponse {
      const { ask: askId, place } = about;
      const attempt = beginAttempt({ appId, ...(askId !== undefined && { ask: askId }), ...(place && { place }) });
      const { apiUrl, clientId } = addresses.appById(appId) ?? addresses.first;
      const location = new URL(`${webUrlOf(apiUrl)}/login/oauth/authorize`);
      location.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: addresses.callback,
        state: attempt.state,
        // Servers that are too old for PKCE pass over what they do not know.
        code_challenge: challengeOf(attempt),
        code_challenge_method: 'S256',
      }).toString();
      return redirectResponse(302, location.href, cookiesToKeep(attempt, headers.cookie));
    }
  };
}

function placeOf(query: URLSearchParams): AskPlace | undefined {
  const number = Number(query.get('issue') ?? Number.NaN);
  return placeIn({ repository: query.get('repo'), ...(Number.isSafeInteger(number) && { number }) });
}
