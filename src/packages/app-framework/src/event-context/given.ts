import type { Octokit } from '@octokit/core';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** A type and no interface, whose members Octokit would not take for parameters. */
export type RepositoryArguments = { readonly owner: string; readonly repo: string };

/**
 * What methods of Octokit are called with, as the event says; each takes what else belongs to the call. Without that they have a form of
 * their own, since TypeScript 7 would take what a method wants for what it was given.
 */
export interface EventArguments {
  /** Of the event's repository. An event that has none is parked. */
  repo(): RepositoryArguments;
  /** The same, and what else belongs to the call. */
  repo<const More extends object>(more: More): RepositoryArguments & Writable<More>;
  /** Of the issue, or of the pull request as an issue, that the event is about. An event that is about none is parked. */
  issue(): IssueArguments;
  /** The same, and what else belongs to the call. */
  issue<const More extends object>(more: More): IssueArguments & Writable<More>;
  /** Of the pull request that the event is about. An event that is about none is parked. */
  pullRequest(): PullRequestArguments;
  /** The same, and what else belongs to the call. */
  pullRequest<const More extends object>(more: More): PullRequestArguments & Writable<More>;
}

type IssueArguments = RepositoryArguments & { readonly issue_number: number };

type PullRequestArguments = RepositoryArguments & { readonly pull_number: number };

/** What was written down, as it was written, and not the less changeable for it. */
type Writable<Value> = Value extends (...given: never) => unknown
  ? Value
  : { -readonly [Name in keyof Value]: Writable<Value[Name]> };

/** An event, and how its work is ended for good. */
export interface GivenEvent {
  readonly event: string;
  readonly delivery: GitHubEventDetail;
  readonly doNotRetry: (reason: string) => never;
}

export function createEventArguments({ event, delivery, doNotRetry }: GivenEvent): EventArguments {
  const { subject } = delivery;

  function repository(called: string): RepositoryArguments {
    const [owner = '', repo] = delivery.repository?.full_name.split('/') ?? [];
    return repo === undefined ? absent(called, 'no repository') : { owner, repo };
  }

  function absent(called: string, lacks: string): never {
    const name = delivery.action === undefined ? event : `${event}.${delivery.action}`;
    return doNotRetry(
      `${called}() was called for ${name}, and this event has ${lacks}: ask the payload what it is about.`,
    );
  }

  return {
    repo: <More extends object>(more?: More) => joined(repository('repo'), more),
    issue: <More extends object>(more?: More) => {
      const place = repository('issue');
      const issue_number = subject?.number ?? absent('issue', 'neither issue nor pull request');
      return joined({ ...place, issue_number }, more);
    },
    pullRequest: <More extends object>(more?: More) => {
      const place = repository('pullRequest');
      const pull_number = subject?.kind === 'pull-request' ? subject.number : absent('pullRequest', 'no pull request');
      return joined({ ...place, pull_number }, more);
    },
  };
}

function joined<Place extends object, More extends object>(place: Place, more?: More): Place & Writable<More>;
function joined(place: object, more?: object): object {
  return { ...place, ...more };
}

/** Where a configuration is looked for. */
export interface ConfigPlace {
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
}

/** What `repositoryConfig` makes. */
export interface RepositoryConfig<Config> {
  /** Reads, checks and fills in the file as it is on the default branch. */
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
