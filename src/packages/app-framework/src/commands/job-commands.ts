import { invokeFunction } from '../aws/call-function';
import { inlineCode } from '../command-text/foreign-text';
import { optionalVariable } from '../lambda/environment';
import { field } from '../lambda/parsed-json';
import { word } from './arguments';
import type { CommandPlace } from './command';
import type { Registry } from './registry';
import { startsFunctionVariable } from './start-commands';

/** Set by `Workflows.answerCommands`: the function that knows of jobs. */
export const jobsFunctionVariable = 'APP_FRAMEWORK_JOBS_FUNCTION';

const longestCallMilliseconds = 20_000;
const openStatuses = ['QUEUED', 'RUNNING', 'WAITING'];

/** Commands about the jobs of workflows in the repository where they are said. */
export function addJobCommands(registry: Registry): void {
  registry.add({
    origin: 'built-in',
    name: 'status',
    declaration: { description: 'Shows what is running.', head: 'any', repeatable: true },
    run: async (place) => statusText(place, await askedOf(place, { operation: 'status' })),
  });
  registry.add({
    origin: 'built-in',
    name: 'cancel',
    declaration: {
      description: 'Stops a job.',
      arguments: { job: word('job') },
      head: 'any',
      repeatable: true,
    },
    run: async (place) => doneText(place, await askedOf(place, { operation: 'cancel', job: place.arguments.job })),
  });
  registry.add({
    origin: 'built-in',
    name: 'rerun',
    declaration: {
      description: 'Runs a job again that has ended, for the same commit.',
      arguments: { job: word('job') },
      head: 'any',
      repeatable: true,
    },
    run: async (place) => doneText(place, await askedToRerun(place, place.arguments.job)),
  });
}

function askedOf(place: CommandPlace, asked: object): Promise<unknown> {
  return askWorkflows(place, {
    variable: jobsFunctionVariable,
    asked: { ...asked, by: place.sender.login },
    timeoutMilliseconds: longestCallMilliseconds,
  });
}

/** What runs for somebody may act as them: that is for the function that starts it for commands, which no operator reaches. */
function askedToRerun(place: CommandPlace, job: unknown): Promise<unknown> {
  const { id, login } = place.sender;
  const { app_id: appId, installation } = place.delivery;
  return askWorkflows(place, {
    variable: startsFunctionVariable,
    asked: { rerun: { job, by: { id, login, has: place.permission } }, appId, installationId: installation?.id },
    timeoutMilliseconds: longestCallMilliseconds,
  });
}

export interface WorkflowsQuestion {
  /** Names the function that is asked. */
  readonly variable: string;
  readonly asked: object;
  readonly timeoutMilliseconds: number;
}

/** What a function of `Workflows` answers about the repository where a command is said. */
export async function askWorkflows(
  { repository, delivery, fail }: CommandPlace,
  { variable, asked, timeoutMilliseconds }: WorkflowsQuestion,
): Promise<unknown> {
  const functionName = optionalVariable(variable);
  if (functionName === undefined)
    return fail('No workflow is registered for it. Whoever runs this bot can add a command of this name.');
  const input = {
    ...asked,
    repository: `${repository.owner}/${repository.repo}`,
    repositoryId: delivery.repository?.id,
    host: delivery.host,
  };
  return invokeFunction({ functionName, input, timeoutMilliseconds });
}

/** What runs here, for whom, since when. */
function statusText(place: CommandPlace, answer: unknown): string {
  const jobs = listIn(answer).filter((job) => openStatuses.includes(text(job, 'status')));
  if (jobs.length === 0) return 'Nothing is running here.';
  const leftOut = field(answer, 'leftOut');
  const rest = typeof leftOut === 'number' && leftOut > 0 ? [`and ${leftOut} that are older`] : [];
  return [...jobs.map((job) => jobText(place, job)), ...rest].map((line) => `- ${line}`).join('\n');
}

function jobText({ comment, repository }: CommandPlace, job: unknown): string {
  const base = `${new URL(comment.url).origin}/${repository.owner}/${repository.repo}`;
  const [sha, checkRun, startedBy] = [text(job, 'sha'), field(job, 'checkRunId'), text(job, 'startedBy')];
  const commit = `[\`${sha.slice(0, 7)}\`](${base}/commit/${sha})`;
  const position = field(job, 'position');
  const inLine = typeof position === 'number' ? `, number ${position} in line,` : '';
  const status = text(job, 'status').toLowerCase();
  const state = typeof checkRun === 'number' ? `[${status}](${base}/runs/${checkRun})` : status;
  const since = text(job, 'createdAt').slice(0, 16).replace('T', ' ');
  const whom = startedBy === '' ? '' : ` for ${inlineCode(startedBy)}`;
  return `${inlineCode(text(job, 'workflow'))} of ${commit}: ${state}${inLine} since ${since} UTC${whom}, job ${shortId(job)}`;
}

function doneText(place: CommandPlace, answer: unknown): string {
  const job = field(answer, 'job');
  const next = inlineCode(text(answer, 'next').slice(0, shortLength));
  switch (text(answer, 'kind')) {
    case 'stopped':
      return `Job ${shortId(job)} is being stopped.`;
    case 'ended':
      return `Job ${shortId(job)} has ended already: there is nothing to stop.`;
    case 'open':
      return place.fail(`Job ${shortId(job)} has not ended: stop it first, or wait.`);
    case 'skipped':
      return place.fail(
        `Job ${shortId(job)} was never run, for the filters of its workflow refused it: there is nothing to run again.`,
      );
    case 'beyond':
      return place.fail(
        `Job ${shortId(job)} is not run again by this: it takes the permission ${inlineCode(text(answer, 'permission'))}. Say the command again that started it.`,
      );
    case 'of others':
      return place.fail(
        `Job ${shortId(job)} is not run again by this: its workflow takes the command that started it of ${inlineCode(text(answer, 'authors'))} alone.`,
      );
    case 'lost':
      return place.fail(`Job ${shortId(job)} is not run again. ${text(answer, 'reason')}`);
    case 'new':
      return `Job ${shortId(job)} runs again as job ${next}, attempt ${String(field(answer, 'attempt'))}.`;
    case 'known':
      return `Job ${shortId(job)} was run again before, as job ${next}: name that one.`;
    case 'ambiguous':
      return place.fail('Several jobs of this repository begin like that: give more of the id.');
    default:
      return place.fail('This repository has no such job: `status` lists those that run, and check runs name theirs.');
  }
}

const shortLength = 10;

function shortId(job: unknown): string {
  return inlineCode(text(job, 'job').slice(0, shortLength));
}

function listIn(answer: unknown): readonly unknown[] {
  const jobs = field(answer, 'jobs');
  if (Array.isArray(jobs)) return jobs;
  throw new Error('The function that knows of jobs answers in a form that is not known: deploy the stack again.');
}

function text(holder: unknown, name: string): string {
  const value = field(holder, name);
  return typeof value === 'string' ? value : '';
}
