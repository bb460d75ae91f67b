import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import { requireOwn } from '../repositories/caller';
import { requiredText } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { sendPage } from '../server/pages';
import type { IssueCommentBody } from '../server/schemas';
import type { World } from '../world/world';
import { createIssueActs } from './issue-acts';
import { commentBody } from './issue-body';
import { changedSince, createIssueFinder } from './issue-finder';
import { refuseLocked } from './locks';

/** Comments on issues and on pull requests. */
export function commentRoutes(world: World) {
  const admit = createAdmit(world);
  const acts = createIssueActs(world);
  const { issueIn, commentIn } = createIssueFinder(world);
  const reader = (c: ApiContext) => admit(c, { issues: 'read' }, { pull_requests: 'read' });
  const writer = (c: ApiContext) => admit(c, { issues: 'write' }, { pull_requests: 'write' });

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/issues/:number/comments', (c) => {
      const { repository, act } = reader(c);
      const since = changedSince(c.var.call.url);
      const meant = issueIn(repository, c.req.param('number')).comments.filter(({ updatedAt }) => updatedAt >= since);
      return sendPage(c, meant, (comment): IssueCommentBody => commentBody(comment, act.base));
    })
    .post('/repos/:owner/:repo/issues/:number/comments', async (c) => {
      const { repository, act, right } = writer(c);
      const issue = issueIn(repository, c.req.param('number'));
      refuseLocked({ act, right }, issue, 'comment');
      const comment = acts.comment(issue, { body: requiredText(await jsonObject(c), 'body') }, act);
      return c.json<IssueCommentBody>(commentBody(comment, act.base), 201);
    })
    .get('/repos/:owner/:repo/issues/comments/:id', (c) => {
      const { repository, act } = reader(c);
      return c.json<IssueCommentBody>(commentBody(commentIn(repository, c.req.param('id')), act.base));
    })
    .patch('/repos/:owner/:repo/issues/comments/:id', async (c) => {
      const { repository, act, right } = writer(c);
      const comment = commentIn(repository, c.req.param('id'));
      requireOwn({ act, right }, comment.author);
      acts.editComment(comment, requiredText(await jsonObject(c), 'body'), act);
      return c.json<IssueCommentBody>(commentBody(comment, act.base));
    })
    .delete('/repos/:owner/:repo/issues/comments/:id', (c) => {
      const { repository, act, right } = writer(c);
      const comment = commentIn(repository, c.req.param('id'));
      requireOwn({ act, right }, comment.author);
      acts.removeComment(comment, act);
      return c.body(null, 204);
    });
}
