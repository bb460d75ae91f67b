import { isJobId, openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { JobEntry, RepositoryJobs, RepositoryPlace } from '../jobs/repository-jobs-table';
import type { PresentPlace, RerunJob, Wanting } from '../jobs/rerun-job';
import type { StopJob } from '../jobs/stop-jobs';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { field } from '../lambda/parsed-json';
import type { Routing } from '../webhooks/route-source';
import type { PlacesInLine } from './places-in-line';

/** Which jobs somebody means. */
export interface JobsWanted {
  /** Full name, as it was when a job of it began. Without it, `list` tells of all that have not ended. */
  readonly repository?: string | undefined;
  /** With `host`: the repository, whatever it was called, in the place of its name. */
  readonly repositoryId?: number | undefined;
  readonly host?: string | undefined;
  readonly job?: string | undefined;
}

/** What an operator, or the code of a command, asks about jobs. `job` is an id or, with `repository`, the beginning of one. */
export interface JobsRequest extends JobsWanted {
  /** `status` lists those alone that have not ended, as `list` does where no repository is named. */
  readonly operation: 'list' | 'status' | 'show' | 'cancel' | 'rerun';
  /** Login of who wants it. */
  readonly by?: string | undefined;
  /** For `rerun`: where GitHub says that the repository is by now, to whoever asked it. */
  readonly at?: PresentPlace | undefined;
}

/** What people are shown of a job. */
export interface JobView {
  readonly job: string;
  readonly workflow: string;
  readonly status: string;
  readonly appId: number;
  readonly repository: string;
  readonly repositoryId: number;
  readonly sha: string;
  readonly attempt: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly pullRequest?: number | undefined;
  readonly startedBy?: string | undefined;
  readonly checkRunId?: number | undefined;
  readonly executionArn?: string | undefined;
  readonly deliveryId: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly stopReason?: string | undefined;
  /** Of one that waits for its turn, among those of its workflow in its installation: 1 for the next. */
  readonly position?: number | undefined;
}

export type JobsAnswer =
  /** `leftOut`: how many older ones there are besides. */
  | { readonly kind: 'jobs'; readonly jobs: readonly JobView[]; readonly leftOut: number }
  | { readonly kind: 'stopped' | 'ended' | 'open' | 'skipped'; readonly job: JobView }
  | { readonly kind: 'lost'; readonly job: JobView; readonly reason: string }
  | { readonly kind: 'held back'; readonly job: JobView; readonly account: string }
  | { readonly kind: 'beyond'; readonly job: JobView; readonly permission: string }
  | { readonly kind: 'of others'; readonly job: JobView; readonly authors: string }
  | { readonly kind: 'new' | 'known'; readonly job: JobView; readonly next: string; readonly attempt: number }
  | { readonly kind: 'not-found' | 'ambiguous' };

export interface FindCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly ofRepository: RepositoryJobs;
}

export interface OperateCollaborators extends FindCollaborators {
  readonly unsettled: Pick<UnsettledJobs, 'all'>;
  readonly placesInLine: PlacesInLine;
  readonly stop: StopJob;
  readonly rerun: RerunJob;
  /** It says whose repositories may have jobs. */
  readonly readRouting: (remainingMilliseconds: () => number) => Promise<Pick<Routing, 'accounts'>>;
}

const mostListed = 100;
/** Fewer would be met by chance. */
const leastCharacters = 7;
/** Several Apps may have jobs in a repository: of so many one is of the App that is meant, as a rule. */
const mostLookedAt = 20;

export type FindJobs = ReturnType<typeof createFindJobs>;

