import type { Endpoints } from '@octokit/types';

/** A route about one repository: that of the job. */
export type RepositoryRoute = Extract<keyof Endpoints, `${string} /repos/{owner}/{repo}${string}`>;

/** Permissions of a token, as GitHub names them. */
export type StepPermissions = Readonly<Record<string, 'read' | 'write'>>;

/** Which pull request a step is about. */
export interface OfPullRequest {
  /**
   * Number of the pull request.
   * @default that of the job
   */
  readonly number?: number;
}

/** What `getPullRequest` reads. */
export interface GetPullRequestOptions extends OfPullRequest {
  /**
   * What of it is read, besides details and repository.
   * @default all of it
   */
  readonly include?: readonly ('diff' | 'files' | 'comments')[];
}

/** Which commit a step reads. */
export interface OfCommit {
  /**
   * Branch, tag or commit.
   * @default the commit of the job
   */
  readonly ref?: string;
}

/** Which file `getFile` reads. */
export interface GetFileOptions extends OfCommit {
  readonly path: string;
}

/** Which files `listFiles` names. */
export interface ListFilesOptions extends OfCommit {
  /**
   * Only files below it.
   * @default all
   */
  readonly path?: string;
}

/** An issue, or a pull request: in the first case the App needs `issues: write`, in the second `pull_requests: write`. */
export interface OfIssue {
  /**
   * Number of an issue.
   * @default the pull request of the job
   */
  readonly issue?: number;
}

/** What `createComment` writes, and where. */
export interface CreateCommentOptions extends OfIssue {
  /** Cut where it is longer than GitHub takes. */
  readonly body: string;
}

/** What `updateComment` writes, and into which comment. */
export interface UpdateCommentOptions extends OfIssue {
  /** Id of a comment that the App wrote, as `createComment` answers it. */
  readonly comment: number;
  readonly body: string;
}

/** Which labels `addLabels` and `removeLabels` are about, by their names. */
export interface LabelsOptions extends OfIssue {
  readonly labels: readonly string[];
}

/** What issue `createIssue` opens. */
export interface CreateIssueOptions {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
}

/** How a check run can end (https://docs.github.com/en/rest/checks/runs#create-a-check-run). */
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'timed_out'
  | 'action_required'
  | 'skipped';

/** What `JsonPath.objectAt` makes: known when the state runs. */
export interface OfInput {
  readonly creationStack: readonly string[];
}

/** Lines of files that something is said about. */
export interface Annotated {
  /**
   * As GitHub's API has them (https://docs.github.com/en/rest/checks/runs#create-a-check-run): `path`, `start_line`, `end_line`,
   * `annotation_level`, `message`. Of more than 1,000 the first; how many are left out the summary says.
   */
  readonly annotations?: readonly Readonly<Record<string, unknown>>[] | OfInput;
}

/** What `reportCheck` adds to what the check run of the job says. */
export interface ReportCheckOptions extends Annotated {
  /**
   * Stands behind how the job goes.
   * @default the one of the last report that has one
   */
  readonly title?: string;
  /**
   * Markdown, cut where it is longer than GitHub takes.
   * @default the one of the last report that has one
   */
  readonly summary?: string;
}

/** What a check run shows. */
export interface CheckRunText extends Annotated {
  /** @default the name of the check run */
  readonly title?: string;
  /** Markdown, cut where it is longer than GitHub takes. */
  readonly summary?: string;
  /** Ends it. */
  readonly conclusion?: CheckConclusion;
}

/** What check run `createCheckRun` makes, for the commit of the job. */
export interface CreateCheckRunOptions extends CheckRunText {
  /** The name of no workflow's check. */
  readonly name: string;
}

/** What `updateCheckRun` changes. */
export interface UpdateCheckRunOptions extends CheckRunText {
  /** Id of a check run that a step of this job made. */
  readonly checkRun: number;
}

/** What is deployed where. */
export interface DeployOptions {
  /** Name of the environment. */
  readonly environment: string;
  /**
   * Where what is deployed is to be seen; GitHub links to it.
   * @default GitHub links to nothing
   */
  readonly environmentUrl?: string;
  /** 140 characters at most. */
  readonly description?: string;
  /**
   * Names of environments that GitHub calls production.
   * @default `production`
   */
  readonly production?: readonly string[];
  /**
   * Names of checks of the commit that must have passed, or the step fails with `GitHubRefused`.
   * @default none
   */
  readonly requiredContexts?: readonly string[];
  /**
   * For an environment of the job's pull request alone: what becomes of its deployments when that is closed. `retire` makes them inactive,
   * `delete` removes them as well.
   * @default the environment is there to stay
   */
  readonly whenClosed?: 'retire' | 'delete';
}

/** What `request` asks GitHub for. */
export interface RequestOptions {
  /** Method and path, with the repository of the job: `POST /repos/{owner}/{repo}/…`. */
  readonly route: RepositoryRoute;
  /** For the braces of the route, and what is left for the query or the body. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What its token may do. */
  readonly permissions: StepPermissions;
}

/** What review `createReview` writes. */
export interface CreateReviewOptions extends OfPullRequest {
  /** @default COMMENT */
  readonly event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body: string;
}

/** What pull request `createPullRequest` opens; where one of the branch into `base` is open already, that is what it answers, as it is. */
export interface CreatePullRequestOptions {
  readonly title: string;
  readonly body?: string;
  /** Branch of the repository. */
  readonly head: string;
  readonly base: string;
}

/** What `mergePullRequest` merges, and how. */
export interface MergePullRequestOptions extends OfPullRequest {
  /** @default merge */
  readonly method?: 'merge' | 'squash' | 'rebase';
}

/** What event `dispatch` sends to the repository: at least once. */
export interface DispatchOptions {
  /** What the event is called. */
  readonly eventType: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}
