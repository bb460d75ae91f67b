import type { EnterpriseBody, OrganizationBody, SimpleUser } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Account, Person } from './accounts';

/** A user, bot or organisation as GitHub shows it inside other bodies. `base` is the API's base URL. */
export function simpleUser(account: Person, base: string): SimpleUser {
  const api = `${base}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: '',
    url: api,
    html_url: `https://github.com/${account.type === 'Bot' ? `apps/${account.login.replace('[bot]', '')}` : account.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** An enterprise as GitHub shows it: a slug and a name, no login and no type. */
export function enterpriseBody(account: Account): EnterpriseBody {
  return {
    id: account.id,
    node_id: account.nodeId,
    slug: account.login,
    name: account.login,
    description: null,
    website_url: null,
    html_url: `https://github.com/enterprises/${account.login}`,
    avatar_url: `https://avatars.githubusercontent.com/b/${account.id}?v=4`,
    created_at: gitHubTime(0),
    updated_at: gitHubTime(0),
  };
}

export function accountBody(account: Account, base: string): SimpleUser | EnterpriseBody {
  return account.type === 'Enterprise' ? enterpriseBody(account) : simpleUser(account, base);
}

/** An organisation as it stands in webhooks. */
export function organizationBody(account: Account, base: string): OrganizationBody {
  const api = `${base}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    description: null,
  };
}
