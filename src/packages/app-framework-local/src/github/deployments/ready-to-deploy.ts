import type { CheckRun } from '../checks/checks';
import { historyTo } from '../contents/git';
import type { Act } from '../events/actor';
import type { Repository } from '../repositories/repositories';
import { GitHubError } from '../server/github-error';
import type { World } from '../world/world';

/** Brings a branch that is behind the default branch up to date, and says so; absent where there is nothing to merge. */
export function mergeBehind(
  { git }: World,
  { repository, ref, act }: { readonly repository: Repository; readonly ref: string; readonly act: Act },
): string | undefined {
  const branch = ref.replace(/^(refs\/)?heads\//, '');
  const [head, base] = [git.branch(repository, branch), git.head(repository)];
  if (head === undefined) return undefined;
  const shared = historyTo(base).find((commit) => historyTo(head).includes(commit));
  const isNews = ([path, text]: [string, string]) => text !== shared?.files.get(path) && text !== head.files.get(path);
  const files = Object.fromEntries([...base.files].filter(isNews));
  if (Object.keys(files).length === 0) return undefined;
  const { defaultBranch } = repository;
  const message = `Merge branch '${defaultBranch}' into ${branch}`;
  git.commit(repository, { branch, files, message, author: act.actor.person });
  return `Auto-merged ${defaultBranch} into ${branch} on deployment.`;
}

interface Checked {
  readonly repository: Repository;
  readonly ref: string;
  readonly sha: string;
  /** Names of checks; absent for all that the commit has. */
  readonly required: readonly string[] | undefined;
}

/** @throws GitHubError 409 where a check that must have passed has not, or is not there */
export function refuseUnchecked({ checks }: World, { repository, ref, sha, required }: Checked): void {
  const newest = new Map<string, CheckRun>();
  for (const run of checks.onCommit(repository, sha)) if (!newest.has(run.name)) newest.set(run.name, run);
  const lacking = (required ?? [...newest.keys()]).filter((name) => !hasPassed(newest.get(name)));
  if (lacking.length === 0) return;
  throw new GitHubError(409, `Conflict: Commit status checks failed for ${ref}.`, undefined, [
    { resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
  ]);
}

function hasPassed(run: CheckRun | undefined): boolean {
  return run !== undefined && ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '');
}
