import { Hono } from 'hono';
import type { Act } from '../events/actor';
import { type ApiContext, type ApiEnvironment, callingApp } from '../server/call';
import { invalidRequest, notFound } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { InstallationBody } from '../server/schemas';
import type { World } from '../world/world';
import { createInstallationActs } from './installation-acts';
import { installationBody } from './installation-body';
import type { Installation } from './installations';
import { samePermissions, withMetadata } from './permissions';

/** What an App asks about its installations, with its JWT. */
export function installationRoutes(world: World) {
  const { installations } = world;
  const acts = createInstallationActs(world);
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
      const installation = ownInstallation(c, world);
      acts.remove(installation, actOf(c, installation));
      return c.body(null, 204);
    })
    .put('/app/installations/:id/suspended', (c) => {
      const installation = ownInstallation(c, world);
      acts.suspend(installation, actOf(c, installation));
      return c.body(null, 204);
    })
    .delete('/app/installations/:id/suspended', (c) => {
      const installation = ownInstallation(c, world);
      acts.change(installation, { suspendedAt: undefined }, actOf(c, installation));
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

/** The App itself does it, as its bot. */
function actOf(c: ApiContext, { app }: Installation): Act {
  return { actor: { person: app.bot, app }, base: c.var.call.base };
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
