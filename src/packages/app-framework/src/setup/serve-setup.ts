import type { HttpResponse } from '../http/http-edge';
import { serveHttp } from '../http/http-edge';
import { pageResponse } from '../http/page';
import { logError } from '../lambda/logger';
import { createBeginning } from './begin-setup';
import { createCreation } from './create-app';
import { pages } from './setup-pages';
import type { BrowserRequest, SetupCollaborators } from './setup-world';

type Serve = (request: BrowserRequest) => Promise<HttpResponse>;

/** The pages on which an App is registered. What fails is a page, too: it says how to go on. */
export function serveSetup(collaborators: SetupCollaborators, gitHubUrl: string) {
  const installed = (action: string | null) => {
    if (action === 'request') return pages.requested(gitHubUrl);
    return action === 'update' ? pages.updated(`${gitHubUrl}/settings/installations`) : pages.installed(gitHubUrl);
  };
  const { open, begin } = createBeginning(collaborators);
  const routes: Readonly<Record<string, Serve>> = {
    'GET /setup': open,
    'POST /setup': begin,
    'GET /setup/created': createCreation(collaborators),
    'GET /setup/installed': async ({ request }) => pageResponse(installed(request.query.get('setup_action'))),
  };
  return serveHttp(async (request, context) => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis() - 1_000;
    const path = /\/setup(\/\w+)?$/.exec(request.path)?.[0] ?? '';
    const route = `${request.method} ${path}`;
    const serve = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (!serve) return pageResponse(pages.notFound());
    try {
      return await serve({ request, remainingMilliseconds });
    } catch (error) {
      const { requestId } = request;
      logError('setup failed', error, { path, requestId });
      return pageResponse(pages.failed(requestId));
    }
  });
}
