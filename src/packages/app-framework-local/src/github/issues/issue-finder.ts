import type { Repository } from '../repositories/repositories';
import { idInPath } from '../server/body-members';
import { invalidRequest, notFound } from '../server/github-error';
import type { World } from '../world/world';
import type { Comment, Issue } from './issues';

/** Finds what a path names. @throws GitHubError 404 */
export function createIssueFinder({ issues }: World) {
  return {
    issueIn(repository: Repository, number: string | undefined): Issue {
      const issue = issues.find(repository, idInPath(number));
      if (issue === undefined) throw notFound();
      return issue;
    },
    commentIn(repository: Repository, id: string | undefined): Comment {
      const comment = issues.findComment(idInPath(id));
      if (comment === undefined || comment.issue.repository !== repository) throw notFound();
      return comment;
    },
  };
}

/** The time in `since`, to the second as GitHub keeps it. @throws GitHubError 422 when it is none. */
export function changedSince(url: URL): number {
  const since = url.searchParams.get('since');
  if (since === null) return Number.NEGATIVE_INFINITY;
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw invalidRequest("For 'since', the value is not an ISO 8601 time.");
  return Math.floor(time / 1000) * 1000;
}
