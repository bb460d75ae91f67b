import type { Issue } from '../issues/issues';
import { createRemarks, type NewRemark, type Remark } from '../issues/remarks';
import type { Clock } from '../world/clock';

export const reviewEvents = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const;
export type ReviewEvent = (typeof reviewEvents)[number];
export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'PENDING';

const stateAfter: Readonly<Record<ReviewEvent, ReviewState>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** What somebody says of a pull request as a whole; its body may be empty. Only its author sees one that is pending. */
export interface Review extends Remark {
  readonly issue: Issue;
  readonly commitId: string;
  state: ReviewState;
  submittedAt: number | undefined;
}

/** Where in the pull request's diff. */
export interface DiffPlace {
  readonly path: string;
  readonly commitId: string;
  readonly line: number | undefined;
  readonly side: 'LEFT' | 'RIGHT';
  readonly startLine: number | undefined;
  readonly diffHunk: string;
  readonly inReplyTo: number | undefined;
}

export interface ReviewComment extends Remark, DiffPlace {
  readonly review: Review;
}

export interface NewReview extends NewRemark {
  readonly issue: Issue;
  readonly commitId: string;
}

export interface NewReviewComment extends NewRemark, DiffPlace {
  readonly review: Review;
}

export type Reviews = ReturnType<typeof createReviews>;

/** Reviews of pull requests and the comments in their diffs, the oldest first. */
export function createReviews({ clock }: { clock: Clock }) {
  const reviewRemark = createRemarks({ clock, kind: 'PRR', firstId: 2_800_000_001 });
  const commentRemark = createRemarks({ clock, kind: 'PRRC', firstId: 2_900_000_001 });
  const reviews = new Map<number, Review>();
  const comments = new Map<number, ReviewComment>();

  return {
    create({ issue, commitId, ...asked }: NewReview): Review {
      const remark = reviewRemark(issue.repository, asked);
      const review: Review = { ...remark, issue, commitId, state: 'PENDING', submittedAt: undefined };
      reviews.set(review.id, review);
      return review;
    },
    submit(review: Review, event: ReviewEvent): void {
      review.state = stateAfter[event];
      review.submittedAt = clock.milliseconds();
    },
    find: (id: number): Review | undefined => reviews.get(id),
    of: (issue: Issue): readonly Review[] => [...reviews.values()].filter((one) => one.issue === issue),
    comment({ author, association, body, ...place }: NewReviewComment): ReviewComment {
      const asked = { author, body, ...(association === undefined ? {} : { association }) };
      const comment = { ...commentRemark(place.review.issue.repository, asked), ...place };
      comments.set(comment.id, comment);
      return comment;
    },
    findComment: (id: number): ReviewComment | undefined => comments.get(id),
    /** Those in pending reviews are not shown. */
    commentsOf: (issue: Issue): readonly ReviewComment[] =>
      [...comments.values()].filter(({ review }) => review.issue === issue && review.state !== 'PENDING'),
    commentsIn: (review: Review): readonly ReviewComment[] =>
      [...comments.values()].filter((one) => one.review === review),
    change(remark: Review | ReviewComment, body: string): void {
      remark.body = body;
      remark.updatedAt = clock.milliseconds();
    },
    removeComment: (comment: ReviewComment): void => void comments.delete(comment.id),
  };
}
