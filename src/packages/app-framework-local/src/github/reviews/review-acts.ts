import { patchOf } from '../contents/changes';
import type { Act } from '../events/actor';
import type { NewBy } from '../issues/issue-acts';
import type { Issue } from '../issues/issues';
import { pullBody, pullChanges } from '../pulls/pull-body';
import type { AuthorAssociation } from '../server/schemas';
import type { World } from '../world/world';
import { reviewCommentBody, reviewInEvent } from './review-body';
import type { NewReview, Review, ReviewComment, ReviewEvent } from './reviews';

/** A comment as somebody asks for it. */
export interface AskedComment {
  readonly body: string;
  readonly path: string;
  readonly association?: AuthorAssociation;
  readonly line?: number | undefined;
  readonly startLine?: number | undefined;
  readonly side?: 'LEFT' | 'RIGHT' | undefined;
  readonly commitId?: string | undefined;
  readonly inReplyTo?: number | undefined;
}

/** What can happen to reviews and their comments, and the events that it causes. */
export function createReviewActs({ announce, git, reviews }: World) {
  function tell(
    issue: Issue,
    act: Act,
    happened: { event: 'pull_request_review' | 'pull_request_review_comment'; members: object },
  ) {
    const { event, members } = happened;
    announce.inRepository({
      event,
      repository: issue.repository,
      act,
      members: { ...members, pull_request: pullInEvent(issue, act) },
    });
  }

  function tellOfReview(review: Review, act: Act, members: object): void {
    tell(review.issue, act, {
      event: 'pull_request_review',
      members: { ...members, review: reviewInEvent(review, act.base) },
    });
  }

  function tellOfComment(comment: ReviewComment, act: Act, members: object): void {
    if (comment.review.state === 'PENDING') return;
    tell(comment.review.issue, act, {
      event: 'pull_request_review_comment',
      members: { ...members, comment: reviewCommentBody(comment, act.base) },
    });
  }

  /** GitHub leaves out of these events what it computes for a pull request that is asked for by itself. */
  function pullInEvent(issue: Issue, { base }: Act): object {
    if (issue.pull === undefined) return {};
    const {
      merged,
      mergeable,
      rebaseable,
      mergeable_state,
      merged_by,
      comments,
      review_comments,
      maintainer_can_modify,
      commits,
      additions,
      deletions,
      changed_files,
      ...simple
    } = pullBody({ issue, pull: issue.pull, git }, base);
    return simple;
  }

  function changed(issue: Issue, path: string) {
    const { pull } = issue;
    return pull && pullChanges({ issue, pull, git }).find((change) => change.path === path);
  }

  function addComment(review: Review, asked: AskedComment, act: Act): ReviewComment {
    const change = changed(review.issue, asked.path);
    return reviews.comment({
      review,
      author: act.actor,
      body: asked.body,
      ...(asked.association === undefined ? {} : { association: asked.association }),
      path: asked.path,
      commitId: asked.commitId ?? review.commitId,
      line: asked.line,
      startLine: asked.startLine,
      side: asked.side ?? 'RIGHT',
      diffHunk: change === undefined ? '' : patchOf(change),
      inReplyTo: asked.inReplyTo,
    });
  }

  function submit(review: Review, event: ReviewEvent, act: Act): void {
    reviews.submit(review, event);
    tellOfReview(review, act, { action: 'submitted' });
    for (const comment of reviews.commentsIn(review)) tellOfComment(comment, act, { action: 'created' });
  }

  return {
    /** Whether the pull request changes the file: only there can comments stand. */
    isInDiff: (issue: Issue, path: string): boolean => changed(issue, path) !== undefined,
    /** Stays pending without an event. */
    review(
      asked: NewBy<NewReview> & { readonly comments: readonly AskedComment[]; readonly event: ReviewEvent | undefined },
      act: Act,
    ): Review {
      const { comments, event, ...wanted } = asked;
      const review = reviews.create({ ...wanted, author: act.actor });
      for (const comment of comments) addComment(review, comment, act);
      if (event !== undefined) submit(review, event, act);
      return review;
    },
    submit,
    /** One comment outside a review: GitHub makes a review around it, with no body. */
    comment(issue: Issue, asked: AskedComment, act: Act): ReviewComment {
      const commitId = asked.commitId ?? issue.pull?.headSha ?? '';
      const review = reviews.create({ issue, commitId, body: '', author: act.actor });
      const comment = addComment(review, asked, act);
      submit(review, 'COMMENT', act);
      return comment;
    },
    editReview(review: Review, body: string, act: Act): void {
      const from = review.body;
      if (from === body) return;
      reviews.change(review, body);
      if (review.state !== 'PENDING') tellOfReview(review, act, { action: 'edited', changes: { body: { from } } });
    },
    editComment(comment: ReviewComment, body: string, act: Act): void {
      const from = comment.body;
      if (from === body) return;
      reviews.change(comment, body);
      tellOfComment(comment, act, { action: 'edited', changes: { body: { from } } });
    },
    removeComment(comment: ReviewComment, act: Act): void {
      reviews.removeComment(comment);
      tellOfComment(comment, act, { action: 'deleted' });
    },
  };
}
