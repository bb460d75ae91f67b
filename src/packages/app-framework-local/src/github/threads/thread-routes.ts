import { Hono } from 'hono';
import { createIssueActs } from '../issues/issue-acts';
import type { Issue } from '../issues/issues';
import { signInFirst } from '../login/authorizing';
import { messagePage } from '../login/pages';
import type { Session } from '../login/sessions';
import { covers, type Right } from '../members/collaborators';
import type { ApiContext, ApiEnvironment } from '../server/call';
import type { World } from '../world/world';
import { threadPage } from './thread-page';

interface Visit {
  readonly issue: Issue;
  readonly right: Right;
  readonly session: Session | undefined;
}

const issues = '/:owner/:repo/issues/:number{[0-9]+}';
const pulls = '/:owner/:repo/pull/:number{[0-9]+}';

/** The pages of GitHub's web site on which people talk: what the links of an App in comments lead back to. */
export function threadRoutes(world: World) {
  const { accounts, collaborators, repositories, sessions } = world;
  const acts = createIssueActs(world);

  /** What somebody may see; for all others there is nothing. */
  function visitOf(c: ApiContext): Visit | undefined {
    const owner = accounts.byLogin(c.req.param('owner') ?? '');
    const repository = owner && repositories.byName(owner, c.req.param('repo') ?? '');
    const issue = repository && world.issues.find(repository, Number(c.req.param('number')));
    if (!issue || !repository) return undefined;
    const session = sessions.of(c);
    const { right } = collaborators.roleOf(repository, session?.user ?? { id: -1 });
    return covers(right, 'read') ? { issue, right, session } : undefined;
  }

  function show(c: ApiContext) {
    c.header('cache-control', 'no-store');
    const visit = visitOf(c);
    if (visit === undefined) {
      if (sessions.of(c) === undefined) return c.redirect(signInFirst(new URL(c.req.url), undefined));
      return c.html(messagePage('Not found', 'There is nothing here that you may see.'), 404);
    }
    const path = pathOf(visit.issue);
    const { pathname } = new URL(c.req.url);
    // An issue's address leads to that of a pull request, and the other way round.
    if (pathname !== path) return c.redirect(path);
    return c.html(threadPage(visit.issue, { path, speaker: visit.session?.user.login }));
  }

  async function comment(c: ApiContext) {
    const visit = visitOf(c);
    if (visit?.session === undefined) return c.html(messagePage('Not found', 'Sign in first.'), 404);
    const { issue, right, session } = visit;
    const body = new URLSearchParams(await c.req.text()).get('body') ?? '';
    const act = { actor: { person: session.user }, base: new URL(c.req.url).origin };
    const { isArchived } = issue.repository;
    if (isArchived || (issue.isLocked && !covers(right, 'write'))) {
      const why = isArchived ? 'The repository is archived.' : 'The conversation is locked.';
      return c.html(messagePage('Nobody can comment here', why), 403);
    }
    const { id } = acts.comment(issue, { body }, act);
    return c.redirect(`${pathOf(issue)}#issuecomment-${id}`, 303);
  }

  return new Hono<ApiEnvironment>().get(issues, show).get(pulls, show).post(issues, comment).post(pulls, comment);
}

function pathOf({ repository, number, pull }: Issue): string {
  return `/${repository.owner.login}/${repository.name}/${pull === undefined ? 'issues' : 'pull'}/${number}`;
}
