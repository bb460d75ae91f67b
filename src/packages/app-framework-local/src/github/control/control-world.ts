import { Hono } from 'hono';
import type { Account } from '../accounts/accounts';
import { makeAppKey } from '../apps/app-keys';
import type { App } from '../apps/apps';
import { createInstallationActs } from '../installations/installation-acts';
import type { Installation } from '../installations/installations';
import { addClientSecret, changeOAuth } from '../oauth/oauth-settings';
import type { World } from '../world/world';
import { createActOf } from './control-act';
import { ControlError, numberInPath, readBody } from './control-input';
import {
  type AccountView,
  accountChange,
  type InstallationView,
  installationChange,
  newAccount,
  newApp,
  newBulk,
  newInstallation,
} from './control-shapes';
import { createLookups } from './lookups';

const defaultPermissions = { metadata: 'read', contents: 'write', issues: 'write', pull_requests: 'write' } as const;

/** The part of the control API that makes, changes and removes what GitHub holds. */
export function controlWorld(world: World) {
  const { accounts, apps, clock, installations, secrets } = world;
  const acts = createInstallationActs(world);
  const actOf = createActOf(world);
  const { accountCalled, appOf, installationOf, repositoriesOf } = createLookups(world);

  function view(installation: Installation): InstallationView {
    return {
      id: installation.id,
      appId: installation.app.id,
      account: accountViewOf(installation.account),
      permissions: installation.permissions,
      repositorySelection: installation.repositorySelection,
      repositories: installations.repositoriesOf(installation).map(({ name }) => name),
      suspended: installation.suspendedAt !== undefined,
    };
  }

  async function registerKey(app: App): Promise<{ pem: string; fingerprint: string }> {
    const { key, pem } = await makeAppKey();
    app.keys.set(key.fingerprint, key);
    secrets.notePem(pem);
    return { pem, fingerprint: key.fingerprint };
  }

  return new Hono()
    .post('/apps', async (c) => {
      const { appId, slug, clientId: wantedClientId, owner, permissions, events, ...oauth } = await readBody(c, newApp);
      const name = owner ?? 'app-owner';
      const account =
        accounts.byLogin(name) ?? accounts.bySlug(name) ?? accounts.create({ login: name, type: 'Organization' });
      const app = apps.create({
        id: appId,
        slug,
        ...(wantedClientId !== undefined && { clientId: wantedClientId }),
        owner: account,
        permissions: permissions ?? defaultPermissions,
        events,
      });
      changeOAuth(app, oauth);
      const { pem } = await registerKey(app);
      const clientSecret = addClientSecret(app, secrets);
      const { id, clientId, nodeId, bot } = app;
      return c.json({ appId: id, slug: app.slug, clientId, nodeId, botId: bot.id, pem, clientSecret }, 201);
    })
    .post('/apps/:id/keys', async (c) => c.json(await registerKey(appOf(numberInPath(c.req.param('id')))), 201))
    .delete('/apps/:id/keys/:fingerprint', (c) => {
      const isGone = appOf(numberInPath(c.req.param('id'))).keys.delete(c.req.param('fingerprint'));
      if (!isGone) throw new ControlError(404, 'The App has no key of this fingerprint.');
      return c.json({});
    })
    .post('/accounts', async (c) => c.json(accountViewOf(accounts.create(await readBody(c, newAccount))), 201))
    .patch('/accounts/:login', async (c) => {
      const { login, type, sender } = await readBody(c, accountChange);
      const account = accountCalled(c.req.param('login'), type);
      const from = account.login;
      accounts.rename(account, login);
      acts.noteRename(account, from, actOf(c, sender));
      return c.json(accountViewOf(account));
    })
    .post('/installations', async (c) => {
      const asked = await readBody(c, newInstallation);
      const app = appOf(asked.appId);
      const account = accountCalled(asked.account, asked.accountType);
      const asking = {
        app,
        account,
        id: asked.id,
        permissions: asked.permissions ?? app.permissions,
        repositorySelection: asked.repositorySelection ?? (asked.repositories === undefined ? 'all' : 'selected'),
        selected: repositoriesOf(account, asked.repositories ?? []),
      };
      return c.json(view(acts.create(asking, actOf(c, asked.sender))), 201);
    })
    .patch('/installations/:id', async (c) => {
      const { suspended, permissions, repositories: names, sender, ...asked } = await readBody(c, installationChange);
      const installation = installationOf(numberInPath(c.req.param('id')));
      const selection = asked.repositorySelection ?? (names === undefined ? undefined : 'selected');
      const change = {
        ...(suspended === undefined ? {} : { suspendedAt: suspended ? clock.milliseconds() : undefined }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(selection === undefined ? {} : { repositorySelection: selection }),
        ...(names === undefined ? {} : { selected: repositoriesOf(installation.account, names) }),
      };
      acts.change(installation, change, actOf(c, sender));
      return c.json(view(installation));
    })
    .delete('/installations/:id', (c) => {
      acts.remove(installationOf(numberInPath(c.req.param('id'))), actOf(c, undefined));
      return c.json({});
    })
    .post('/bulk', async (c) => {
      const { appId, installations: count, loginPrefix } = await readBody(c, newBulk);
      const app = appOf(appId);
      const permissions = app.permissions;
      const made = Array.from({ length: count }, (_, index) => {
        const account = accounts.create({ login: `${loginPrefix}-${index + 1}`, type: 'Organization' });
        return installations.create({ app, account, permissions, repositorySelection: 'all', selected: [] }).id;
      });
      return c.json({ installations: made.length, firstId: made.at(0) ?? 0, lastId: made.at(-1) ?? 0 }, 201);
    });
}

function accountViewOf({ login, type, id, nodeId }: Account): AccountView {
  return { login, type, id, nodeId };
}
