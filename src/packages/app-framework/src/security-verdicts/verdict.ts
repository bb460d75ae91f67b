import { type Action, type Finding, type ListedSource, listedSources } from '../security-findings/finding';
import { actionsFor, type Policy } from '../security-findings/policy';
import { createAnalyses, type Looked } from './analyses';
import type { AskGitHub } from './ask-github';
import { gapIn, type Place, type Reading, type Readings, readOpenAt } from './open-findings';
import { createRemovedDependencies } from './removed-dependencies';
import { type Target, targetOfPull } from './targets';

/** What is open for a commit, by what is to be done about it. */
export interface Verdict {
  readonly blocking: readonly Finding[];
  readonly noted: readonly Finding[];
  /** Those that the pull request itself brings, of which it is told. */
  readonly told: readonly Finding[];
  /** Sources that nobody could look at, or not at all of it, though they may block. */
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

/** What is open at the ref itself is known already. */
const nothingMore: Reading = { kind: 'read', findings: [], isWhole: true };

/**
 * Judges what is to be merged by all that is open for it: what code scanning has at its own ref, and what Dependabot and secret scanning have in the
 * repository. What code scanning has on the default branch counts until the same tool has looked at this commit; of Dependabot's, what the change
 * itself takes away does not count.
 */
export function createJudge({ ask, place, policy, readings }: JudgeCollaborators) {
  const asks = (finding: Finding, action: Action) => actionsFor(policy, finding).includes(action);
  const mayMatter = (finding: Finding) => asks(finding, 'block') || asks(finding, 'annotate');
  const mayBlock = (source: ListedSource) => Object.values(policy[source]).some((actions) => actions.includes('block'));
  const { code_scanning, dependabot, secret_scanning } = readings;
  const analysesOf = createAnalyses({ ask, place });
  const removedBy = createRemovedDependencies(ask, place);
  const unknown = listedSources.filter(mayBlock).flatMap((source) => gapIn(source, readings[source]) ?? []);

  return async function judge(target: Target): Promise<Verdict> {
    const code = await codeOf(target);
    const open = [...code.findings, ...(await dependenciesOf(target)), ...findingsIn(secret_scanning)];
    const gap = mayBlock('code_scanning') ? code.gap : undefined;
    return {
      blocking: open.filter((finding) => asks(finding, 'block')),
      noted: open.filter((finding) => asks(finding, 'annotate')),
      told: code.own.filter((finding) => asks(finding, 'comment')),
      unknown: [...new Set([...unknown, ...(gap ?? [])])],
      remarks: code.remarks,
    };
  };

  async function codeOf(target: Target) {
    const none = { findings: [], own: [], remarks: [], gap: undefined };
    if (code_scanning.kind === 'refused') return none;
    const onDefault = findingsIn(code_scanning);
    const there = await readOpenAt(ask, { place, ref: target.ref });
    const gap = [gapIn('code_scanning', there) ?? []].flat();
    // That it is off for this ref alone says that nobody looked.
    if (there.kind === 'refused') return { ...none, findings: onDefault, gap };
    const here = findingsIn(there);
    const own = without(here, onDefault);
    const left = await notLookedAt(target, without(onDefault, here));
    if (!left.some(mayMatter)) return { ...none, findings: here, own, gap };
    const from = target.pull?.isFromFork === true ? ', for it comes from a fork' : '';
    const tools = [...new Set(left.filter(mayMatter).map(({ tool = 'its tool' }) => tool))].join(', ');
    const remark = `Code scanning (${tools}) did not look at this commit${from}: what it has on the default branch counts.`;
    return { findings: [...here, ...left], own, remarks: [remark], gap };
  }

  /** What of the default branch's is not known to be gone, wherever somebody may have looked. */
  async function notLookedAt(target: Target, findings: readonly Finding[]): Promise<readonly Finding[]> {
    let left = findings;
    for (const looked of await placesOf(target, findings)) {
      if (!left.some(mayMatter)) break;
      const isLookedAt = await analysesOf(looked);
      if (!left.some(isLookedAt)) continue;
      const there = looked.ref === target.ref ? nothingMore : await readOpenAt(ask, { place, ref: looked.ref });
      if (there.kind !== 'read' || !there.isWhole) continue;
      left = left.filter((finding) => !isLookedAt(finding) || there.findings.some(({ id }) => id === finding.id));
    }
    return left;
  }

  /** A group of a merge queue is as clean as the pull request that it was made for, where nobody looks at groups. */
  async function placesOf(target: Target, findings: readonly Finding[]): Promise<readonly Looked[]> {
    const { sha, pull, queued } = target;
    if (pull) {
      const branch = pull.isFromFork ? [] : [{ ref: `refs/heads/${pull.headRef}`, sha }];
      return [target, { ref: `refs/pull/${pull.number}/head`, sha }, ...branch];
    }
    const isAsked = queued !== undefined && findings.some(mayMatter);
    const inGroup = isAsked ? await targetOfPull(ask, place, queued) : undefined;
    return [target, ...(inGroup ? await placesOf(inGroup, findings) : [])];
  }

  async function dependenciesOf({ base, sha }: Target): Promise<readonly Finding[]> {
    const found = findingsIn(dependabot);
    if (!found.some(mayMatter)) return found;
    const isRemoved = await removedBy(`${base.sha}...${sha}`);
    const left: Finding[] = [];
    for (const finding of found) if (!(await isRemoved(finding))) left.push(finding);
    return left;
  }
}

/** What all demand who want to merge one commit. */
export function unionOf(verdicts: readonly Verdict[]): Verdict {
  const findings = (of: 'blocking' | 'noted' | 'told') => [
    ...new Map(
      verdicts.flatMap((one) => one[of]).map((finding) => [`${finding.source} ${finding.id}`, finding]),
    ).values(),
  ];
  const words = (of: 'unknown' | 'remarks') => [...new Set(verdicts.flatMap((one) => one[of]))];
  return {
    ...{ blocking: findings('blocking'), noted: findings('noted'), told: findings('told') },
    ...{ unknown: words('unknown'), remarks: words('remarks') },
  };
}

function findingsIn(reading: Reading): readonly Finding[] {
  return reading.kind === 'read' ? reading.findings : [];
}

function without(findings: readonly Finding[], known: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ id }) => known.every((one) => one.id !== id));
}
