import { Hono } from 'hono';
import type { Apps } from '../apps/apps';
import { type ApiEnvironment, callingToken } from '../server/call';
import { notFound } from '../server/github-error';
import type { PublicUser } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { simpleUser } from './account-body';
import type { Accounts, Person } from './accounts';

/** `GET /users/{login}`, for people, organizations and the bots of Apps. Credentials are not needed. */
export function userRoutes({ accounts, apps, repositories }: World) {
  return new Hono<ApiEnvironment>().get('/users/:login', (c) => {
    if (c.var.call.identity.kind !== 'anonymous') callingToken(c);
    const login = c.req.param('login');
    const person = personCalled(login, { accounts, apps });
    if (person === undefined) throw notFound();
    const account = accounts.byLogin(login);
    const owned = account === undefined ? [] : repositories.ownedBy(account);
    return c.json<PublicUser>({
      ...simpleUser(person, c.var.call.base),
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
    });
  });
}

function personCalled(login: string, { accounts, apps }: { accounts: Accounts; apps: Apps }): Person | undefined {
  const slug = /^(.+)\[bot\]$/.exec(login)?.[1];
  return slug === undefined ? accounts.byLogin(login) : apps.bySlug(slug)?.bot;
}
