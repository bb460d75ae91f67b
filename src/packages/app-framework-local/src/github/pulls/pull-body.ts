import { simpleUser } from '../accounts/account-body';
import { changesBetween, type FileChange, linesOf } from '../contents/changes';
import type { Git } from '../contents/git';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import type { Issue } from '../issues/issues';
import { labelBody } from '../issues/labels';
import type { Repository } from '../repositories/repositories';
import { repositoryBody } from '../repositories/repository-body';
import type { PullBody, PullMinimal } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { PullPart } from './pulls';

export interface Pull {
  readonly issue: Issue;
  readonly pull: PullPart;
  readonly git: Git;
}

/** What the pull request would change. */
export function pullChanges({ issue, pull, git }: Pull): readonly FileChange[] {
  const base = git.resolve(issue.repository, pull.baseSha);
  const head = git.resolve(issue.repository, pull.headSha);
  return base === undefined || head === undefined ? [] : changesBetween(base, head);
}

export function pullBody({ issue, pull, git }: Pull, base: string): PullBody {
  const { repository } = issue;
  const inRepository = repositoryUrl(repository, base);
  const api = `${inRepository}/pulls/${issue.number}`;
  const asIssue = `${inRepository}/issues/${issue.number}`;
  const html = `${webUrl(repository)}/pull/${issue.number}`;
  const statuses = `${inRepository}/statuses/${pull.headSha}`;
  const changes = pullChanges({ issue, pull, git });
  const end = (place: Repository, ref: string, sha: string) => ({
    label: `${place.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(place.owner, base),
    repo: repositoryBody(place, base),
  });
  return {
    id: issue.id,
    node_id: issue.nodeId,
    url: api,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: asIssue,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${inRepository}/pulls/comments{/number}`,
    comments_url: `${asIssue}/comments`,
    statuses_url: statuses,
    number: issue.number,
    state: issue.state,
    locked: issue.isLocked,
    title: issue.title,
    user: simpleUser(issue.author.person, base),
    body: issue.body,
    labels: issue.labels.map((label) => labelBody(label, inRepository)),
    milestone: null,
    active_lock_reason: null,
    created_at: gitHubTime(issue.createdAt),
    updated_at: gitHubTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : gitHubTime(issue.closedAt),
    merged_at: pull.mergedAt === undefined ? null : gitHubTime(pull.mergedAt),
    merge_commit_sha: pull.mergeSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: end(pull.headRepository, pull.headRef, pull.headSha),
    base: end(repository, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: api },
      html: { href: html },
      issue: { href: asIssue },
      comments: { href: `${asIssue}/comments` },
      review_comments: { href: `${api}/comments` },
      review_comment: { href: `${inRepository}/pulls/comments{/number}` },
      commits: { href: `${api}/commits` },
      statuses: { href: statuses },
    },
    author_association: issue.association,
    auto_merge: null,
    draft: false,
    merged: pull.mergedAt !== undefined,
    mergeable: issue.state === 'open' ? true : null,
    rebaseable: issue.state === 'open' ? true : null,
    mergeable_state: issue.state === 'open' ? 'clean' : 'unknown',
    merged_by: pull.mergedBy === undefined ? null : simpleUser(pull.mergedBy.person, base),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: sum(changes.map(({ after }) => linesOf(after).length)),
    deletions: sum(changes.map(({ before }) => linesOf(before).length)),
    changed_files: changes.length,
  };
}

/** A pull request as it stands in check runs. */
export function pullMinimal(issue: Issue, pull: PullPart, base: string): PullMinimal {
  const { id, name } = issue.repository;
  const repo = { id, name, url: repositoryUrl(issue.repository, base) };
  return {
    id: issue.id,
    number: issue.number,
    url: `${repo.url}/pulls/${issue.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
