import { servePages } from '../http/serve-pages';
import { logError } from '../lambda/logger';
import { createBeginning } from './begin-install';
import { pages } from './install-pages';
import type { InstallCollaborators } from './install-world';
import { createTaking } from './take-installation';

/** The pages of install links. */
export function serveInstall(collaborators: InstallCollaborators) {
  const beginning = createBeginning(collaborators);
  const { arrive, choose } = createTaking(collaborators, beginning);
  return servePages({
    routes: {
      'GET /install': beginning.open,
      'POST /install': beginning.press,
      'GET /install/back': beginning.back,
      'GET /setup/installed': beginning.back,
      'GET /github/auth': beginning.back,
      'GET /install/arrive': arrive,
      'POST /install/choose': choose,
    },
    paths: /\/(?:install(?:\/(?:back|arrive|choose))?|setup\/installed|github\/auth)$/,
    notFound: pages.notFound,
    failed: (error, where) => {
      logError('an install link failed', error, { ...where });
      return pages.failed(where.requestId);
    },
  });
}
