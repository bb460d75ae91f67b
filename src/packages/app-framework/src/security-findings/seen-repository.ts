import type { ConfigPlace } from '../event-context/given';
import { failureOf } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';

const keptMilliseconds = 600_000;

/** Tells a repository that is not there from one that the installation does not see, as far as GitHub tells them apart. */
export function createSeenRepository({ now }: { readonly now: () => Date }) {
  const known = createShortMemory<boolean>({ lifetimeMilliseconds: keptMilliseconds, now });

  /** Whether what is not found there is not there. @throws Error where GitHub does not answer */
  return async function isSeen(place: ConfigPlace): Promise<boolean> {
    const { octokit, installationId, owner, repo } = place;
    const key = [octokit.request.endpoint.DEFAULTS.baseUrl, installationId, owner, repo].join(' ');
    const seen = known.recall(key) ?? (await isAsked(place));
    known.remember(key, seen);
    return seen;
  };

  async function isAsked({ octokit, owner, repo }: ConfigPlace): Promise<boolean> {
    const itself = await answered(
      'GET /repos/{owner}/{repo}',
      octokit.request('GET /repos/{owner}/{repo}', { owner, repo }),
    );
    if (itself !== undefined) return true;
    const route = 'GET /installation/repositories';
    // Installed everywhere: there is no such repository.
    return field(await answered(route, octokit.request(route, { per_page: 1 })), 'repository_selection') === 'all';
  }

  /** Absent where GitHub refuses it. @throws what may be answered the next time */
  async function answered(request: string, answer: Promise<{ readonly data: unknown }>): Promise<unknown> {
    try {
      return (await answer).data;
    } catch (error) {
      const { kind } = failureOf({ request, error, secrets: [], now: now() });
      if (kind === 'not-found' || kind === 'forbidden') return undefined;
      throw error;
    }
  }
}
