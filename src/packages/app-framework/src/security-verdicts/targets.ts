import { field } from '../lambda/parsed-json';
import { type AskGitHub, textIn } from './ask-github';
import type { Place } from './open-findings';

/** A commit that is to be merged, and is judged. */
export interface Target {
  readonly sha: string;
  /** Where code scanning keeps what it found there. */
  readonly ref: string;
  readonly base: { readonly ref: string; readonly sha: string };
  /** Absent for a group of a merge queue. */
  readonly pull?: { readonly number: number; readonly headRef: string; readonly isFromFork: boolean };
  /** Of a group: the pull request that came to it last. */
  readonly queued?: number;
}

/** What is merged to one commit. A commit has one check, whoever wants to merge it, and wherever. */
export interface Head {
  readonly sha: string;
  readonly targets: readonly Target[];
}

export function headsOf(targets: readonly Target[]): readonly Head[] {
  const shas = new Set(targets.map(({ sha }) => sha));
  return [...shas].map((sha) => ({ sha, targets: targets.filter((target) => target.sha === sha) }));
}

/** The heads of all open pull requests, the ones that changed last first. @throws Error where GitHub does not say which there are */
export async function openTargets(
  { all }: AskGitHub,
  place: Place,
): Promise<{ readonly targets: readonly Target[]; readonly isWhole: boolean }> {
  const parameters = { ...place, state: 'open', sort: 'updated', direction: 'desc' };
  const asked = await all('GET /repos/{owner}/{repo}/pulls', parameters);
  if (asked.kind === 'refused') {
    const advice = 'The App needs the permission pull_requests: read.';
    throw new Error(`The pull requests of ${place.owner}/${place.repo} were refused: ${asked.message}. ${advice}`);
  }
  return { targets: asked.data.flatMap((pull) => targetOf(pull) ?? []), isWhole: asked.isWhole };
}

/** The head of one pull request as it is now; absent where it is not open. */
export async function targetOfPull({ ask }: AskGitHub, place: Place, number: number): Promise<Target | undefined> {
  const asked = await ask('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number });
  if (asked.kind === 'answered') return targetOf(asked.data);
  if (asked.status === 404) return undefined;
  throw new Error(`Pull request ${place.owner}/${place.repo}#${number} was refused: ${asked.message}.`);
}

function targetOf(pull: unknown): Target | undefined {
  const number = field(pull, 'number');
  const [sha, headRef] = [textIn(pull, 'head', 'sha'), textIn(pull, 'head', 'ref')];
  if (typeof number !== 'number' || sha === '' || field(pull, 'state') !== 'open') return undefined;
  const [from, to] = [field(pull, 'head'), field(pull, 'base')].map((end) => field(field(end, 'repo'), 'id'));
  return {
    sha,
    ref: `refs/pull/${number}/merge`,
    base: { ref: textIn(pull, 'base', 'ref'), sha: textIn(pull, 'base', 'sha') },
    pull: { number, headRef, isFromFork: from !== to },
  };
}

/** The group of a merge queue that a branch holds, by the name that GitHub gives it; absent for any other branch. */
export function groupAt(branch: string, sha: string): Target | undefined {
  const [, ref, number, baseSha] = /^gh-readonly-queue\/(.+)\/pr-(\d+)-([0-9a-f]{40,64})$/.exec(branch) ?? [];
  if (ref === undefined || baseSha === undefined) return undefined;
  return { sha, ref: `refs/heads/${branch}`, base: { ref, sha: baseSha }, queued: Number(number) };
}
