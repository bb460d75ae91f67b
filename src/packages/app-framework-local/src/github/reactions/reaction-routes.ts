import { Hono } from 'hono';
import { refuseLocked } from '../issues/locks';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import { idInPath, requiredText, wordMember } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { AppPermissions, ReactionBody } from '../server/schemas';
import type { World } from '../world/world';
import { reactionBody } from './reaction-body';
import { reactionContents } from './reactions';
import { createSubjects, permissionsOf, type Subject } from './subjects';

/** Reactions to issues, pull requests and the comments on them; reviews have theirs in GraphQL only, as at GitHub. */
export function reactionRoutes(world: World) {
  const { reactions } = world;
  const admit = createAdmit(world);
  const subjects = createSubjects(world);
  const routes = new Hono<ApiEnvironment>();

  function add(path: string, kind: Subject['kind'], find: (id: number, repository: Repository) => Subject | undefined) {
    function admitted(c: ApiContext, needed: readonly AppPermissions[], id: string) {
      const { repository, act, right } = admit(c, ...needed);
      const subject = find(idInPath(id), repository);
      if (subject === undefined || subject.repository !== repository) throw notFound();
      return { subject: subject.reactable, issue: subject.issue, act, right };
    }
    const { read, write } = permissionsOf[kind];

    routes
      .get(`${path}/:id/reactions`, (c) => {
        const { subject, act } = admitted(c, read, c.req.param('id'));
        const content = c.req.query('content');
        const meant = subject.reactions.filter((one) => content === undefined || one.content === content);
        return sendPage(c, meant, (reaction): ReactionBody => reactionBody(reaction, act.base));
      })
      .post(`${path}/:id/reactions`, async (c) => {
        const { subject, issue, act, right } = admitted(c, write, c.req.param('id'));
        if (issue !== undefined) refuseLocked({ act, right }, issue, 'reaction');
        const body = await jsonObject(c);
        requiredText(body, 'content');
        const content = wordMember(body, 'content', reactionContents) ?? 'eyes';
        const { reaction, isNew } = reactions.add(subject, { person: act.actor.person, content });
        return c.json<ReactionBody>(reactionBody(reaction, act.base), isNew ? 201 : 200);
      })
      .delete(`${path}/:id/reactions/:reaction`, (c) => {
        const { subject, act } = admitted(c, write, c.req.param('id'));
        const id = idInPath(c.req.param('reaction'));
        const reaction = subject.reactions.find((one) => one.id === id);
        if (reaction === undefined) throw notFound();
        if (reaction.person.id !== act.actor.person.id) throw new GitHubError(403, 'Forbidden');
        reactions.remove(subject, reaction);
        return c.body(null, 204);
      });
  }

  add('/repos/:owner/:repo/issues', 'issue', (number, repository) => subjects.issue(repository, number));
  add('/repos/:owner/:repo/issues/comments', 'issueComment', subjects.issueComment);
  add('/repos/:owner/:repo/comments', 'commitComment', subjects.commitComment);
  add('/repos/:owner/:repo/pulls/comments', 'reviewComment', subjects.reviewComment);
  return routes;
}
