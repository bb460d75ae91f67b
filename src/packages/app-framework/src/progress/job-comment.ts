import { createHash } from 'node:crypto';
import { fenced, folded, inlineCode } from '../command-text/foreign-text';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import { many } from '../lambda/many';
import { maskSecrets } from '../lambda/mask-secrets';
import { approvalText } from './approval-text';
import { causeOf, statusWords } from './check-run';
import { type Course, courseOf, type Step } from './steps';

/** What a comment says of a job, and how to tell whether one that is there says the same. */
export interface JobComment {
  readonly body: string;
  readonly said: string;
}

const mostSteps = 50;

/**
 * The comment about a job: for which commit, what has become of it, after which time, who started it, and which steps it took. It holds no text
 * of others but in code, so that it mentions nobody and is no command.
 */
export function commentOf(job: KeptJob, { marker, events, bot }: CommentMakings): JobComment {
  const course = courseOf(events);
  const asking = approvalText(job, bot) ?? '';
  const parts = [headOf(job, course), asking, failureOf(job, course), stepsOf(job, course), againOf(job)];
  const text = parts.filter((part) => part !== '').join('\n\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { body: `${hidden(marker)}\n${text}`, said: `${job.status}-${job.redrives}-${hash}` };
}

interface CommentMakings {
  /** What it is found by. */
  readonly marker: string;
  /** Of its execution. */
  readonly events: readonly unknown[];
  /** What people call the bot by that takes commands about jobs. */
  readonly bot?: string | undefined;
}

export function hidden(marker: string): string {
  return `<!-- app-framework job ${marker} -->`;
}

/** Whether a comment says that the job ended so: then nothing is left to say. */
export function saysTheEnd({ status, redrives, commented }: KeptJob): boolean {
  return !openStatuses.includes(status) && (commented?.startsWith(`${status}-${redrives}-`) ?? false);
}

function headOf(job: KeptJob, { began = job.createdAt, last }: Course): string {
  const { workflow, sha, status, startedBy, attempt, jobId } = job;
  const isOver = !openStatuses.includes(status);
  const time = isOver && last ? ` after ${duration(began, last)}` : '';
  const whom = startedBy === undefined ? '' : ` Started by ${inlineCode(startedBy)}.`;
  const which = attempt === 1 ? '' : `, attempt ${attempt}`;
  return `${inlineCode(workflow)} for ${sha}: **${statusWords[status]}**${time}.${whom} Job ${inlineCode(jobId)}${which}.`;
}

function failureOf({ status, error, cause, stop }: KeptJob, { failedIn }: Course): string {
  if (stop && (status === 'ABORTED' || status === 'SUPERSEDED')) return stop.reason;
  if (openStatuses.includes(status) || status === 'SUCCEEDED' || error === undefined) return '';
  const where = failedIn === undefined ? 'It' : `Step ${inlineCode(failedIn)}`;
  const why = cause === undefined ? '' : `\n\n${fenced(causeOf(cause))}`;
  return `${where} failed with ${inlineCode(maskSecrets(error))}.${why}`;
}

function stepsOf(job: KeptJob, course: Course): string {
  const { steps } = course;
  if (job.comment !== 'steps' || steps.length === 0) return '';
  const left = steps.length - mostSteps;
  const rows = steps.slice(0, mostSteps).map((step) => rowOf(step, job, course));
  const rest = left > 0 ? `\n\n${many(left, 'more step is', 'more steps are')} in the console of AWS.` : '';
  const table = ['| step | state | time |', '| --- | --- | --- |', ...rows].join('\n');
  return folded(many(steps.length, 'step'), `${table}${rest}`);
}

function rowOf(step: Step, job: KeptJob, { failedIn }: Course): string {
  const { name, entered, left, began, ended } = step;
  const times = entered === 1 ? '' : ended ? ` \u00d7 ${entered}` : ` \u00d7 ${left} of ${entered}`;
  const time = ended ? duration(began, ended) : `since ${began.toISOString().slice(11, 19)} UTC`;
  return `| ${inlineCode(name).replaceAll('|', '\\|')}${times} | ${stateOf(step, job, failedIn)} | ${time} |`;
}

function stateOf({ name, ended }: Step, { status }: KeptJob, failedIn: string | undefined): string {
  if (name === failedIn) return 'failed';
  if (ended) return 'done';
  return openStatuses.includes(status) ? 'running' : 'stopped';
}

function againOf({ status, jobId, check }: KeptJob): string {
  if (openStatuses.includes(status) || status === 'SUCCEEDED' || status === 'SUPERSEDED') return '';
  return `To run it again, press **Re-run** at the check run ${inlineCode(check)}, or tell the bot ${inlineCode(`rerun ${jobId.slice(0, 10)}`)}.`;
}

function duration(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
