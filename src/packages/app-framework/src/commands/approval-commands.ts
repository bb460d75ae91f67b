import { field } from '../lambda/parsed-json';
import { optional, word } from './arguments';
import type { CommandPlace } from './command';
import { askWorkflows } from './job-commands';
import type { Registry } from './registry';

/** Set by `Workflows.answerCommands`: the function that judges who decides, and carries it out. */
export const approvalsFunctionVariable = 'APP_FRAMEWORK_APPROVALS_FUNCTION';

const longestCallMilliseconds = 25_000;

/** Commands that decide on a job which waits for that: `approve` and `reject`. */
export function addApprovalCommands(registry: Registry): void {
  const descriptions = {
    approve: 'Lets a job go on that waits for approval.',
    reject: 'Ends a job that waits for approval.',
  } as const;
  for (const name of ['approve', 'reject'] as const)
    registry.add({
      origin: 'built-in',
      name,
      declaration: {
        description: descriptions[name],
        arguments: { job: word('job'), name: optional(word('name')) },
        head: 'any',
        repeatable: true,
        // The function that is asked knows who may: it depends on the job.
        permission: 'read',
      },
      run: async (place) => decided(place, { operation: name, job: place.arguments.job, name: place.arguments.name }),
    });
}

async function decided(place: CommandPlace, asked: object): Promise<string> {
  const { id, login } = place.sender;
  const { writtenAt } = place.comment;
  if (Number.isNaN(writtenAt.getTime()))
    return place.fail('GitHub does not tell when this was written, so it decides nothing: say it again.');
  const answer = await askWorkflows(place, {
    variable: approvalsFunctionVariable,
    asked: { ...asked, by: { id, login }, writtenAt: writtenAt.toISOString() },
    timeoutMilliseconds: longestCallMilliseconds,
  });
  const said = field(answer, 'text');
  if (typeof said !== 'string')
    throw new Error('The function that decides on jobs answers in a form that is not known: deploy the stack again.');
  return field(answer, 'kind') === 'done' ? said : place.fail(said);
}
