import { isAtSameGitHub } from '../github/single-sign-on';
import type { HttpResponse } from '../http/http-edge';
import { serveHttp } from '../http/http-edge';
import { pageResponse } from '../http/page';
import { logError } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';
import { askOfState, signedInOf } from './attempt';
import { type CallbackCollaborators, createCallback } from './callback';
import { createLogin } from './login';
import { pages } from './sign-in-pages';
import { type BrowserRequest, createAddresses } from './sign-in-world';
import { wayBack } from './way-back';

/** The pages of signing in. What fails is a page, too: people see it. */
export function serveSignIn(collaborators: CallbackCollaborators) {
  const addresses = createAddresses(collaborators);
  const routes: Readonly<Record<string, (request: BrowserRequest) => Promise<HttpResponse>>> = {
    login: createLogin(collaborators),
    callback: createCallback(collaborators),
    done: async ({ request }) => {
      const signedIn = signedInOf(request.headers.cookie);
      const app = signedIn && addresses.appById(signedIn.appId);
      if (!signedIn || !app) return pageResponse(pages.notFound(addresses.home));
      const { ssoUrl } = signedIn;
      if (ssoUrl !== undefined && isAtSameGitHub(ssoUrl, app.apiUrl)) {
        return pageResponse(pages.singleSignOn(signedIn.login, ssoUrl));
      }
      return pageResponse(pages.done(signedIn.login, signedIn.goesOn, wayBack(app.apiUrl, signedIn)));
    },
  };

  return serveHttp(async (request, context) => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis() - 1_000;
    const page = /\/auth\/(\w+)$/.exec(request.path)?.[1] ?? '';
    const route = Object.hasOwn(routes, page) ? routes[page] : undefined;
    if (!route || request.method !== 'GET') return pageResponse(pages.notFound(addresses.home));
    try {
      return await route({ request, remainingMilliseconds });
    } catch (error) {
      const { query, requestId } = request;
      logError('sign-in failed', error, { page, requestId, ...countedOfPlatform({ AuthFailed: 1 }) });
      const ask = query.get('ask') ?? askOfState(query.get('state') ?? '');
      return pageResponse(pages.failed(requestId, addresses.login(ask)));
    }
  });
}
