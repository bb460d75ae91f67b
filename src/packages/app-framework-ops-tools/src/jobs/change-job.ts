import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { askJobs, type JobsFunction } from './job-function';
import { jobFields, jobsIn } from './job-view';
import { presentPlace } from './present-place';

export interface ChangeRequest extends JobsFunction {
  readonly operation: 'show' | 'cancel' | 'rerun';
  readonly job: string;
  readonly repository?: string;
  /** App table of the deployment, by which GitHub is asked for `rerun`; of the only one when absent. */
  readonly table?: string;
}

/** Shows a job, stops it, or runs it again where its repository is by now. */
export async function changeJob(
  { operation, job, repository, table, ...which }: ChangeRequest,
  { progress }: Pick<CommandContext, 'progress'>,
): Promise<CommandResult> {
  const ask = async (input: object): Promise<unknown> => {
    const answer = await askJobs(which, { job, repository, ...input });
    refuseUndone(answer, { job, repository });
    return answer;
  };
  if (operation === 'show') {
    const jobs = jobsIn(await ask({ operation }));
    return { exitCode: exitCodes.ok, json: { jobs }, text: jobs.map(jobFields).join('\n\n') };
  }
  const [known] = operation === 'rerun' ? jobsIn(await ask({ operation: 'show' })) : [];
  const answer = await ask({ operation, at: known && (await presentPlace(known, { table, progress })) });
  const { kind, next, attempt } = Object(answer);
  return { exitCode: exitCodes.ok, json: answer, text: textOf({ kind, job, next, attempt }) };
}

/** @throws CommandError where nothing was done */
function refuseUndone(answer: unknown, { job, repository }: Pick<ChangeRequest, 'job' | 'repository'>): void {
  const { kind, reason, account } = Object(answer);
  if (kind === 'not-found')
    throw new CommandError(
      'not-found',
      `There is no job ${job}${repository === undefined ? '' : ` of ${repository}`}. Its id has 40 characters; "jobs list" and check runs name it. Jobs are kept for 90 days.`,
    );
  if (kind === 'ambiguous') throw new CommandError('usage', `Several jobs begin with ${job}: give more of the id.`);
  if (kind === 'open')
    throw new CommandError('refused', `Job ${job} has not ended: cancel it first, or wait. Nothing was done.`);
  if (kind === 'skipped')
    throw new CommandError(
      'refused',
      `Job ${job} was never run: filters of its workflow refused it, and "jobs show" says which. Nothing was done.`,
    );
  if (kind === 'held back')
    throw new CommandError(
      'refused',
      `Job ${job} is not run again: its repository belongs to ${account}, which accounts of the WebhookIngestion does not allow. Add it there, or to the parameter of the stack, and run the job again. Nothing was done.`,
    );
  if (kind === 'lost') throw new CommandError('refused', `Job ${job} is not run again: ${reason} Nothing was done.`);
}

interface Done {
  readonly kind: unknown;
  readonly job: string;
  readonly next: unknown;
  readonly attempt: unknown;
}

function textOf({ kind, job, next, attempt }: Done): string {
  if (kind === 'stopped') return `Job ${job} is being stopped.`;
  if (kind === 'ended') return `Job ${job} has ended already: there is nothing to stop.`;
  if (kind === 'new') return `Job ${job} runs again as job ${next}, attempt ${attempt}.`;
  if (kind === 'known') return `Job ${job} was run again before, as job ${next}.`;
  throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
}
