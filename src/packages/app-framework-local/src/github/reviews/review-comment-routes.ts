import { Hono } from 'hono';
import { refuseLocked } from '../issues/locks';
import { createAdmit } from '../repositories/access';
import { requireOwn } from '../repositories/caller';
import { numberMember, requiredText, textMember } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { notFound, validationFailed } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { ReviewCommentBody } from '../server/schemas';
import type { World } from '../world/world';
import { createReviewActs } from './review-acts';
import { reviewCommentBody } from './review-body';
import { askedComment } from './review-comment-request';
import { createReviewFinder } from './review-finder';
import type { ReviewComment } from './reviews';

/** Comments in the diff of a pull request. */
export function reviewCommentRoutes(world: World) {
  const { git, reviews } = world;
  const admit = createAdmit(world);
  const acts = createReviewActs(world);
  const { commentIn, pullIn } = createReviewFinder(world);
  const path = '/repos/:owner/:repo/pulls';

  function admitted(c: ApiContext, level: 'read' | 'write', id: string) {
    const { repository, act, right } = admit(c, { pull_requests: level });
    const comment = commentIn(repository, id);
    if (level === 'write') requireOwn({ act, right }, comment.author);
    return { comment, act };
  }

  const replyTo = ({ review, id, path, commitId, line, side, inReplyTo }: ReviewComment) => ({
    issue: review.issue,
    place: { path, commitId, line, side, inReplyTo: inReplyTo ?? id },
  });

  return new Hono<ApiEnvironment>()
    .get(`${path}/:number/comments`, (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const meant = reviews.commentsOf(pullIn(repository, c.req.param('number')).issue);
      return sendPage(c, meant, (comment): ReviewCommentBody => reviewCommentBody(comment, act.base));
    })
    .post(`${path}/:number/comments`, async (c) => {
      const { repository, act, right } = admit(c, { pull_requests: 'write' });
      const { issue } = pullIn(repository, c.req.param('number'));
      refuseLocked({ act, right }, issue, 'comment');
      const body = await jsonObject(c);
      const answered = numberMember(body, 'in_reply_to');
      if (answered !== undefined) {
        const first = commentIn(repository, String(answered));
        const asked = { ...replyTo(first).place, body: requiredText(body, 'body') };
        return c.json<ReviewCommentBody>(reviewCommentBody(acts.comment(issue, asked, act), act.base), 201);
      }
      const asked = askedComment(body);
      const commitId = requiredText(body, 'commit_id');
      if (git.resolve(repository, commitId) === undefined)
        throw invalid('commit_id', 'is not part of the pull request');
      if (!acts.isInDiff(issue, asked.path)) throw invalid('path');
      if (asked.line === undefined && textMember(body, 'subject_type') !== 'file')
        throw invalid('line', 'missing_field');
      return c.json<ReviewCommentBody>(reviewCommentBody(acts.comment(issue, asked, act), act.base), 201);
    })
    .post(`${path}/:number/comments/:id/replies`, async (c) => {
      const { repository, act, right } = admit(c, { pull_requests: 'write' });
      const { issue } = pullIn(repository, c.req.param('number'));
      refuseLocked({ act, right }, issue, 'comment');
      const first = replyTo(commentIn(repository, c.req.param('id')));
      if (first.issue !== issue) throw notFound();
      const asked = { ...first.place, body: requiredText(await jsonObject(c), 'body') };
      return c.json<ReviewCommentBody>(reviewCommentBody(acts.comment(issue, asked, act), act.base), 201);
    })
    .get(`${path}/comments/:id`, (c) => {
      const { comment, act } = admitted(c, 'read', c.req.param('id'));
      return c.json<ReviewCommentBody>(reviewCommentBody(comment, act.base));
    })
    .patch(`${path}/comments/:id`, async (c) => {
      const { comment, act } = admitted(c, 'write', c.req.param('id'));
      acts.editComment(comment, requiredText(await jsonObject(c), 'body'), act);
      return c.json<ReviewCommentBody>(reviewCommentBody(comment, act.base));
    })
    .delete(`${path}/comments/:id`, (c) => {
      const { comment, act } = admitted(c, 'write', c.req.param('id'));
      acts.removeComment(comment, act);
      return c.body(null, 204);
    });
}

function invalid(field: string, code = 'invalid') {
  return validationFailed({ resource: 'PullRequestReviewComment', field, code });
}
