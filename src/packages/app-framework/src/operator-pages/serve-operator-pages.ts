import { type ServePage, servePages } from '../http/serve-pages';
import { logError } from '../lambda/logger';
import { createEntry, type EntryCollaborators } from './enter-pages';
import type { KeptExaminations } from './examination-table';
import { createLayout } from './layout';
import { statusPage } from './status-page';

export interface OperatorPagesCollaborators extends EntryCollaborators {
  readonly examinations: Pick<KeptExaminations, 'read' | 'begin'>;
  /** Has the deployment be looked at, and does not wait for it. */
  readonly startExamination: (remainingMilliseconds: () => number) => Promise<void>;
}

/** The site for those who operate the deployment: it shows, and changes nothing but who may look. */
export function serveOperatorPages(collaborators: OperatorPagesCollaborators) {
  const { examinations, startExamination, baseUrl, now } = collaborators;
  const { forOperators, enter } = createEntry(collaborators);
  const layout = createLayout(baseUrl);

  const status: ServePage = async ({ request, remainingMilliseconds }) => {
    if (await examinations.begin(remainingMilliseconds)) await startExamination(remainingMilliseconds);
    const last = await examinations.read(remainingMilliseconds);
    const reloading = request.query.get('reload') === 'no' ? 'by hand' : 'by itself';
    return layout(statusPage({ last, now: now(), reloading, baseUrl }));
  };

  return servePages({
    routes: {
      'GET /operators': forOperators(status),
      'POST /operators': enter,
    },
    paths: /\/operators(\/\w+)?$/,
    notFound: () => ({
      status: 404,
      title: 'There is nothing here',
      text: ['The pages of operators begin at /operators.'],
    }),
    failed: (error, where) => {
      logError('operator page failed', error, { ...where });
      return {
        status: 500,
        title: 'Something failed here',
        text: [
          `It is in the log of the function operator-pages, under ${where.requestId}. Nothing was changed: load this page again.`,
        ],
      };
    },
  });
}