/** Finds jobs for people. A job of another repository than that which is named is none. */
export function createFindJobs({ jobs, ofRepository }: FindCollaborators) {
  return { named, one, placesOf };

  /** The repositories that are meant: whoever has no id knows it by a name that it had. Absent where all are. */
  async function placesOf(
    { repository, repositoryId, host }: JobsWanted,
    remainingMilliseconds: () => number,
  ): Promise<readonly RepositoryPlace[] | undefined> {
    if (repositoryId !== undefined) return host === undefined ? [] : [{ host, repositoryId }];
    return repository === undefined ? undefined : ofRepository.called(repository, remainingMilliseconds);
  }

  /** Those that an id means or, with `repository`, the beginning of one. */
  async function named(request: JobsWanted, remainingMilliseconds: () => number): Promise<KeptJob[]> {
    const text = request.job?.toLowerCase() ?? '';
    const places = await placesOf(request, remainingMilliseconds);
    const whole: unknown = text;
    if (isJobId(whole)) {
      const found = await jobs.read(whole, remainingMilliseconds);
      return found && (!places || places.some((place) => isIn(found, place))) ? [found] : [];
    }
    if (!places || text.length < leastCharacters) return [];
    const meant: JobEntry[] = [];
    for (const place of places)
      for await (const entry of ofRepository.entries(place, remainingMilliseconds))
        if (entry.jobId.startsWith(text)) meant.push(entry);
    return ofRepository.rows(meant, remainingMilliseconds);
  }

  /** The one that is meant, or why there is no such one. */
  async function one(
    request: JobsWanted,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly job: KeptJob } | { readonly kind: 'not-found' | 'ambiguous' }> {
    const [job, ...others] = await named(request, remainingMilliseconds);
    if (!job) return { kind: 'not-found' };
    return others.length > 0 ? { kind: 'ambiguous' } : { job };
  }
}

export type RerunNamed = ReturnType<typeof createRerunNamed>;

/** Runs a job again that somebody means: where its repository is by now, as they know it or else as its newest job does. */
export function createRerunNamed({ rerun, ...finding }: FindCollaborators & Pick<OperateCollaborators, 'rerun'>) {
  const { one } = createFindJobs(finding);
  const { ofRepository } = finding;

  /** @throws AwsCallError */
  return async function rerunNamed(
    request: JobsWanted,
    by: Wanting,
    remainingMilliseconds: () => number,
  ): Promise<Exclude<JobsAnswer, { kind: 'jobs' }>> {
    const found = await one(request, remainingMilliseconds);
    if (!('job' in found)) return found;
    const { job } = found;
    const at = by.at ?? (await newestOf(job, remainingMilliseconds));
    const outcome = await rerun(job, { ...by, at }, remainingMilliseconds);
    if (!('jobId' in outcome)) return { ...outcome, job: viewOf(job) };
    return { kind: outcome.kind, job: viewOf(job), next: outcome.jobId, attempt: outcome.attempt };
  };

  async function newestOf(job: KeptJob, remainingMilliseconds: () => number): Promise<PresentPlace | undefined> {
    const newest: JobEntry[] = [];
    for await (const entry of ofRepository.entries(job, remainingMilliseconds)) {
      newest.push(entry);
      if (newest.length === mostLookedAt) break;
    }
    const jobs = await ofRepository.rows(newest, remainingMilliseconds);
    return jobs.find(({ appId }) => appId === job.appId);
  }
}

