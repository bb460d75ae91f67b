import type { Octokit } from '@octokit/core';
import type { EventArguments, GivenEvent } from '../event-context/given';
import { type AnswerMemory, createConditionalAsk } from './conditional-ask';
import { createOctokitAsk } from './octokit-ask';
import type { PullRequestContext } from './pull-request';
import { createRepositoryContext, type RepositoryContext } from './repository-context';

/** What is in the repository of an event. An event that has none, or no installation, is parked. */
export interface EventRepository extends Omit<RepositoryContext, 'pullRequest'> {
  /** Of the event, unless another is named. An event that is about none is parked. */
  pullRequest(number?: number): PullRequestContext;
}

export interface EventRepositorySettings {
  readonly context: Pick<GivenEvent, 'delivery' | 'doNotRetry'>;
  readonly octokit: Pick<Octokit, 'request'> | undefined;
  readonly given: Pick<EventArguments, 'repo' | 'pullRequest'>;
  readonly memory: AnswerMemory;
}

export function createEventRepository({ context, octokit, given, memory }: EventRepositorySettings): EventRepository {
  const { delivery, doNotRetry } = context;

  function opened(): RepositoryContext {
    if (!octokit) return doNotRetry('context reads as an installation, and this event belongs to none.');
    const place = given.repo();
    const { host, app_id: appId, installation } = delivery;
    const whose = JSON.stringify([host, appId, installation?.id, place]);
    return createRepositoryContext(
      createConditionalAsk({ ask: createOctokitAsk({ octokit, ...place }), memory, whose }),
    );
  }

  return {
    repository: () => opened().repository(),
    pullRequest: (number) => opened().pullRequest(number ?? given.pullRequest().pull_number),
    commit: async (ref) => opened().commit(ref),
    getFile: async (path, options) => opened().getFile(path, options),
    listFiles: async (ref, options) => opened().listFiles(ref, options),
  };
}
