import { fenced, inlineCode } from '../command-text/foreign-text';
import type { JobStatus } from '../jobs/job';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import { cutBytes } from '../lambda/cut-text';
import { many } from '../lambda/many';
import { maskSecrets } from '../lambda/mask-secrets';
import { field } from '../lambda/parsed-json';
import { approvalText, decisionsOf } from './approval-text';
import type { CheckReport } from './check-report-table';

type Conclusion = 'success' | 'failure' | 'timed_out' | 'cancelled' | 'skipped' | 'action_required';

/**
 * The conclusion comes from how the execution ended, and from nothing else: none lets a merge through that was not earned, but for `skipped`, which
 * a trigger asks for in so many words.
 */
const conclusions: Readonly<Partial<Record<JobStatus, Conclusion>>> = {
  SUCCEEDED: 'success',
  FAILED: 'failure',
  TIMED_OUT: 'timed_out',
  ABORTED: 'cancelled',
  SUPERSEDED: 'cancelled',
  SKIPPED: 'skipped',
};

export const statusWords: Readonly<Record<JobStatus, string>> = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  WAITING: 'Waiting for approval',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Ran out of time',
  ABORTED: 'Stopped',
  SUPERSEDED: 'Overtaken by a newer commit',
  SKIPPED: 'Skipped',
};

/** How many annotations a check run has, as GitHub tells of it; absent where it does not. */
export function annotationsIn(run: unknown): number | undefined {
  const count = field(field(run, 'output'), 'annotations_count');
  return typeof count === 'number' ? count : undefined;
}

/** GitHub takes 65,535 bytes; nobody reads as many here. */
const longestCauseBytes = 4_000;

/** What a check run says of a job (https://docs.github.com/en/rest/checks/runs), and behind it what the steps of the job have to say. */
export function checkRunOf(job: KeptJob, bot?: string, report?: CheckReport) {
  const { status, workflow, jobId, error, cause, stop, approvedBy, limit } = job;
  const conclusion = conclusions[status];
  const asking = approvalText(job, bot);
  const held = [asking, conclusion === undefined ? job.refusal : undefined]
    .filter((part) => part !== undefined)
    .map((part) => `\n\n${part}`)
    .join('');
  const approved = approvedBy === undefined ? '' : `\n\nApproved by ${inlineCode(approvedBy)}.`;
  const stopped = conclusion === 'cancelled' && stop ? `\n\n${stop.reason}` : '';
  const isFailure = conclusion !== undefined && conclusion !== 'success' && stopped === '';
  const turn =
    status === 'QUEUED' && limit !== undefined
      ? `\n\nOf this workflow no more than ${limit} run at once: it waits for its turn.`
      : '';
  const filtered = status === 'SKIPPED' && cause !== undefined ? `\n\nNothing was run:\n\n${fenced(cause)}` : '';
  const failure = isFailure ? error : undefined;
  const reason = failure === undefined ? '' : `\n\nIt ended with ${inlineCode(maskSecrets(failure))}.`;
  const detail = failure === undefined || cause === undefined ? '' : `\n\n${fenced(causeOf(cause))}`;
  const said = report ? saidBySteps(report) : '';
  return {
    ...stateOf(job),
    ...decisionsOf(job),
    output: {
      title: report?.title === undefined ? statusWords[status] : `${statusWords[status]}: ${report.title}`,
      summary: `Workflow ${inlineCode(workflow)}, job ${inlineCode(jobId)}.${turn}${held}${approved}${stopped}${filtered}${reason}${detail}${said}`,
    },
  };
}

function saidBySteps({ summary, leftOut }: CheckReport): string {
  return `${summary === undefined ? '' : `\n\n${summary}`}${annotationsLeftOut(leftOut)}`;
}

/** What the end of a summary says of annotations that a check run has no room for; nothing where it has. */
export function annotationsLeftOut(count: number): string {
  return count === 0 ? '' : `\n\n*${many(count, 'more annotation is', 'more annotations are')} left out.*`;
}

/** The same without any text of somebody else. */
export function bareCheckRunOf(job: KeptJob) {
  const { status, jobId } = job;
  return {
    ...stateOf(job),
    ...decisionsOf(job),
    output: { title: statusWords[status], summary: `Job ${jobId}. GitHub did not take more.` },
  };
}

function stateOf(job: KeptJob) {
  const { status } = job;
  // It holds up a merge as a failure does.
  const conclusion = isUnapproved(job) ? 'action_required' : conclusions[status];
  return {
    status: conclusion ? 'completed' : status === 'QUEUED' ? 'queued' : 'in_progress',
    ...(conclusion && { conclusion }),
  };
}

/** A function's failure as Step Functions hands it on is JSON with a trace: what it says is enough. */
export function causeOf(cause: string): string {
  const said = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.){0,2000})"/.exec(cause)?.[1] ?? cause;
  return cutBytes(maskSecrets(said), longestCauseBytes);
}
