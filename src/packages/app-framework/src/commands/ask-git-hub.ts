import { failureOf } from '../github/outcome';
import type { HandlerInside } from '../handlers/webhook-handler';
import { field } from '../lambda/parsed-json';
import type { AskGitHub } from '../rights/rights';

/** Asks as the installation, with a token that reaches no further than the question. What may succeed later is thrown. */
export function createAskGitHub(limited: HandlerInside['limited']): AskGitHub {
  return async function ask({ path, scope: { repositoryIds, permissions } }) {
    const octokit = limited({ permissions, ...(repositoryIds && { repositoryIds }) });
    try {
      // A redirect says something here, and is not where the answer is.
      const { status, data } = await octokit.request(`GET ${path}`, { request: { redirect: 'manual' } });
      return { kind: 'answered', status, body: data };
    } catch (error) {
      if (isTokenRefusal(error)) return { kind: 'no-token', reason: error.message };
      const failure = failureOf({ request: `GET ${path}`, error, secrets: [], now: new Date() });
      const { kind, status } = failure;
      if (status === undefined || kind === 'throttled' || kind === 'unavailable') throw error;
      if (status !== 404) return { kind: 'answered', status, body: undefined };
      const { repositorySelection } = Object(await octokit.auth({ type: 'installation' }));
      const isCut = repositorySelection === 'selected' && repositoryIds === undefined;
      return {
        kind: 'answered',
        status,
        body: undefined,
        reach: isCut ? 'some repositories' : 'all that is installed',
      };
    }
  };
}

/** The deployment's own errors for what the installation, or the ceiling of this handler, does not have. */
const tokenRefusals = ['AccessDeniedError', 'ClientSideError', 'NotFoundError'];

function isTokenRefusal(error: unknown): error is Error {
  return error instanceof Error && tokenRefusals.includes(error.name) && field(error, '$fault') === 'client';
}
