import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { askJobs, type JobsFunction } from './job-function';
import { jobsIn, leftOutIn } from './job-view';

export interface ListRequest extends JobsFunction {
  readonly repository?: string;
}

const head = ['CREATED', 'JOB', 'STATUS', 'WORKFLOW', 'REPOSITORY'];
const shortLength = 10;

/** Lists the jobs of a repository, or all that have not ended. */
export async function listJobs(request: ListRequest): Promise<CommandResult> {
  const { repository } = request;
  const answer = await askJobs(request, { operation: 'list', repository });
  const jobs = jobsIn(answer);
  const none =
    repository === undefined
      ? 'No job is running or waiting.'
      : `No job of ${repository} is kept. Its name counts as GitHub writes it.`;
  const rows = jobs.map((job) => [
    job.createdAt.slice(5, 16).replace('T', ' '),
    job.job.slice(0, shortLength),
    job.position === undefined ? job.status : `${job.status} ${job.position}`,
    job.workflow,
    job.repository,
  ]);
  const leftOut = leftOutIn(answer);
  const rest = leftOut === 0 ? '' : `\n\n${leftOut} that are older are left out.`;
  const text = jobs.length === 0 ? none : `${formatTable(head, rows)}${rest}`;
  return { exitCode: exitCodes.ok, json: { jobs, leftOut }, text };
}
