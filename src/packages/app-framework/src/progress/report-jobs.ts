import { ComeAgainError } from '../aws/serve-batch';
import type { GitHubOutcome } from '../github/outcome';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { logInfo, logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { ShowCheckRun } from './show-check-run';

export interface ReportCollaborators {
  readonly jobs: Pick<Jobs, 'read' | 'shown'>;
  readonly unsettled: Pick<UnsettledJobs, 'ofInstallation'>;
  readonly show: ShowCheckRun;
}

/** What GitHub does not take however often it is asked. */
const refusals: readonly GitHubOutcome['kind'][] = ['forbidden', 'not-found', 'unprocessable'];

/**
 * Shows what a job has come to in its check run: always the newest, so that being asked twice or late does no harm, and before one that goes on
 * those of its installation that have ended. One at a time for each installation: whoever asks sees to that.
 */
export function createReportJobs({ jobs, unsettled, show }: ReportCollaborators) {
  return async function report(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    const job = await toShow(jobId, remainingMilliseconds);
    if (!job) return;
    if (isOpen(job)) {
      for await (const other of unsettled.ofInstallation(job, remainingMilliseconds)) {
        // The index is behind.
        const ended = isOpen(other) ? undefined : await toShow(other.jobId, remainingMilliseconds);
        if (ended) await reportOne(ended, remainingMilliseconds);
      }
    }
    const current = isOpen(job) ? await toShow(jobId, remainingMilliseconds) : job;
    if (current) await reportOne(current, remainingMilliseconds);
  };

  /** The job, unless it is shown as it is. */
  async function toShow(jobId: string, remainingMilliseconds: () => number): Promise<KeptJob | undefined> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    return job?.shown === job?.status ? undefined : job;
  }

  async function reportOne(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    const { jobId, status } = job;
    const noted = { job: jobId, status };
    const outcome = await show(job, remainingMilliseconds);
    if (outcome.kind === 'answered') {
      const checkRunId = idIn(outcome.data);
      await jobs.shown(jobId, { status, checkRunId }, remainingMilliseconds);
      return logInfo('job shown', { ...noted, checkRunId });
    }
    if (outcome.kind !== 'overtaken' && !refusals.includes(outcome.kind)) {
      const message = `${outcome.request} for job ${jobId} was not served: ${outcome.kind}, ${outcome.message}`;
      if (outcome.kind === 'throttled') throw new ComeAgainError(message, outcome.retryAfterSeconds);
      throw new Error(message);
    }
    logWarning('the check run of a job is not shown', { ...noted, ...outcome });
    await jobs.shown(jobId, { status }, remainingMilliseconds);
  }
}

function isOpen({ status }: KeptJob): boolean {
  return openStatuses.includes(status);
}

function idIn(run: unknown): number | undefined {
  const id = field(run, 'id');
  return typeof id === 'number' ? id : undefined;
}
