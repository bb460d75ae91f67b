import type { Octokit } from '@octokit/core';
import type { EventArguments, GivenEvent } from './event-arguments';

/** Where a configuration is looked for. */
export interface ConfigPlace {
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
}

/** What `repositoryConfig` makes. */
export interface RepositoryConfig<Config> {
  readonly readAt: (place: ConfigPlace) => Promise<Config>;
}

/**
 * The configuration of the event's repository: its own file on the default branch, else that of its owner's repository `.github`, else what
 * the schema makes of nothing.
 * @throws InvalidConfig
 */
export type ReadConfig = <Config>(config: RepositoryConfig<Config>) => Promise<Config>;

export interface EventConfigSettings {
  readonly context: Pick<GivenEvent, 'delivery' | 'doNotRetry'>;
  readonly octokit: Octokit | undefined;
  readonly repo: EventArguments['repo'];
}

export function createReadConfig({ context, octokit, repo }: EventConfigSettings): ReadConfig {
  return async function config({ readAt }) {
    const { installation } = context.delivery;
    if (!octokit || !installation) {
      return context.doNotRetry('config() reads as an installation, and this event belongs to none.');
    }
    return readAt({ ...repo(), octokit, installationId: installation.id });
  };
}
