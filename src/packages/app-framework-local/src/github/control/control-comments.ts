import { Hono } from 'hono';
import { createCommitCommentActs } from '../commit-comments/commit-comment-acts';
import type { Act } from '../events/actor';
import { createIssueActs } from '../issues/issue-acts';
import type { Remark } from '../issues/remarks';
import { createSubjects } from '../reactions/subjects';
import { createReviewActs } from '../reviews/review-acts';
import type { World } from '../world/world';
import * as shapes from './activity-shapes';
import { createActOf } from './control-act';
import { ControlError, readBody } from './control-input';
import { createLookups } from './lookups';

interface Editing {
  edit(body: string, act: Act): void;
  remove(act: Act): void;
}

/** The part of the control API in which people comment, review and change what they wrote. */
export function controlComments(world: World) {
  const { commitComments, git, issues, reviews } = world;
  const issueActs = createIssueActs(world);
  const commitActs = createCommitCommentActs(world);
  const reviewActs = createReviewActs(world);
  const subjects = createSubjects(world);
  const actOf = createActOf(world);
  const { issueOf, repositoryCalled } = createLookups(world);
  const viewOf = ({ id, nodeId }: Remark) => ({ id, nodeId });

  /** The comment of this id, of whatever kind it is, and what can be done to it. */
  function commentOf(id: number): { readonly comment: Remark; readonly editing: Editing } {
    const onIssue = issues.findComment(id);
    if (onIssue !== undefined) {
      const editing: Editing = {
        edit: (body, act) => issueActs.editComment(onIssue, body, act),
        remove: (act) => issueActs.removeComment(onIssue, act),
      };
      return { comment: onIssue, editing };
    }
    const onCommit = commitComments.find(id);
    if (onCommit !== undefined) {
      const editing: Editing = {
        edit: (body) => commitActs.edit(onCommit, body),
        remove: () => commitActs.remove(onCommit),
      };
      return { comment: onCommit, editing };
    }
    const onDiff = reviews.findComment(id);
    if (onDiff === undefined) throw new ControlError(404, `There is no comment ${id}.`);
    const editing: Editing = {
      edit: (body, act) => reviewActs.editComment(onDiff, body, act),
      remove: (act) => reviewActs.removeComment(onDiff, act),
    };
    return { comment: onDiff, editing };
  }

  return new Hono()
    .post('/comments', async (c) => {
      const { repository, number, sender, ...asked } = await readBody(c, shapes.newComment);
      return c.json(viewOf(issueActs.comment(issueOf(repository, number), asked, actOf(c, sender))), 201);
    })
    .patch('/comments', async (c) => {
      const { id, body, sender } = await readBody(c, shapes.commentChange);
      const { comment, editing } = commentOf(id);
      editing.edit(body, actOf(c, sender));
      return c.json(viewOf(comment));
    })
    .delete('/comments', async (c) => {
      const { id, sender } = await readBody(c, shapes.commentRemoval);
      commentOf(id).editing.remove(actOf(c, sender));
      return c.json({});
    })
    .post('/commit-comments', async (c) => {
      const { repository: called, ref, path, sender, ...asked } = await readBody(c, shapes.newCommitComment);
      const repository = repositoryCalled(called);
      const commit = git.resolve(repository, ref ?? repository.defaultBranch);
      if (commit === undefined) throw new ControlError(404, `There is no commit "${ref}" in ${called}.`);
      const place = { commitId: commit.sha, path: path ?? null, position: null, line: null };
      return c.json(viewOf(commitActs.comment({ ...asked, repository, ...place }, actOf(c, sender))), 201);
    })
    .post('/review-comments', async (c) => {
      const { repository, number, sender, ...asked } = await readBody(c, shapes.newReviewComment);
      const issue = issueOf(repository, number);
      if (!reviewActs.isInDiff(issue, asked.path)) {
        throw new ControlError(409, `The pull request ${repository}#${number} does not change ${asked.path}.`);
      }
      return c.json(viewOf(reviewActs.comment(issue, asked, actOf(c, sender))), 201);
    })
    .post('/reviews', async (c) => {
      const { repository, number, sender, body, event, ...asked } = await readBody(c, shapes.newReview);
      const issue = issueOf(repository, number);
      if (issue.pull === undefined) throw new ControlError(409, `${repository}#${number} is no pull request.`);
      const wanted = { ...asked, issue, commitId: issue.pull.headSha, body: body ?? '', comments: [] };
      return c.json(viewOf(reviewActs.review({ ...wanted, event: event ?? 'COMMENT' }, actOf(c, sender))), 201);
    })
    .patch('/reviews', async (c) => {
      const { id, body, sender } = await readBody(c, shapes.commentChange);
      const review = reviews.find(id);
      if (review === undefined) throw new ControlError(404, `There is no review ${id}.`);
      reviewActs.editReview(review, body, actOf(c, sender));
      return c.json(viewOf(review));
    })
    .get('/reactions', (c) => {
      const nodeId = c.req.query('subject') ?? '';
      const subject = subjects.byNodeId(nodeId);
      if (subject === undefined) throw new ControlError(404, `There is nothing with the node id "${nodeId}".`);
      const reactions = subject.reactable.reactions.map(({ content, person }) => ({ content, login: person.login }));
      return c.json({ reactions });
    });
}
