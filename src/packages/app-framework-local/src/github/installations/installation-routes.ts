import { Hono } from 'hono';
import { type ApiContext, type ApiEnvironment, callingApp } from '../server/call';
import { invalidRequest, notFound } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { InstallationBody } from '../server/schemas';
import type { World } from '../world/world';
import { installationBody } from './installation-body';
import type { Installation } from './installations';
import { samePermissions, withMetadata } from './permissions';

/** What an App asks about its installations, with its JWT. */
export function installationRoutes(world: World) {
  const { installations, clock } = world;
  return new Hono<ApiEnvironment>()
    .get('/app/installations', (c) => {
      const { url, base } = c.var.call;
      const meant = installations.ofApp(callingApp(c)).filter(meantBy(url));
      const { items, link } = pageOf(meant, url);
      if (link !== undefined) c.header('link', link);
      return c.json<InstallationBody[]>(items.map((installation) => installationBody(installation, base)));
    })
    .get('/app/installations/:id', (c) =>
      c.json<InstallationBody>(installationBody(ownInstallation(c, world), c.var.call.base)),
    )
    .delete('/app/installations/:id', (c) => {
      installations.remove(ownInstallation(c, world));
      return c.body(null, 204);
    })
    .put('/app/installations/:id/suspended', (c) => {
      const installation = ownInstallation(c, world);
      installations.change(installation, { suspendedAt: installation.suspendedAt ?? clock.milliseconds() });
      return c.body(null, 204);
    })
    .delete('/app/installations/:id/suspended', (c) => {
      installations.change(ownInstallation(c, world), { suspendedAt: undefined });
      return c.body(null, 204);
    });
}

/** The installation in the path. @throws GitHubError 404 when it is gone or another App's. */
export function ownInstallation(c: ApiContext, { installations }: World): Installation {
  const app = callingApp(c);
  const installation = installations.byId(Number(c.req.param('id')));
  if (installation === undefined || installation.app !== app) throw notFound();
  return installation;
}

function meantBy(url: URL): (installation: Installation) => boolean {
  const since = changedSince(url.searchParams.get('since'));
  const isOutdatedOnly = (url.searchParams.get('outdated') ?? 'false') !== 'false';
  return (installation) => installation.updatedAt > since && (!isOutdatedOnly || isOutdated(installation));
}

function changedSince(since: string | null): number {
  if (since === null) return Number.NEGATIVE_INFINITY;
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw invalidRequest("For 'since', the value is not an ISO 8601 time.");
  return time;
}

/** The account has not accepted what the App asks for by now. */
function isOutdated({ app, permissions }: Installation): boolean {
  return !samePermissions(withMetadata(app.permissions), withMetadata(permissions));
}
