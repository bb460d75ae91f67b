import { Hono } from 'hono';
import { refuseLocked } from '../issues/locks';
import { createAdmit } from '../repositories/access';
import { requireOwn } from '../repositories/caller';
import { listMember, requiredText, textMember, wordMember } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { ReviewBody, ReviewCommentBody } from '../server/schemas';
import type { World } from '../world/world';
import { createReviewActs } from './review-acts';
import { reviewBody, reviewCommentBody } from './review-body';
import { askedComment } from './review-comment-request';
import { createReviewFinder } from './review-finder';
import { type Review, type ReviewEvent, reviewEvents } from './reviews';

/** Reviews of pull requests. */
export function reviewRoutes(world: World) {
  const { reviews } = world;
  const admit = createAdmit(world);
  const acts = createReviewActs(world);
  const { pullIn, reviewIn } = createReviewFinder(world);
  const path = '/repos/:owner/:repo/pulls/:number/reviews';

  /** One that is pending is shown to its author only. */
  function admitted(c: ApiContext, level: 'read' | 'write', number: string, id: string) {
    const { repository, act, right } = admit(c, { pull_requests: level });
    const review = reviewIn(repository, number, id);
    if (level === 'write') requireOwn({ act, right }, review.author);
    if (review.state === 'PENDING' && review.author.person.id !== act.actor.person.id) throw notFound();
    return { review, act };
  }

  return new Hono<ApiEnvironment>()
    .get(path, (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const { issue } = pullIn(repository, c.req.param('number'));
      const meant = reviews
        .of(issue)
        .filter(({ state, author }) => state !== 'PENDING' || author.person.id === act.actor.person.id);
      return sendPage(c, meant, (review): ReviewBody => reviewBody(review, act.base));
    })
    .post(path, async (c) => {
      const { repository, act, right } = admit(c, { pull_requests: 'write' });
      const { issue, pull } = pullIn(repository, c.req.param('number'));
      refuseLocked({ act, right }, issue, 'comment');
      const body = await jsonObject(c);
      const event = wordMember(body, 'event', reviewEvents);
      const text = textMember(body, 'body') ?? '';
      const comments = (listMember(body, 'comments') ?? []).map((one) => askedComment({ ...Object(one) }));
      if (comments.length === 0) refuseEmpty(event, text);
      if (comments.some((comment) => !acts.isInDiff(issue, comment.path)))
        throw unprocessable('Path could not be resolved');
      const commitId = textMember(body, 'commit_id') ?? pull.headSha;
      return c.json<ReviewBody>(
        reviewBody(acts.review({ issue, commitId, body: text, comments, event }, act), act.base),
      );
    })
    .get(`${path}/:id`, (c) => {
      const { review, act } = admitted(c, 'read', c.req.param('number'), c.req.param('id'));
      return c.json<ReviewBody>(reviewBody(review, act.base));
    })
    .get(`${path}/:id/comments`, (c) => {
      const { review, act } = admitted(c, 'read', c.req.param('number'), c.req.param('id'));
      return sendPage(c, reviews.commentsIn(review), (one): ReviewCommentBody => reviewCommentBody(one, act.base));
    })
    .put(`${path}/:id`, async (c) => {
      const { review, act } = admitted(c, 'write', c.req.param('number'), c.req.param('id'));
      acts.editReview(review, requiredText(await jsonObject(c), 'body'), act);
      return c.json<ReviewBody>(reviewBody(review, act.base));
    })
    .post(`${path}/:id/events`, async (c) => {
      const { review, act } = admitted(c, 'write', c.req.param('number'), c.req.param('id'));
      const body = await jsonObject(c);
      requiredText(body, 'event');
      const event = wordMember(body, 'event', reviewEvents) ?? 'COMMENT';
      refuseSubmitted(review);
      acts.editReview(review, textMember(body, 'body') ?? review.body, act);
      acts.submit(review, event, act);
      return c.json<ReviewBody>(reviewBody(review, act.base));
    });
}

/** Only an approval needs no words. */
function refuseEmpty(event: ReviewEvent | undefined, text: string): void {
  if (text === '' && (event === 'COMMENT' || event === 'REQUEST_CHANGES')) {
    throw unprocessable('Could not comment pull request review.');
  }
}

function refuseSubmitted({ state }: Review): void {
  if (state !== 'PENDING') throw unprocessable('Could not submit: the review is submitted already.');
}

function unprocessable(problem: string): GitHubError {
  return new GitHubError(422, `Unprocessable Entity: "${problem}"`);
}
