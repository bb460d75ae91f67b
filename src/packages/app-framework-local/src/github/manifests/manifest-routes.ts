import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Account } from '../accounts/accounts';
import { appBody } from '../apps/app-body';
import { makeAppKey } from '../apps/app-keys';
import { signInFirst } from '../login/authorizing';
import { messagePage } from '../login/pages';
import type { Session } from '../login/sessions';
import { addClientSecret, changeOAuth } from '../oauth/oauth-settings';
import type { ApiContext, ApiEnvironment } from '../server/call';
import { notFound } from '../server/github-error';
import { pingMembers } from '../webhooks/ping-event';
import type { World } from '../world/world';
import { nameProblems, readManifest } from './manifest';
import { problemPage, proposalPage } from './manifest-pages';
import type { Proposal } from './registrations';
import { subscribed } from './subscribable';

const ofPerson = '/settings/apps/new';
const ofOrganization = '/organizations/:organization/settings/apps/new';

/** The pages on which an App is made from a manifest, and the call that gives what belongs to it. */
export function manifestRoutes(world: World) {
  const { accounts, apps, announce, memberships, registrations, secrets, sessions } = world;

  /** A post from another site comes without the session: what it brings is kept, and asked about in a page of this one. */
  async function propose(c: ApiContext) {
    const form = new URLSearchParams(await c.req.text());
    const manifest = readManifest(form.get('manifest') ?? '');
    if ('problems' in manifest) return c.html(problemPage(manifest.problems), 422);
    const login = c.req.param('organization');
    const organization = login === undefined ? undefined : accounts.byLogin(login);
    if (login !== undefined && organization?.type !== 'Organization') return nothingHere(c);
    const id = registrations.propose({ manifest, state: c.req.query('state'), organization });
    return c.redirect(`/settings/apps/manifests/${id}`, 303);
  }

  function show(c: ApiContext, problem?: string) {
    const session = sessions.of(c);
    if (session === undefined) return c.redirect(signInFirst(new URL(c.req.url), undefined));
    const proposal = registrations.proposal(c.req.param('id') ?? '');
    const owner = proposal && ownerOf(proposal, session);
    if (!proposal || !owner) return nothingHere(c);
    const { pathname: action } = new URL(c.req.url);
    return c.html(proposalPage({ proposal, action, owner: owner.login, problem }), problem === undefined ? 200 : 422);
  }

  async function create(c: ApiContext) {
    const session = sessions.of(c);
    const id = c.req.param('id') ?? '';
    const proposal = registrations.proposal(id);
    const owner = session && proposal && ownerOf(proposal, session);
    if (!session || !proposal || !owner) return nothingHere(c);
    const { manifest, state } = proposal;
    const name = new URLSearchParams(await c.req.text()).get('name')?.trim() || manifest.name;
    const slug = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const isTaken = slug === '' || apps.bySlug(slug) !== undefined || (accounts.byLogin(slug) ?? owner) !== owner;
    const problem = isTaken ? 'Name is already taken' : nameProblems(name)[0];
    if (problem !== undefined) return show(c, problem);
    const { permissions } = manifest;
    const app = apps.create({ slug, owner, permissions, events: subscribed(manifest.events, permissions) });
    changeOAuth(app, { callbackUrls: manifest.callbackUrls });
    const { key, pem } = await makeAppKey();
    app.keys.set(key.fingerprint, key);
    secrets.notePem(pem);
    app.webhook.url = manifest.hookUrl;
    app.webhook.secret = randomBytes(20).toString('hex');
    secrets.noteWebhookSecret(app.webhook.secret);
    const registered = { app, name, pem, clientSecret: addClientSecret(app, secrets) };
    const code = registrations.created(id, registered, manifest);
    const act = { actor: { person: session.user }, base: new URL(c.req.url).origin };
    announce.toApp({ event: 'ping', app, act, members: pingMembers(app, act.base) });
    const back = new URL(manifest.redirectUrl);
    back.searchParams.set('code', code);
    if (state !== undefined) back.searchParams.set('state', state);
    return c.redirect(back.href);
  }

  function ownerOf({ organization }: Proposal, { user }: Session): Account | undefined {
    if (organization === undefined) return user;
    const membership = memberships.find(organization, user);
    return membership?.state === 'active' && membership.role === 'admin' ? organization : undefined;
  }

  return new Hono<ApiEnvironment>()
    .post(ofPerson, propose)
    .post(ofOrganization, propose)
    .get('/settings/apps/manifests/:id', (c) => show(c))
    .post('/settings/apps/manifests/:id', create)
    .post('/app-manifests/:code/conversions', (c) => {
      const registered = registrations.take(c.req.param('code'));
      if (registered === undefined) throw notFound();
      const { app, name, pem, clientSecret } = registered;
      const { base } = c.var.call;
      const body = { ...appBody(app, base), name, html_url: `${new URL(base).origin}/apps/${app.slug}` };
      return c.json({ ...body, client_secret: clientSecret, webhook_secret: app.webhook.secret, pem }, 201);
    });
}

function nothingHere(c: ApiContext) {
  return c.html(messagePage('Not found', 'There is nothing here that you may see.'), 404);
}
