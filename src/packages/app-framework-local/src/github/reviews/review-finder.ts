import { createIssueFinder } from '../issues/issue-finder';
import type { Issue } from '../issues/issues';
import type { PullPart } from '../pulls/pulls';
import type { Repository } from '../repositories/repositories';
import { idInPath } from '../server/body-members';
import { notFound } from '../server/github-error';
import type { World } from '../world/world';
import type { Review, ReviewComment } from './reviews';

/** Finds what a path names. @throws GitHubError 404 */
export function createReviewFinder(world: World) {
  const { reviews } = world;
  const { issueIn } = createIssueFinder(world);

  function pullIn(repository: Repository, number: string): { readonly issue: Issue; readonly pull: PullPart } {
    const issue = issueIn(repository, number);
    if (issue.pull === undefined) throw notFound();
    return { issue, pull: issue.pull };
  }

  return {
    pullIn,
    reviewIn(repository: Repository, number: string, id: string): Review {
      const review = reviews.find(idInPath(id));
      if (review === undefined || review.issue !== pullIn(repository, number).issue) throw notFound();
      return review;
    },
    commentIn(repository: Repository, id: string): ReviewComment {
      const comment = reviews.findComment(idInPath(id));
      if (comment === undefined || comment.review.issue.repository !== repository) throw notFound();
      return comment;
    },
  };
}
