import type { Action, Finding } from '../security-findings/finding';
import { actionsFor, type Policy } from '../security-findings/policy';
import type { AskGitHub } from './ask-github';
import {
  dependencyKey,
  isAnalysed,
  type Place,
  type Readings,
  readOpenAt,
  refusedIn,
  removedDependencies,
} from './open-findings';
import type { Target } from './targets';

/** What is open for a commit, by what is to be done about it. */
export interface Verdict {
  readonly blocking: readonly Finding[];
  readonly noted: readonly Finding[];
  /** Those that the pull request itself brings, of which it is told. */
  readonly told: readonly Finding[];
  /** Sources that nobody could look at, though they may block. */
  readonly unknown: readonly string[];
  /** What people should know of it. */
  readonly remarks: readonly string[];
}

export interface JudgeCollaborators {
  readonly ask: AskGitHub;
  readonly place: Place;
  readonly policy: Policy;
  /** Of the default branch. */
  readonly readings: Readings;
}

/**
 * Judges a commit by all that is open for it: what code scanning has at its own ref, and what Dependabot and secret scanning have in the repository.
 * Where code scanning did not look at it, what it has on the default branch counts; of Dependabot's, what the change itself takes away does not.
 */
export function createJudge({ ask, place, policy, readings }: JudgeCollaborators) {
  const asks = (finding: Finding, action: Action) => actionsFor(policy, finding).includes(action);
  const mayMatter = (finding: Finding) => asks(finding, 'block') || asks(finding, 'annotate');
  const { code_scanning, dependabot, secret_scanning } = readings;
  const unknown = refusedIn(readings)
    .filter(({ source }) => Object.values(policy[source]).some((actions) => actions.includes('block')))
    .map(({ source, reason }) => `${source} (${reason})`);

  return async function judge(target: Target): Promise<Verdict> {
    const code = await codeOf(target);
    const dependencies = await dependenciesOf(target);
    const secrets = secret_scanning.kind === 'read' ? secret_scanning.findings : [];
    const open = [...code.findings, ...dependencies, ...secrets];
    return {
      blocking: open.filter((finding) => asks(finding, 'block')),
      noted: open.filter((finding) => asks(finding, 'annotate')),
      told: code.own.filter((finding) => asks(finding, 'comment')),
      unknown: code.unknown === undefined ? unknown : [...unknown, code.unknown],
      remarks: code.remarks,
    };
  };

  async function codeOf({ ref, pull }: Target) {
    const none = { findings: [], own: [], remarks: [], unknown: undefined };
    if (code_scanning.kind === 'refused') return none;
    const onDefault = code_scanning.kind === 'read' ? code_scanning.findings : [];
    const there = await readOpenAt(ask, { place, ref });
    // That it is off for this ref alone says that nobody looked.
    if (there.kind === 'refused') return { ...none, findings: onDefault, unknown: `code_scanning (${there.reason})` };
    const here = there.kind === 'read' ? there.findings : [];
    const known = new Set(onDefault.map(({ id }) => id));
    const own = here.filter(({ id }) => !known.has(id));
    const elsewhere = onDefault.filter(({ id }) => here.every((one) => one.id !== id));
    if (!elsewhere.some(mayMatter) || (await isAnalysed(ask, { place, ref }))) return { ...none, findings: here, own };
    const from = pull?.isFromFork === true ? ', for it comes from a fork' : '';
    const remark = `Code scanning did not look at this change${from}: what it has on the default branch counts.`;
    return { ...none, findings: [...here, ...elsewhere], own, remarks: [remark] };
  }

  async function dependenciesOf({ base, sha }: Target): Promise<readonly Finding[]> {
    const found = dependabot.kind === 'read' ? dependabot.findings : [];
    if (!found.some(mayMatter)) return found;
    const gone = await removedDependencies(ask, { place, basehead: `${base.sha}...${sha}` });
    return found.filter((finding) => !gone.has(dependencyKey(finding) ?? ''));
  }
}