/** Answers what operators and commands ask about jobs. A job of another repository than that which is named is none. */
export function createOperateJobs(collaborators: OperateCollaborators) {
  const { jobs, ofRepository, unsettled, placesInLine, stop, rerun, readRouting } = collaborators;
  const { one, placesOf } = createFindJobs({ jobs, ofRepository });
  const rerunNamed = createRerunNamed({ jobs, ofRepository, rerun });

  /** @throws Error for what is no such request */
  return async function operate(asked: unknown, remainingMilliseconds: () => number): Promise<JobsAnswer> {
    const request = parsed(asked);
    const { operation, at, by = 'an operator' } = request;
    if (operation === 'list' || operation === 'status')
      return viewsOf(await listed(request, remainingMilliseconds), remainingMilliseconds);
    // Whoever may invoke this function could name anybody: what a person may do goes by no id that it is given.
    if (operation === 'rerun') {
      const { accounts } = await readRouting(remainingMilliseconds);
      return rerunNamed(request, { login: by, at, accounts }, remainingMilliseconds);
    }
    const found = await one(request, remainingMilliseconds);
    if (!('job' in found)) return found;
    const { job } = found;
    if (operation === 'show') return viewsOf({ most: [job], leftOut: 0 }, remainingMilliseconds);
    const reason = `Stopped by ${by}.`;
    return { kind: await stop(job, { as: 'ABORTED', reason }, remainingMilliseconds), job: viewOf(job) };
  };

  async function viewsOf({ most, leftOut }: Listed, remainingMilliseconds: () => number): Promise<JobsAnswer> {
    const places = await placesInLine(most, remainingMilliseconds);
    const views = most.map((job) => ({ ...viewOf(job), position: places.get(job.jobId) }));
    return { kind: 'jobs', jobs: views, leftOut };
  }

  async function listed(request: JobsRequest, remainingMilliseconds: () => number): Promise<Listed> {
    const places = await placesOf(request, remainingMilliseconds);
    if (places && request.operation === 'list') return ofAges(places, remainingMilliseconds);
    const open: KeptJob[] = [];
    for (const place of places ?? []) open.push(...(await ofRepository.open(place, remainingMilliseconds)));
    if (!places) for await (const job of unsettled.all(remainingMilliseconds)) if (isOpen(job)) open.push(job);
    open.sort(byAge);
    return { most: open.slice(0, mostListed), leftOut: Math.max(0, open.length - mostListed) };
  }

  async function ofAges(places: readonly RepositoryPlace[], remainingMilliseconds: () => number): Promise<Listed> {
    const found: JobEntry[] = [];
    for (const place of places)
      for await (const entry of ofRepository.entries(place, remainingMilliseconds)) found.push(entry);
    found.sort(byAge);
    const newest = found.slice(0, mostListed);
    const most = await ofRepository.rows(newest, remainingMilliseconds);
    return { most, leftOut: found.length - newest.length };
  }
}

/** Newest first, and how many older ones there are besides. */
interface Listed {
  readonly most: readonly KeptJob[];
  readonly leftOut: number;
}

function isOpen({ status }: KeptJob): boolean {
  return openStatuses.includes(status);
}

function byAge(one: Pick<JobEntry, 'createdAt'>, other: Pick<JobEntry, 'createdAt'>): number {
  return other.createdAt.getTime() - one.createdAt.getTime();
}

function isIn(job: RepositoryPlace, { host, repositoryId }: RepositoryPlace): boolean {
  return job.host === host && job.repositoryId === repositoryId;
}

const operations = ['list', 'status', 'show', 'cancel', 'rerun'] as const;

function parsed(asked: unknown): JobsRequest {
  const operation = operations.find((one) => one === field(asked, 'operation'));
  if (!operation) throw new Error('Give an operation: list, status, show, cancel or rerun.');
  const text = (name: string) => {
    const value = field(asked, name);
    return typeof value === 'string' ? value : undefined;
  };
  const id = field(asked, 'repositoryId');
  return {
    operation,
    repository: text('repository'),
    repositoryId: typeof id === 'number' ? id : undefined,
    host: text('host'),
    job: text('job'),
    by: text('by'),
    at: placeIn(field(asked, 'at')),
  };
}

function placeIn(at: unknown): PresentPlace | undefined {
  const [appId, installationId, repository] = ['appId', 'installationId', 'repository'].map((name) => field(at, name));
  const isPlace = typeof appId === 'number' && typeof installationId === 'number' && typeof repository === 'string';
  const ownerId = field(at, 'ownerId');
  return isPlace ? { appId, installationId, repository, ...(typeof ownerId === 'number' && { ownerId }) } : undefined;
}

function viewOf(job: KeptJob): JobView {
  const { jobId, workflow, status, sha, attempt, deliveryId, createdAt, updatedAt, stop } = job;
  const { appId, repository, repositoryId } = job;
  const { pullRequest, startedBy, checkRunId, executionArn, error, cause } = job;
  return {
    job: jobId,
    ...{ workflow, status, appId, repository, repositoryId },
    ...{ sha, attempt, deliveryId },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...{ pullRequest, startedBy, checkRunId, executionArn, error, cause },
    stopReason: stop?.reason,
  };
}
