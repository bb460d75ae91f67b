import { type Admission, isAdmitted } from '../account-admission/admission';
import { field, parsedJson } from '../lambda/parsed-json';
import { type Permission, permissions } from '../rights/rights';
import type { BeginJob } from './begin-job';
import { type Job, jobIdOf, openStatuses } from './job';
import type { KeptJob } from './job-row';

/** Who wants something of a job, as the thread or an operator knows them. */
export interface Wanting {
  readonly login: string;
  readonly id?: number;
  /** What GitHub says that they have at least; absent for an operator, who may run all. */
  readonly has?: Permission;
  /** Where an App meets the repository by now; absent where nobody knows. */
  readonly at?: PresentPlace | undefined;
  /** Whose repositories may have jobs; absent where an event of their owner asks for it, which was judged. */
  readonly accounts?: Admission | undefined;
}

/** A repository that was transferred is in another installation than its older jobs, and may be called otherwise. */
export type PresentPlace = Pick<Job, 'appId' | 'installationId' | 'repository'> & {
  /** Id of the account that owns it; absent where nobody knows. */
  readonly ownerId?: number;
};

export type RerunOutcome =
  /** `known`: somebody did so before. */
  | { readonly kind: 'new' | 'known'; readonly jobId: string; readonly attempt: number }
  /** It has not ended, or was never run: filters refused it. */
  | { readonly kind: 'open' | 'skipped' }
  /** The command that started it asks for more than they were found to have. */
  | { readonly kind: 'beyond'; readonly permission: Permission }
  /** That command is of others alone. */
  | { readonly kind: 'of others'; readonly authors: string }
  /** The account that owns the repository by now is not admitted. */
  | { readonly kind: 'held back'; readonly account: string }
  /** The App has lost the installation, or what started the job stayed behind there. */
  | { readonly kind: 'lost'; readonly reason: string };

export type RerunJob = ReturnType<typeof createRerunJob>;

/**
 * Does once more what a job did that has ended: as another job, for the same commit, where its repository is by now. The next attempt of a job is one,
 * however often it is asked for.
 */
export function createRerunJob(begin: BeginJob) {
  return async function rerun(job: KeptJob, by: Wanting, remainingMilliseconds: () => number): Promise<RerunOutcome> {
    if (openStatuses.includes(job.status)) return { kind: 'open' };
    // Who runs that would get round the filters that refused it.
    if (job.status === 'SKIPPED') return { kind: 'skipped' };
    const { permission, authors } = job;
    // What they may not have started they do not start this way, and least of all for a commit of long ago.
    if (permission !== undefined && by.has !== undefined && isMore(permission, by.has)) {
      return { kind: 'beyond', permission };
    }
    if (authors !== undefined && by.has !== undefined && !isAmong(authors, by.login)) {
      return { kind: 'of others', authors };
    }
    const owner = ownerOf(by.at ?? job);
    if (!isAdmitted(by.accounts, owner)) return { kind: 'held back', account: owner.login };
    const place = presentPlace(job, by);
    // What one customer said is to run must not run for another, with what the first one gave along.
    if (place.installationId !== job.installationId && isOfKeptTrigger(job))
      return {
        kind: 'lost',
        reason: `It was started by a trigger of installation ${job.installationId}, and its repository is in installation ${place.installationId} now.`,
      };
    const next = nextAttempt(job, { by, place });
    const begun = await begin(next, remainingMilliseconds);
    if (begun.kind === 'lost') return begun;
    return { kind: begun.kind, jobId: next.jobId, attempt: next.attempt };
  };
}

function isMore(one: Permission, other: Permission): boolean {
  return permissions.indexOf(one) > permissions.indexOf(other);
}

/** GitHub's logins are the same in any case. */
function isAmong(authors: string, login: string): boolean {
  return authors.toLowerCase().split(' ').includes(login.toLowerCase());
}

/** Tokens are of the repository's id, which GitHub refuses in an installation that it is not in. Another App in it knows its name alone. */
function presentPlace(job: KeptJob, { at = job }: Wanting): Pick<Job, 'installationId' | 'repository'> {
  const { installationId } = at.appId === job.appId ? at : job;
  return { installationId, repository: at.repository };
}

function ownerOf({ repository, ownerId }: Pick<PresentPlace, 'repository' | 'ownerId'>) {
  return { login: repository.replace(/\/.*$/, ''), ...(ownerId !== undefined && { id: ownerId }) };
}

function isOfKeptTrigger({ input }: KeptJob): boolean {
  return field(parsedJson(input), 'trigger') !== undefined;
}

interface Next {
  readonly by: Wanting;
  readonly place: Pick<Job, 'installationId' | 'repository'>;
}

function nextAttempt(job: KeptJob, { by: { login, id }, place }: Next): Job {
  const attempt = job.attempt + 1;
  const jobId = jobIdOf([job.firstJob, attempt]);
  const { workflow, check, machine, host, appId, repositoryId, sha, deliveryId } = job;
  const { installationId, repository } = place;
  const now = { job: jobId, attempt, installationId, repository: { id: repositoryId, fullName: repository } };
  return {
    jobId,
    firstJob: job.firstJob,
    attempt,
    workflow,
    check,
    machine,
    input: JSON.stringify({ ...Object(parsedJson(job.input)), ...now }),
    host,
    appId,
    installationId,
    repositoryId,
    repository,
    sha,
    deliveryId,
    startedBy: login,
    ...(job.limit !== undefined && { limit: job.limit }),
    ...(job.comment && { comment: job.comment }),
    // Nobody approved what was stopped while it waited.
    ...(job.needsApproval !== undefined && job.approvedBy === undefined && { needsApproval: job.needsApproval }),
    ...(job.pullRequest !== undefined && { pullRequest: job.pullRequest }),
    ...(id !== undefined && { userId: id }),
    ...(job.permission !== undefined && { permission: job.permission }),
    ...(job.authors !== undefined && { authors: job.authors }),
  };
}
