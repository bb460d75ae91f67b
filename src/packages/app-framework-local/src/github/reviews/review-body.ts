import { simpleUser } from '../accounts/account-body';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import type { Issue } from '../issues/issues';
import { reactionRollup } from '../reactions/reaction-body';
import type { ReviewBody, ReviewCommentBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Review, ReviewComment } from './reviews';

export function reviewBody(review: Review, base: string): ReviewBody {
  const pull = pullUrls(review.issue, base);
  const html = `${pull.html}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: simpleUser(review.author.person, base),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull.api,
    author_association: review.association,
    _links: { html: { href: html }, pull_request: { href: pull.api } },
    ...(review.submittedAt === undefined ? {} : { submitted_at: gitHubTime(review.submittedAt) }),
    commit_id: review.commitId,
  };
}

/** In events the state has small letters, and an empty body is none. */
export function reviewInEvent(review: Review, base: string): object {
  const body = reviewBody(review, base);
  return { ...body, body: body.body === '' ? null : body.body, state: body.state.toLowerCase() };
}

export function reviewCommentBody(comment: ReviewComment, base: string): ReviewCommentBody {
  const { id, review, commitId, line, startLine, side } = comment;
  const api = `${repositoryUrl(review.issue.repository, base)}/pulls/comments/${id}`;
  const pull = pullUrls(review.issue, base);
  const html = `${pull.html}#discussion_r${id}`;
  return {
    url: api,
    pull_request_review_id: review.id,
    id,
    node_id: comment.nodeId,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: commitId,
    original_commit_id: commitId,
    user: simpleUser(comment.author.person, base),
    body: comment.body,
    created_at: gitHubTime(comment.createdAt),
    updated_at: gitHubTime(comment.updatedAt),
    html_url: html,
    pull_request_url: pull.api,
    author_association: comment.association,
    _links: { self: { href: api }, html: { href: html }, pull_request: { href: pull.api } },
    reactions: reactionRollup(comment.reactions, api),
    start_line: startLine ?? null,
    original_start_line: startLine ?? null,
    start_side: startLine === undefined ? null : side,
    ...(line === undefined ? {} : { line, original_line: line }),
    side,
    subject_type: line === undefined ? 'file' : 'line',
    position: line ?? 1,
    original_position: line ?? 1,
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

function pullUrls({ repository, number }: Issue, base: string) {
  return {
    api: `${repositoryUrl(repository, base)}/pulls/${number}`,
    html: `${webUrl(repository)}/pull/${number}`,
  };
}
