import { pageResponse, redirectResponse } from '../http/page';
import { servePages } from '../http/serve-pages';
import { logError } from '../lambda/logger';
import { createBeginning } from './begin-setup';
import { createCreation } from './create-app';
import { pages } from './setup-pages';
import type { SetupCollaborators } from './setup-world';

/** The pages on which an App is registered. */
export function serveSetup(collaborators: SetupCollaborators, gitHubUrl: string) {
  const installed = (action: string | null) => {
    if (action === 'request') return pages.requested(gitHubUrl);
    return action === 'update' ? pages.updated(`${gitHubUrl}/settings/installations`) : pages.installed(gitHubUrl);
  };
  const { installLinks } = collaborators;
  const { open, begin } = createBeginning(collaborators);
  return servePages({
    routes: {
      'GET /setup': open,
      'POST /setup': begin,
      'GET /setup/created': createCreation(collaborators),
      'GET /setup/installed': async ({ request }) =>
        installLinks === undefined
          ? pageResponse(installed(request.query.get('setup_action')))
          : redirectResponse(303, `${installLinks}?${request.query}`, []),
    },
    paths: /\/setup(\/\w+)?$/,
    notFound: pages.notFound,
    failed: (error, where) => {
      logError('setup failed', error, { ...where });
      return pages.failed(where.requestId);
    },
  });
}
