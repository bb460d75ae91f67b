import { noCommit } from '../contents/git';
import type { Act } from '../events/actor';
import { createIssueActs } from '../issues/issue-acts';
import type { Issue } from '../issues/issues';
import type { Repository } from '../repositories/repositories';
import type { AuthorAssociation } from '../server/schemas';
import type { World } from '../world/world';
import { pullChanges } from './pull-body';
import { pushMembers } from './push-event';

export interface NewPull {
  readonly repository: Repository;
  readonly title: string;
  readonly body: string | null;
  /** Where its head is, if elsewhere: a fork. */
  readonly headRepository?: Repository;
  readonly headRef: string;
  readonly baseRef: string;
  readonly association?: AuthorAssociation;
}

export interface NewPush {
  readonly branch: string;
  /** Text by path; `null` removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
}

/** Why a pull request cannot be opened. */
export type PullRefusal = { readonly refused: 'head' | 'base' };

/** What can happen to branches and pull requests, and the events that it causes. */
export function createPullActs(world: World) {
  const { announce, clock, git, issues } = world;
  const issueActs = createIssueActs(world);

  /** An open pull request follows its branch. */
  function follow(issue: Issue, headSha: string, act: Act): void {
    if (issue.pull === undefined) return;
    const before = issue.pull.headSha;
    if (issue.pull.headRepository !== issue.repository)
      git.adopt(issue.repository, git.resolve(issue.pull.headRepository, headSha));
    issue.pull.headSha = headSha;
    issues.change(issue, {});
    issueActs.tell(issue, act, { action: 'synchronize', before, after: headSha });
  }

  /** The SHA of the new head, and the one before. */
  function push(repository: Repository, { branch, files, message }: NewPush, act: Act) {
    const pushed = git.commit(repository, { branch, files, message, author: act.actor.person });
    announce.inRepository({
      event: 'push',
      repository,
      act,
      members: pushMembers({ repository, branch, pushed, act }),
    });
    for (const issue of issues.from(repository)) {
      if (issue.state === 'open' && issue.pull?.headRef === branch) follow(issue, pushed.after.sha, act);
    }
    return { sha: pushed.after.sha, before: pushed.before?.sha ?? noCommit };
  }

  return {
    push,
    open(
      { repository, headRepository = repository, headRef, baseRef, ...asked }: NewPull,
      act: Act,
    ): Issue | PullRefusal {
      const head = git.branch(headRepository, headRef);
      const base = git.branch(repository, baseRef);
      if (head === undefined) return { refused: 'head' };
      if (base === undefined) return { refused: 'base' };
      if (headRepository !== repository) git.adopt(repository, head);
      const shas = { headSha: head.sha, baseSha: base.sha, mergeSha: undefined };
      const pull = { headRepository, headRef, baseRef, ...shas, mergedAt: undefined, mergedBy: undefined };
      return issueActs.open({ ...asked, repository, labels: [], pull }, act);
    },
    /** Merges by a commit on the base branch and closes; the push comes first, as at GitHub. */
    merge(issue: Issue, act: Act, title?: string): void {
      const { pull, repository } = issue;
      if (pull === undefined || issue.state === 'closed') return;
      const message = title ?? `Merge pull request #${issue.number} from ${repository.owner.login}/${pull.headRef}`;
      const changes = pullChanges({ issue, pull, git });
      const files = Object.fromEntries(
        changes.map(({ path, status, after }) => [path, status === 'removed' ? null : after]),
      );
      const { sha } = push(repository, { branch: pull.baseRef, files, message }, act);
      pull.mergeSha = sha;
      pull.mergedAt = clock.milliseconds();
      pull.mergedBy = act.actor;
      issueActs.edit(issue, { state: 'closed' }, act);
    },
  };
}
