import { Hono } from 'hono';
import { grantCovers } from '../installations/permissions';
import { type Admitted, createAdmit } from '../repositories/access';
import { type ApiContext, type ApiEnvironment, callingToken } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { World } from '../world/world';
import { alertBody } from './alert-body';
import { type AlertSource, defaultRef } from './alerts';

/** Alerts of code scanning, Dependabot and secret scanning, and what a merge waits for: here for nothing. */
export function alertRoutes(world: World) {
  const { alerts, git } = world;
  const admit = createAdmit(world);
  const needed = {
    code_scanning: { security_events: 'read' },
    dependabot: { vulnerability_alerts: 'read' },
    secret_scanning: { secret_scanning_alerts: 'read' },
  } as const;

  /** Of a public repository, too, alerts are not for everybody. */
  function admitTo(c: ApiContext, source: AlertSource): Admitted {
    const admitted = admit(c, needed[source]);
    if (grantCovers(callingToken(c).scope.permissions, needed[source])) return admitted;
    throw new GitHubError(403, 'Resource not accessible by integration');
  }

  function list(c: ApiContext, source: AlertSource): Response {
    const { repository, act } = admitTo(c, source);
    const asked = source === 'code_scanning' ? c.req.query('ref') : undefined;
    const ref = asked ?? defaultRef(repository);
    const state = c.req.query('state');
    const meant = alerts
      .at(repository, source, ref)
      .filter((alert) => state === undefined || alert.states.get(ref) === state);
    const isHidden = c.req.query('hide_secret') === 'true';
    return sendPage(c, meant, (alert) => ({
      ...alertBody(alert, { base: act.base, ref }),
      ...(source === 'secret_scanning' && { secret: isHidden ? null : alert.secret }),
    }));
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/code-scanning/alerts', (c) => list(c, 'code_scanning'))
    .get('/repos/:owner/:repo/dependabot/alerts', (c) => list(c, 'dependabot'))
    .get('/repos/:owner/:repo/secret-scanning/alerts', (c) => list(c, 'secret_scanning'))
    .get('/repos/:owner/:repo/code-scanning/analyses', (c) => {
      const { repository } = admitTo(c, 'code_scanning');
      const ref = c.req.query('ref') ?? defaultRef(repository);
      const commit_sha = alerts.analysedAt(repository, ref);
      const result = { ...{ id: 1, ref, commit_sha, error: '', warning: '' }, tool: { name: 'CodeQL' } };
      const found = commit_sha === undefined ? [] : [result];
      return sendPage(c, found, (one) => one);
    })
    .get('/repos/:owner/:repo/dependency-graph/compare/:basehead{.+}', (c) => {
      admit(c, { contents: 'read' });
      return c.json([]);
    })
    .get('/repos/:owner/:repo/rules/branches/:branch{.+}', (c) => {
      admit(c, { metadata: 'read' });
      return c.json([]);
    })
    .get('/repos/:owner/:repo/branches/:branch{.+}', (c) => {
      const { repository } = admit(c, { contents: 'read' });
      const name = c.req.param('branch');
      const commit = git.resolve(repository, `refs/heads/${name}`);
      if (commit === undefined) throw notFound();
      return c.json({ name, commit: { sha: commit.sha }, protected: false });
    });
}
