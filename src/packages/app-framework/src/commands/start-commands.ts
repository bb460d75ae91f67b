import { askReplayPrefix } from '../as-user/user-token-request';
import { invokeFunction } from '../aws/call-function';
import { inlineCode } from '../command-text/foreign-text';
import { optionalVariable } from '../lambda/environment';
import { field } from '../lambda/parsed-json';
import type { CommandPlace } from './command';

/** Set by `Workflows.answerCommands`: the function that starts workflows for commands. */
export const startsFunctionVariable = 'APP_FRAMEWORK_COMMAND_STARTS_FUNCTION';

const longestCallMilliseconds = 20_000;
const longestCommit = /^[0-9a-f]{7,40}$/i;

/** What is to be started: workflows with `command(…)` of this name among their triggers. */
export interface Start {
  /** Name of the command. */
  readonly command: string;
  /** What it was given: `parameters` of the input of the jobs. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** A commit of the repository, in place of the one that the command is said on. */
  readonly commit?: string | undefined;
}

/**
 * Starts the workflows of a command in the name of whoever said it, as good as once however often this is tried, and answers what to tell them.
 * A command may start several, and one several times: a try that makes the same calls in the same order starts nothing anew.
 *
 * @example
 * commands.add('soak', { description: 'Soaks it.', repeatable: true }, (place) => startWorkflows(place, { command: 'soak' }));
 */
export async function startWorkflows(place: CommandPlace, { command, given = {}, commit }: Start): Promise<string> {
  const functionName = optionalVariable(startsFunctionVariable);
  if (functionName === undefined) return place.fail(nothing);
  const nth = countStart(place, command);
  const sha = commit === undefined ? place.sha : await commitOf(place, commit);
  if (sha === undefined) return place.fail('It needs a commit: say it on a pull request or on a commit.');
  const { delivery, sender, permission, ordinal, number } = place;
  const { payload: _payload, replay_id: replayId, ...told } = delivery;
  // After a sign-in the same work goes on; every other replay is work of its own.
  const replay = replayId === undefined || replayId.startsWith(askReplayPrefix) ? {} : { replay_id: replayId };
  const pullRequest = commit === undefined && place.comment.kind !== 'commit' ? number : undefined;
  const about = { command, given, ordinal, nth, sha, pullRequest, sender, permission };
  const input = { ...about, delivery: { ...told, ...replay } };
  const answer = await invokeFunction({ functionName, input, timeoutMilliseconds: longestCallMilliseconds });
  const jobs = field(answer, 'jobs');
  if (!Array.isArray(jobs))
    throw new Error('The function that starts workflows answers in a form that is not known: deploy the stack again.');
  if (jobs.length === 0) return place.fail(refusalText(field(answer, 'refusals')) ?? nothing);
  return jobs.map((job) => `Started ${named(job, 'workflow')}: job ${named(job, 'job')}.`).join('\n');
}

/** How often the commands of a delivery have started what: a later try of it counts anew, and comes to the same. */
const counted = new WeakMap<CommandPlace['delivery'], Map<string, number>>();

function countStart({ delivery, ordinal }: CommandPlace, command: string): number {
  const counts = counted.get(delivery) ?? new Map<string, number>();
  counted.set(delivery, counts);
  const key = `${ordinal} ${command}`;
  const nth = (counts.get(key) ?? 0) + 1;
  counts.set(key, nth);
  return nth;
}

const nothing =
  'No workflow is registered for it. Whoever runs this bot can add a command of this name, or a workflow that it starts.';
const shortLength = 10;
const mostRefusals = 5;

/** Which filters refused it; absent where none did, or an earlier version of the function tells of none. */
function refusalText(refusals: unknown): string | undefined {
  if (!Array.isArray(refusals) || refusals.length === 0) return undefined;
  const lines = refusals.slice(0, mostRefusals).map((one) => {
    const value = inlineCode(String(field(one, 'value')));
    return `- ${named(one, 'workflow')}: the filter ${named(one, 'by')} refuses ${value}.`;
  });
  const left = refusals.length - lines.length;
  return ['Nothing is started.', ...lines, ...(left > 0 ? [`- and ${left} more.`] : [])].join('\n');
}

/** The whole id of a commit that somebody named. */
async function commitOf({ octokit, repository, fail }: CommandPlace, ref: string): Promise<string> {
  if (!longestCommit.test(ref))
    return fail(`${inlineCode(ref)} is no commit: give seven characters of its id, or all 40.`);
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...repository, ref });
    return data.sha;
  } catch (error) {
    if ([404, 422].includes(Number(field(error, 'status'))))
      return fail(`This repository has no commit ${inlineCode(ref)}.`);
    throw error;
  }
}

function named(job: unknown, name: string): string {
  return inlineCode(String(field(job, name)).slice(0, name === 'job' ? shortLength : undefined));
}
