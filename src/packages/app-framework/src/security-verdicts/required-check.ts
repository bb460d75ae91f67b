import { field } from '../lambda/parsed-json';
import { type AskGitHub, listIn } from './ask-github';
import type { Place } from './open-findings';

export interface ReachCollaborators {
  readonly ask: AskGitHub;
  readonly place: Place;
  /** Name of the check. */
  readonly check: string;
  /** Whose check it is: another App's of this name is none of ours. */
  readonly appId: number;
}

/** Whether a merge into a branch waits for a check, in words for those who think that it does. */
export function createReach({ ask, place, check, appId }: ReachCollaborators) {
  const known = new Map<string, string>();

  return async function reachOf(branch: string): Promise<string> {
    const said = known.get(branch) ?? (await reach(branch));
    known.set(branch, said);
    return said;
  };

  async function reach(branch: string): Promise<string> {
    const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
    const asked = await ask.all(route, { ...place, branch }, (page) => checksIn(page).some(isOurs));
    const byRules = checksIn(asked.kind === 'answered' ? asked.data : []);
    if (byRules.some(isOurs)) return '';
    const protectedBy = await ask.ask('GET /repos/{owner}/{repo}/branches/{branch}', { ...place, branch });
    const byProtection = checksOf(protectedBy.kind === 'answered' ? field(protectedBy.data, 'protection') : undefined);
    if (byProtection.some(isOurs)) return '';
    const name = branch.replaceAll('`', '');
    if (asked.kind === 'refused' && protectedBy.kind === 'refused') {
      return `GitHub does not tell whether a merge into \`${name}\` waits for this check: only where \`${check}\` is required does it block.`;
    }
    const isOfOthers = [...byRules, ...byProtection].some((one) => one.name === check);
    return isOfOthers
      ? `**This stops no merge yet:** on \`${name}\`, \`${check}\` is required from another App. Require it from this one, or from any.`
      : `**This stops no merge yet:** \`${check}\` is not required on \`${name}\`. Require it in a ruleset of the repository or the organisation.`;
  }

  function isOurs({ name, from }: RequiredCheck): boolean {
    // -1 is any App in the settings of a protected branch, and there is none where any will do.
    return name === check && (from === undefined || from === null || from === -1 || from === appId);
  }
}

interface RequiredCheck {
  readonly name: unknown;
  readonly from: unknown;
}

function checksIn(rules: readonly unknown[]): readonly RequiredCheck[] {
  return rules
    .flatMap((rule) => listIn(field(field(rule, 'parameters'), 'required_status_checks')))
    .map((one) => ({ name: field(one, 'context'), from: field(one, 'integration_id') }));
}

/** What a protected branch waits for. Of what is old only the names are told. */
function checksOf(protection: unknown): readonly RequiredCheck[] {
  const required = field(protection, 'required_status_checks');
  const checks = field(required, 'checks');
  if (!Array.isArray(checks)) return listIn(field(required, 'contexts')).map((name) => ({ name, from: undefined }));
  return checks.map((one) => ({ name: field(one, 'context'), from: field(one, 'app_id') }));
}
