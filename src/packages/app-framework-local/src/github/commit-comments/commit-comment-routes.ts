import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import { idInPath, numberMember, requiredText, textMember } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { CommitCommentBody } from '../server/schemas';
import type { World } from '../world/world';
import { createCommitCommentActs } from './commit-comment-acts';
import { commitCommentBody } from './commit-comment-body';
import type { CommitComment } from './commit-comments';

/** Comments on commits. */
export function commitCommentRoutes(world: World) {
  const { commitComments, git } = world;
  const admit = createAdmit(world);
  const acts = createCommitCommentActs(world);

  function commentIn(repository: Repository, id: string): CommitComment {
    const comment = commitComments.find(idInPath(id));
    if (comment === undefined || comment.repository !== repository) throw notFound();
    return comment;
  }

  function commitIn(repository: Repository, ref: string): string {
    const commit = git.resolve(repository, ref);
    if (commit === undefined) throw new GitHubError(422, `No commit found for SHA: ${ref}`);
    return commit.sha;
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/comments', (c) => {
      const { repository, act } = admit(c, { metadata: 'read' });
      const meant = commitComments.inRepository(repository);
      return sendPage(c, meant, (comment): CommitCommentBody => commitCommentBody(comment, act.base));
    })
    .get('/repos/:owner/:repo/commits/:ref/comments', (c) => {
      const { repository, act } = admit(c, { metadata: 'read' });
      const sha = commitIn(repository, c.req.param('ref'));
      const meant = commitComments.inRepository(repository).filter(({ commitId }) => commitId === sha);
      return sendPage(c, meant, (comment): CommitCommentBody => commitCommentBody(comment, act.base));
    })
    .post('/repos/:owner/:repo/commits/:ref/comments', async (c) => {
      const { repository, act } = admit(c, { contents: 'read' });
      const commitId = commitIn(repository, c.req.param('ref'));
      const body = await jsonObject(c);
      const place = {
        commitId,
        path: textMember(body, 'path') ?? null,
        position: numberMember(body, 'position') ?? null,
        line: numberMember(body, 'line') ?? null,
      };
      const comment = acts.comment({ repository, body: requiredText(body, 'body'), ...place }, act);
      return c.json<CommitCommentBody>(commitCommentBody(comment, act.base), 201);
    })
    .get('/repos/:owner/:repo/comments/:id', (c) => {
      const { repository, act } = admit(c, { metadata: 'read' });
      return c.json<CommitCommentBody>(commitCommentBody(commentIn(repository, c.req.param('id')), act.base));
    })
    .patch('/repos/:owner/:repo/comments/:id', async (c) => {
      const { repository, act } = admit(c, { contents: 'write' });
      const comment = commentIn(repository, c.req.param('id'));
      acts.edit(comment, requiredText(await jsonObject(c), 'body'));
      return c.json<CommitCommentBody>(commitCommentBody(comment, act.base));
    })
    .delete('/repos/:owner/:repo/comments/:id', (c) => {
      const { repository } = admit(c, { contents: 'write' });
      acts.remove(commentIn(repository, c.req.param('id')));
      return c.body(null, 204);
    });
}
