import { Hono } from 'hono';
import type { App } from '../apps/apps';
import { createInstallationActs } from '../installations/installation-acts';
import { signInFirst } from '../login/authorizing';
import { messagePage } from '../login/pages';
import type { Session } from '../login/sessions';
import type { ApiContext, ApiEnvironment } from '../server/call';
import type { World } from '../world/world';
import { installPage, type Place } from './manifest-pages';

/** The pages on which people install an App on their accounts; an Enterprise Server has them elsewhere. */
export function installRoutes(world: World) {
  const { accounts, apps, installations, memberships, registrations, repositories, sessions } = world;
  const acts = createInstallationActs(world);

  function placesFor(app: App, { user }: Session): readonly Place[] {
    const { isPublic } = registrations.listingOf(app);
    return [user, ...accounts.organizations()]
      .filter((account) => account === user || memberships.find(account, user)?.role === 'admin')
      .filter((account) => isPublic || account === app.owner)
      .map((account) => ({ account, repositories: repositories.ownedBy(account) }));
  }

  function show(c: ApiContext) {
    const app = apps.bySlug(c.req.param('slug') ?? '');
    const session = sessions.of(c);
    if (session === undefined) return c.redirect(signInFirst(new URL(c.req.url), undefined));
    const places = app ? placesFor(app, session) : [];
    if (!app || places.length === 0) return nothingHere(c);
    const { pathname, search } = new URL(c.req.url);
    return c.html(installPage(app, places, `${pathname}${search}`));
  }

  async function install(c: ApiContext) {
    const app = apps.bySlug(c.req.param('slug') ?? '');
    const session = sessions.of(c);
    const form = new URLSearchParams(await c.req.text());
    const target = form.get('target');
    const place = app && session && placesFor(app, session).find(({ account }) => account.login === target);
    if (!place) return nothingHere(c);
    const { account } = place;
    if (installations.on(app, account)) return c.html(messagePage('Installed', 'The App is installed there.'), 409);
    const chosen = form.getAll('repository');
    const act = { actor: { person: session.user }, base: new URL(c.req.url).origin };
    const { id } = acts.create(
      {
        app,
        account,
        permissions: app.permissions,
        repositorySelection: chosen.length > 0 ? 'selected' : 'all',
        selected: place.repositories.filter(({ name }) => chosen.includes(name)),
      },
      act,
    );
    const { setupUrl } = registrations.listingOf(app);
    if (setupUrl === undefined) return c.html(messagePage('Installed', `${app.slug} is installed.`));
    const back = new URL(setupUrl);
    back.searchParams.set('installation_id', String(id));
    back.searchParams.set('setup_action', 'install');
    const state = c.req.query('state');
    if (state !== undefined) back.searchParams.set('state', state);
    return c.redirect(back.href);
  }

  const paths = ['/apps/:slug/installations/new', '/github-apps/:slug/installations/new'];
  return new Hono<ApiEnvironment>().on('GET', paths, show).on('POST', paths, install);
}

function nothingHere(c: ApiContext) {
  return c.html(messagePage('Not found', 'There is nothing here that you may see.'), 404);
}
