import { Hono } from 'hono';
import type { Apps } from '../apps/apps';
import { type ApiEnvironment, callingToken, refuseBadCredentials } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import type { PublicUser } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { simpleUser } from './account-body';
import type { Accounts, Person } from './accounts';

/** `GET /users/{login}`, for people, organizations and the bots of Apps, without credentials; `GET /user` for a person. */
export function userRoutes({ accounts, apps, repositories }: World) {
  function publicUser(person: Person, base: string): PublicUser {
    const account = accounts.byLogin(person.login);
    const owned = account === undefined ? [] : repositories.ownedBy(account);
    return {
      ...simpleUser(person, base),
      name: null,
      company: null,
      blog: null,
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: owned.filter(({ isPrivate }) => !isPrivate).length,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: gitHubTime(0),
      updated_at: gitHubTime(0),
    };
  }

  return new Hono<ApiEnvironment>()
    .get('/user', (c) => {
      const { identity, base } = c.var.call;
      if (identity.kind === 'user') return c.json<PublicUser>(publicUser(identity.token.user, base));
      callingToken(c);
      throw new GitHubError(403, 'Resource not accessible by integration');
    })
    .get('/users/:login', (c) => {
      refuseBadCredentials(c);
      const person = personCalled(c.req.param('login'), { accounts, apps });
      if (person === undefined) throw notFound();
      return c.json<PublicUser>(publicUser(person, c.var.call.base));
    });
}

function personCalled(login: string, { accounts, apps }: { accounts: Accounts; apps: Apps }): Person | undefined {
  const slug = /^(.+)\[bot\]$/.exec(login)?.[1];
  return slug === undefined ? accounts.byLogin(login) : apps.bySlug(slug)?.bot;
}
