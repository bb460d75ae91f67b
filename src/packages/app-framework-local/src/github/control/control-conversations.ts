import { Hono } from 'hono';
import { createIssueActs } from '../issues/issue-acts';
import type { Issue } from '../issues/issues';
import { createPullActs } from '../pulls/pull-acts';
import type { World } from '../world/world';
import * as shapes from './activity-shapes';
import { createActOf } from './control-act';
import { ControlError, readBody } from './control-input';
import { createLookups } from './lookups';

/** The part of the control API in which people push, and open issues and pull requests. */
export function controlConversations(world: World) {
  const { labels } = world;
  const acts = createIssueActs(world);
  const pullActs = createPullActs(world);
  const actOf = createActOf(world);
  const { issueOf, repositoryCalled } = createLookups(world);

  const viewOf = ({ id, number, state }: Issue) => ({ id, number, state });

  return new Hono()
    .post('/issues', async (c) => {
      const { repository: called, sender, labels: names, body, ...asked } = await readBody(c, shapes.newIssue);
      const repository = repositoryCalled(called);
      const named = labels.called(repository, names ?? []);
      const issue = acts.open({ ...asked, repository, body: body ?? null, labels: named }, actOf(c, sender));
      return c.json(viewOf(issue), 201);
    })
    .patch('/issues', async (c) => {
      const { repository, number, sender, labels: names, locked, ...change } = await readBody(c, shapes.issueChange);
      const issue = issueOf(repository, number);
      const act = actOf(c, sender);
      acts.edit(issue, change, act);
      if (locked !== undefined) acts.lock(issue, locked, act);
      if (names !== undefined) acts.setLabels(issue, labels.called(issue.repository, names), act);
      return c.json(viewOf(issue));
    })
    .post('/pushes', async (c) => {
      const { repository: called, files, branch, message, sender } = await readBody(c, shapes.newPush);
      const repository = repositoryCalled(called);
      const push = { files, branch: branch ?? repository.defaultBranch, message: message ?? 'Change files' };
      return c.json(pullActs.push(repository, push, actOf(c, sender)), 201);
    })
    .post('/pulls', async (c) => {
      const { repository: called, head, fork, base, body, sender, ...asked } = await readBody(c, shapes.newPull);
      const repository = repositoryCalled(called);
      const from = fork === undefined ? repository : repositoryCalled(fork);
      const refs = { headRepository: from, headRef: head, baseRef: base ?? repository.defaultBranch };
      const wanted = { ...asked, ...refs, repository, body: body ?? null };
      const opened = pullActs.open(wanted, actOf(c, sender));
      if ('refused' in opened) {
        throw new ControlError(404, `There is no ${opened.refused} branch. Make it with POST /_control/pushes.`);
      }
      return c.json({ id: opened.id, number: opened.number, headSha: opened.pull?.headSha ?? '' }, 201);
    })
    .post('/merges', async (c) => {
      const { repository, number, sender } = await readBody(c, shapes.pullMerge);
      const issue = issueOf(repository, number);
      pullActs.merge(issue, actOf(c, sender));
      return c.json(viewOf(issue));
    });
}
