import type { GitHubRoute } from '../github/github';
import type { GitHubOutcome } from '../github/outcome';
import { logInfo, logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AskRepository } from './ask-repository';
import { checkRunOf } from './check-run';
import type { Jobs, KeptJob } from './jobs-table';
import { ComeAgainError } from './serve-batch';

export interface ReportCollaborators {
  readonly jobs: Pick<Jobs, 'read' | 'beginCheckRun' | 'shown'>;
  readonly ask: AskRepository;
}

/** What GitHub does not take however often it is asked. */
const refusals: readonly GitHubOutcome['kind'][] = ['forbidden', 'not-found', 'unprocessable'];

/**
 * Shows what a job has come to in its check run: always the newest, so that being asked twice or late does no harm. One at a time for each
 * installation: whoever asks sees to that.
 */
export function createReportJobs({ jobs, ask }: ReportCollaborators) {
  return async function report(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    if (!job || job.shown === job.status) return;
    const { status } = job;
    const noted = { job: jobId, status };
    const outcome = await show(job, remainingMilliseconds);
    if (outcome.kind === 'answered') {
      const checkRunId = idIn(outcome.data);
      await jobs.shown(jobId, { status, checkRunId }, remainingMilliseconds);
      return logInfo('job shown', { ...noted, checkRunId });
    }
    if (!refusals.includes(outcome.kind)) {
      const message = `${outcome.request} for job ${jobId} was not served: ${outcome.kind}, ${outcome.message}`;
      if (outcome.kind === 'throttled') throw new ComeAgainError(message, outcome.retryAfterSeconds);
      throw new Error(message);
    }
    logWarning('GitHub does not take the check run of a job', { ...noted, ...outcome });
    await jobs.shown(jobId, { status }, remainingMilliseconds);
  };

  async function show(job: KeptJob, remainingMilliseconds: () => number): Promise<GitHubOutcome> {
    const asked = (route: GitHubRoute, parameters: Readonly<Record<string, unknown>>) =>
      ask(job, { route, parameters }, remainingMilliseconds);
    const shown = checkRunOf(job);
    const change = (id: number) =>
      asked('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { check_run_id: id, ...shown });
    if (job.checkRunId !== undefined) return change(job.checkRunId);
    if (job.isCheckRunBegun) {
      const found = await asked('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        ref: job.sha,
        check_name: job.check,
        filter: 'all',
        app_id: job.appId,
        per_page: 100,
      });
      if (found.kind !== 'answered') return found;
      const id = ownIn(found.data, job.jobId);
      if (id !== undefined) return change(id);
    }
    await jobs.beginCheckRun(job.jobId, remainingMilliseconds);
    return asked('POST /repos/{owner}/{repo}/check-runs', {
      name: job.check,
      head_sha: job.sha,
      external_id: job.jobId,
      ...shown,
    });
  }
}

/** A check run that was made for this job, by a try whose answer nobody kept. */
function ownIn(data: unknown, jobId: string): number | undefined {
  const runs = field(data, 'check_runs');
  const own = Array.isArray(runs) ? runs.find((run) => field(run, 'external_id') === jobId) : undefined;
  return idIn(own);
}

function idIn(run: unknown): number | undefined {
  const id = field(run, 'id');
  return typeof id === 'number' ? id : undefined;
}
