import { ComeAgainError } from '../aws/serve-batch';
import type { GitHubOutcome } from '../github/outcome';
import { isDeploymentDue, wantedOf } from '../github-deployments/deployment-status';
import type { DeploymentsTable } from '../github-deployments/deployments-table';
import type { ShowDeployment } from '../github-deployments/show-deployment';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { ShownJobs } from '../jobs/shown-jobs-table';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { logError, logInfo, logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { saysTheEnd } from './job-comment';
import { CreationWaitsError } from './paced-writes';
import type { ShowCheckRun } from './show-check-run';
import type { ShowComment } from './show-comment';

export interface ReportCollaborators {
  readonly read: Jobs['read'];
  readonly jobs: Pick<ShownJobs, 'shown' | 'hold' | 'commented'>;
  readonly unsettled: Pick<UnsettledJobs, 'ofInstallation'>;
  readonly show: ShowCheckRun;
  readonly deployments: Pick<DeploymentsTable, 'said'>;
  readonly deploy: ShowDeployment;
  readonly comment: ShowComment;
}

/** What GitHub does not take however often it is asked. */
const refusals: readonly GitHubOutcome['kind'][] = ['forbidden', 'not-found', 'unprocessable'];

/**
 * Shows what a job has come to in its check run, at its deployment where it has one, and in a comment where one is wanted: always the newest, so that being asked twice or late does
 * no harm, and before one that goes on those of its installation that have ended. One at a time for each installation: whoever asks sees to that.
 */
export function createReportJobs(collaborators: ReportCollaborators) {
  const { read, jobs, unsettled, show, deployments, deploy, comment } = collaborators;

  return async function report(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    const job = await toShow(jobId, remainingMilliseconds);
    if (!job) return;
    if (isOpen(job)) await reportEnded(job, 'all', remainingMilliseconds);
    const current = isOpen(job) ? await toShow(jobId, remainingMilliseconds) : job;
    try {
      if (current) await reportOne(current, remainingMilliseconds);
    } catch (error) {
      // Those behind it do not wait along whose check run is there.
      if (error instanceof CreationWaitsError && !isOpen(job)) await reportEnded(job, 'made', remainingMilliseconds);
      throw error;
    }
  };

  /** Of the same installation; once one has to wait for its check run to be made, only those that have theirs. */
  async function reportEnded(job: KeptJob, which: 'all' | 'made', remainingMilliseconds: () => number): Promise<void> {
    let wanted = which;
    for await (const other of unsettled.ofInstallation(job, remainingMilliseconds)) {
      if (other.jobId === job.jobId || isOpen(other)) continue;
      // The index is behind.
      const ended = await toShow(other.jobId, remainingMilliseconds);
      if (!ended || (wanted === 'made' && ended.checkRunId === undefined)) continue;
      if ((await reportOther(ended, remainingMilliseconds)) === 'waits') wanted = 'made';
    }
  }

  /** The job, unless it is shown as it is. */
  async function toShow(jobId: string, remainingMilliseconds: () => number): Promise<KeptJob | undefined> {
    const job = await read(jobId, remainingMilliseconds);
    return job && (isCheckRunDue(job) || isDeploymentDue(job) || isCommentDue(job)) ? job : undefined;
  }

  /** Others hold it up only where the whole installation must wait: what else fails is tried again when they are asked for themselves. */
  async function reportOther(job: KeptJob, remainingMilliseconds: () => number): Promise<'waits' | undefined> {
    try {
      await reportOne(job, remainingMilliseconds);
    } catch (error) {
      if (error instanceof CreationWaitsError) return 'waits';
      if (error instanceof ComeAgainError) throw error;
      logError('another job is not shown yet', error, { job: job.jobId, status: job.status });
    }
    return undefined;
  }

  async function reportOne(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    const outcome = isCheckRunDue(job) ? await showOne(job, remainingMilliseconds) : 'shown';
    if (outcome === 'held') return;
    if ((await sayAtDeployment(job, remainingMilliseconds)) === 'held') return;
    if (isCommentDue(job)) await commentOn(job, remainingMilliseconds);
  }

  async function showOne(job: KeptJob, remainingMilliseconds: () => number): Promise<'shown' | 'held'> {
    const { jobId, status } = job;
    const noted = { job: jobId, status };
    const state = {
      status,
      ...(job.reported !== undefined && { reported: job.reported }),
      ...(isCommentDue(job) && { comment: job.comment }),
      ...(isDeploymentDue(job) && { deployment: job.deployment }),
    };
    const outcome = await show(job, remainingMilliseconds);
    if (outcome.kind === 'answered') {
      const checkRunId = idIn(outcome.data);
      await jobs.shown(jobId, { ...state, ...(checkRunId !== undefined && { checkRunId }) }, remainingMilliseconds);
      logInfo('job shown', { ...noted, checkRunId });
      return 'shown';
    }
    if (outcome.kind !== 'overtaken') refuseUnserved(job, outcome);
    logWarning('the check run of a job is not shown', { ...noted, ...outcome });
    if (outcome.kind === 'forbidden' && !isOpen(job)) {
      await jobs.hold(job, remainingMilliseconds);
      return 'held';
    }
    await jobs.shown(jobId, state, remainingMilliseconds);
    return 'shown';
  }

  /** What GitHub forbids now, such as an App that lost its permission, is said once it is given back. */
  async function sayAtDeployment(job: KeptJob, remainingMilliseconds: () => number): Promise<'said' | 'held'> {
    if (!isDeploymentDue(job)) return 'said';
    const noted = { job: job.jobId, status: job.status, ...job.deployment };
    const outcome = await deploy(job, remainingMilliseconds);
    if (outcome.kind === 'answered') logInfo('a deployment says what has become of its job', noted);
    else {
      refuseUnserved(job, outcome);
      logWarning('a deployment does not say what has become of its job', { ...noted, ...outcome });
      if (outcome.kind === 'forbidden') {
        if (!isOpen(job)) await jobs.hold(job, remainingMilliseconds);
        return 'held';
      }
    }
    const comment = isCommentDue(job) ? job.comment : undefined;
    const settling = { jobId: job.jobId, status: job.status, ...(comment && { comment }) };
    await deployments.said(settling, wantedOf(job), remainingMilliseconds);
    return 'said';
  }

  async function commentOn(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    const { jobId, status } = job;
    const commented = await comment(job, remainingMilliseconds);
    if (!commented) return;
    if ('failure' in commented) {
      refuseUnserved(job, commented.failure);
      logWarning('a job is not commented on', { job: jobId, status, ...commented.failure });
    }
    const commentId = 'commentId' in commented ? commented.commentId : undefined;
    const state = { jobId, status, ...(commentId !== undefined && { commentId }) };
    await jobs.commented(state, commented.said, remainingMilliseconds);
    logInfo('job commented on', { job: jobId, status, commentId });
  }
}

/** Throws where GitHub may serve it later. */
function refuseUnserved({ jobId }: KeptJob, outcome: Exclude<GitHubOutcome, { kind: 'answered' }>): void {
  if (refusals.includes(outcome.kind)) return;
  const message = `${outcome.request} for job ${jobId} was not served: ${outcome.kind}, ${outcome.message}`;
  if (outcome.kind === 'throttled') throw new ComeAgainError(message, outcome.retryAfterSeconds);
  throw new Error(message);
}

/** Whether it has gone on, or a step has said something, since it was shown. */
function isCheckRunDue({ shown, status, reported = 0, reportShown = 0 }: KeptJob): boolean {
  return shown !== status || reported > reportShown;
}

function isCommentDue(job: KeptJob): job is KeptJob & Required<Pick<KeptJob, 'comment'>> {
  return job.comment !== undefined && job.status !== 'SKIPPED' && !saysTheEnd(job);
}

function isOpen({ status }: KeptJob): boolean {
  return openStatuses.includes(status);
}

function idIn(run: unknown): number | undefined {
  const id = field(run, 'id');
  return typeof id === 'number' ? id : undefined;
}
