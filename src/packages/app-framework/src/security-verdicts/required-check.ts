import { field } from '../lambda/parsed-json';
import { type AskGitHub, listIn } from './ask-github';
import type { Place } from './open-findings';

/** Whether a merge into a branch waits for a check, in words for those who think that it does. */
export function createReach({
  ask,
  place,
  check,
}: {
  readonly ask: AskGitHub;
  readonly place: Place;
  readonly check: string;
}) {
  const known = new Map<string, string>();

  return async function reachOf(branch: string): Promise<string> {
    const said = known.get(branch) ?? (await reach(branch));
    known.set(branch, said);
    return said;
  };

  async function reach(branch: string): Promise<string> {
    const asked = await ask.ask('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
      ...place,
      branch,
      per_page: 100,
    });
    const rules = asked.kind === 'answered' ? listIn(asked.data) : [];
    const byRules = rules.flatMap((rule) =>
      listIn(field(field(rule, 'parameters'), 'required_status_checks')).map((one) => field(one, 'context')),
    );
    if (byRules.includes(check)) return '';
    const protectedBy = await ask.ask('GET /repos/{owner}/{repo}/branches/{branch}', { ...place, branch });
    const required = protectedBy.kind === 'answered' ? field(protectedBy.data, 'protection') : undefined;
    if (listIn(field(field(required, 'required_status_checks'), 'contexts')).includes(check)) return '';
    const name = branch.replaceAll('`', '');
    if (asked.kind === 'refused' && protectedBy.kind === 'refused') {
      return `GitHub does not tell whether a merge into \`${name}\` waits for this check: only where \`${check}\` is required does it block.`;
    }
    return `**This stops no merge yet:** \`${check}\` is not required on \`${name}\`. Require it in a ruleset of the repository or the organisation.`;
  }
}
