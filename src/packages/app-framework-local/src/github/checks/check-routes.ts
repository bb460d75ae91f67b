import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import { idInPath, requiredText } from '../server/body-members';
import { type ApiEnvironment, callingToken, jsonObject } from '../server/call';
import { GitHubError, invalidRequest, notFound } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { CheckRunBody, CheckRunList } from '../server/schemas';
import type { World } from '../world/world';
import { createCheckActs } from './check-acts';
import { checkRunBody } from './check-body';
import { checkChange, newCheckState } from './check-request';
import type { CheckRun } from './checks';

/** Making check runs, completing them and looking at those of a commit. */
export function checkRoutes(world: World) {
  const { checks, clock, git, issues } = world;
  const admit = createAdmit(world);
  const acts = createCheckActs(world);

  function runIn(repository: Repository, id: string): CheckRun {
    const run = checks.find(idInPath(id));
    if (run === undefined || run.repository !== repository) throw notFound();
    return run;
  }

  return new Hono<ApiEnvironment>()
    .post('/repos/:owner/:repo/check-runs', async (c) => {
      const { repository, act } = admit(c, { checks: 'write' });
      const body = await jsonObject(c);
      const headSha = requiredText(body, 'head_sha');
      if (git.resolve(repository, headSha)?.sha !== headSha)
        throw invalidRequest(`No commit found for SHA: ${headSha}`);
      const { app } = callingToken(c).installation;
      const state = newCheckState(body, clock.milliseconds());
      const run = acts.create({ ...state, repository, app, headSha }, act);
      return c.json<CheckRunBody>(checkRunBody(run, issues, act.base), 201);
    })
    .get('/repos/:owner/:repo/check-runs/:id', (c) => {
      const { repository, act } = admit(c, { checks: 'read' });
      return c.json<CheckRunBody>(checkRunBody(runIn(repository, c.req.param('id')), issues, act.base));
    })
    .patch('/repos/:owner/:repo/check-runs/:id', async (c) => {
      const { repository, act } = admit(c, { checks: 'write' });
      const run = runIn(repository, c.req.param('id'));
      const { app } = callingToken(c).installation;
      if (run.app !== app)
        throw new GitHubError(
          403,
          `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
        );
      acts.change(run, checkChange(await jsonObject(c), { now: clock.milliseconds(), before: run.output }), act);
      return c.json<CheckRunBody>(checkRunBody(run, issues, act.base));
    })
    .get('/repos/:owner/:repo/commits/:ref{.+}/check-runs', (c) => {
      const { repository, act } = admit(c, { checks: 'read' });
      const ref = c.req.param('ref');
      const commit = git.resolve(repository, ref);
      if (commit === undefined) throw new GitHubError(422, `No commit found for SHA: ${ref}`);
      const meant = checks.onCommit(repository, commit.sha).filter(meantBy(c.var.call.url));
      const { items, link } = pageOf(meant, c.var.call.url);
      if (link !== undefined) c.header('link', link);
      return c.json<CheckRunList>({
        total_count: meant.length,
        check_runs: items.map((run) => checkRunBody(run, issues, act.base)),
      });
    });
}

/** `filter=latest`, the default, shows the newest of each name and App. */
function meantBy(url: URL): (run: CheckRun) => boolean {
  const of = (name: string) => url.searchParams.get(name);
  const [checkName, status, appId] = [of('check_name'), of('status'), of('app_id')];
  const seen = new Set<string>();
  return (run) => {
    const isNewest = !seen.has(`${run.app.id} ${run.name}`);
    seen.add(`${run.app.id} ${run.name}`);
    return (
      (isNewest || of('filter') === 'all') &&
      (checkName === null || run.name === checkName) &&
      (status === null || run.status === status) &&
      (appId === null || String(run.app.id) === appId)
    );
  };
}
