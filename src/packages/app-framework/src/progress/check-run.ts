import { fenced, inlineCode } from '../command-text/foreign-text';
import { maskSecrets } from '../lambda/mask-secrets';
import type { JobStatus } from './job';
import type { KeptJob } from './jobs-table';

type Conclusion = 'success' | 'failure' | 'timed_out' | 'cancelled';

/** The conclusion comes from how the execution ended, and from nothing else: none of these lets a merge through that was not earned. */
const conclusions: Readonly<Partial<Record<JobStatus, Conclusion>>> = {
  SUCCEEDED: 'success',
  FAILED: 'failure',
  TIMED_OUT: 'timed_out',
  ABORTED: 'cancelled',
  SUPERSEDED: 'cancelled',
};

const words: Readonly<Record<JobStatus, string>> = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  WAITING: 'Waiting',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Ran out of time',
  ABORTED: 'Stopped',
  SUPERSEDED: 'Overtaken by a newer commit',
};

const longestCause = 1_000;

/** What a check run says of a job (https://docs.github.com/en/rest/checks/runs). */
export function checkRunOf({ status, workflow, jobId, error, cause }: KeptJob) {
  const conclusion = conclusions[status];
  const failure = conclusion === undefined || conclusion === 'success' ? undefined : error;
  const reason = failure === undefined ? '' : `\n\nIt ended with ${inlineCode(maskSecrets(failure))}.`;
  const detail = failure === undefined || cause === undefined ? '' : `\n\n${fenced(causeOf(cause))}`;
  return {
    status: conclusion ? 'completed' : status === 'QUEUED' ? 'queued' : 'in_progress',
    ...(conclusion && { conclusion }),
    output: {
      title: words[status],
      summary: `Workflow ${inlineCode(workflow)}, job ${inlineCode(jobId)}.${reason}${detail}`,
    },
  };
}

/** A function's failure as Step Functions hands it on is JSON with a trace: what it says is enough. */
function causeOf(cause: string): string {
  const said = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.){0,2000})"/.exec(cause)?.[1] ?? cause;
  return maskSecrets(said).slice(0, longestCause);
}
