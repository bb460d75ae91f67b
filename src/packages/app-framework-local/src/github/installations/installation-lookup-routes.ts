import { Hono } from 'hono';
import type { Account } from '../accounts/accounts';
import { type ApiContext, type ApiEnvironment, callingApp } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { InstallationBody } from '../server/schemas';
import type { World } from '../world/world';
import { installationBody } from './installation-body';

/** Finds an App's installation by where it is installed, with the App's JWT. */
export function installationLookupRoutes({ accounts, installations, memberships, repositories }: World) {
  /** What somebody sees of the App that their token is of, whether or not they may change it. */
  function seenByPerson(c: ApiContext) {
    const { identity, url, base } = c.var.call;
    if (identity.kind !== 'user') throw new GitHubError(403, 'Resource not accessible by integration');
    const { app, user } = identity.token;
    const seen = installations
      .ofApp(app)
      .filter(({ account }) => account === user || memberships.isMember(account, user));
    const { items, link } = pageOf(seen, url);
    if (link !== undefined) c.header('link', link);
    return c.json({ total_count: seen.length, installations: items.map((one) => installationBody(one, base)) });
  }

  function answerFor(c: ApiContext, account: Account | undefined): Response {
    const app = callingApp(c);
    const installation = account === undefined ? undefined : installations.on(app, account);
    if (installation === undefined) throw notFound();
    return c.json<InstallationBody>(installationBody(installation, c.var.call.base));
  }

  return (
    new Hono<ApiEnvironment>()
      .get('/user/installations', seenByPerson)
      .get('/orgs/:org/installation', (c) => {
        const account = accounts.byLogin(c.req.param('org'));
        return answerFor(c, account?.type === 'Organization' ? account : undefined);
      })
      // GitHub documents this one for users, shows an organisation in its own example, and answers for both.
      .get('/users/:user/installation', (c) => answerFor(c, accounts.byLogin(c.req.param('user'))))
      .get('/enterprises/:slug/installation', (c) => answerFor(c, accounts.bySlug(c.req.param('slug'))))
      .get('/repos/:owner/:repo/installation', (c) => {
        const app = callingApp(c);
        const owner = accounts.byLogin(c.req.param('owner'));
        const repository = owner && repositories.byName(owner, c.req.param('repo'));
        const installation = owner && installations.on(app, owner);
        if (repository === undefined || installation === undefined) throw notFound();
        if (!installations.repositoriesOf(installation).includes(repository)) throw notFound();
        return answerFor(c, owner);
      })
  );
}
