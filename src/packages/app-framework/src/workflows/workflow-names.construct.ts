import { isSecurityCheck } from '../workflow-steps/workflow-steps.construct';
import type { DeclaredWorkflow } from './workflow';
import type { WorkflowOptions } from './workflows.construct';

type Named = Pick<DeclaredWorkflow, 'name' | 'check' | 'offered'>;

/**
 * Holds a workflow that is added against those that are there.
 * @throws Error for a name that is none or is taken, for a check that reads as another's or as one of security, and for what nothing starts
 */
export function refuseOdd(added: Named & Pick<WorkflowOptions, 'on'>, there: readonly Named[]): void {
  const { name, check, on, offered } = added;
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
    throw new Error(
      `${name} is no name of a workflow: give lower-case letters, digits and hyphens, 64 at most, a letter first.`,
    );
  if (there.some((one) => one.name === name))
    throw new Error(`There is a workflow called ${name} already: give each its own name.`);
  if (isSecurityCheck(check))
    throw new Error(
      `The workflow ${name} would report as ${check}, which is the name of a security check: that is concluded from all open findings and by nothing else. Give the workflow another check.`,
    );
  const same = there.find((one) => one.check === check);
  if (same)
    throw new Error(
      `The workflows ${same.name} and ${name} would both report as ${check}, and nobody could tell whose result it is: give one another check.`,
    );
  for (const one of there) {
    refuseSpoken(added, one);
    refuseSpoken(one, added);
  }
  if (on.length === 0 && !offered)
    throw new Error(`Nothing starts the workflow ${name}: name triggers, such as on: [pullRequest()], or offer it.`);
}

/** A trigger that is data reports as the check of its workflow with its id in brackets behind, and whoever puts it chooses that. */
function refuseSpoken(offering: Named, { name, check }: Named): void {
  if (!offering.offered || !check.startsWith(`${offering.check} (`)) return;
  throw new Error(
    `A trigger that an installation keeps for the workflow ${offering.name} could report as ${check}, which is the check of ${name}, and let a merge through that ${name} holds up: give one another check.`,
  );
}
