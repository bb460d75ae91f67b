import { DoNotRetryError } from '../event-context/do-not-retry';
import { isMutation } from '../github/graphql-mutation';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { CountEffect } from './effects-table';
import type { HandlerOctokit } from './handler-octokit';

export interface BreakerSettings {
  readonly delivery: GitHubEventDetail;
  readonly mostEffects: number;
  readonly count: CountEffect;
  readonly remainingMilliseconds: () => number;
}

/**
 * Ends a bot that answers itself, or another bot, without end: more writes of the App to one issue or pull request than so many a minute are
 * refused, and the work is parked.
 */
export function createBreaker({ delivery, mostEffects, count, remainingMilliseconds }: BreakerSettings) {
  let broken: DoNotRetryError | undefined;

  /** A mutation of GraphQL names its target by an id that tells no number: it counts for what the event is about. */
  function mutated(path: string, body: unknown): string | undefined {
    const { repository, subject } = delivery;
    const query = field(body, 'query');
    if (!path.endsWith('/graphql') || typeof query !== 'string' || !isMutation(query)) return undefined;
    return repository && subject ? `${repository.full_name}#${subject.number}`.toLowerCase() : undefined;
  }

  function counted(octokit: HandlerOctokit, note: (refused: DoNotRetryError) => void): HandlerOctokit {
    octokit.hook.before('request', async (options) => {
      const { method, url, body } = octokit.request.endpoint.parse(options);
      const path = new URL(url).pathname;
      const subject = method === 'GET' || method === 'HEAD' ? undefined : (subjectOf(path) ?? mutated(path, body));
      if (subject === undefined) return;
      const { host, app_id: appId } = delivery;
      const effects = await count({ host, appId, subject }, remainingMilliseconds);
      if (effects <= mostEffects) return;
      const refused = new DoNotRetryError(
        `App ${appId} wrote to ${subject} more than ${mostEffects} times within a minute: it may be answering itself. ` +
          'Look at what starts this handler before you redrive it.',
      );
      note(refused);
      throw refused;
    });
    return octokit;
  }

  return {
    /** Has the writes of an Octokit counted. */
    watch: (octokit: HandlerOctokit) =>
      counted(octokit, (refused) => {
        broken = refused;
      }),

    /** The same for writes that the work can do without: where one is refused, the work goes on and is not parked. */
    watchAside: (octokit: HandlerOctokit) => counted(octokit, () => undefined),

    /** @throws DoNotRetryError where a write was refused, also where the handler's code made light of it */
    check(): void {
      if (broken) throw broken;
    },
  };
}

function subjectOf(path: string): string | undefined {
  const [, owner, repo, number] = /\/repos\/([^/]+)\/([^/]+)\/(?:issues|pulls)\/(\d+)(?:\/|$)/.exec(path) ?? [];
  return number === undefined ? undefined : `${owner}/${repo}#${number}`.toLowerCase();
}
