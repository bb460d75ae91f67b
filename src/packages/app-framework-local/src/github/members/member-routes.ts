import { Hono } from 'hono';
import { organizationBody, simpleUser } from '../accounts/account-body';
import type { Account } from '../accounts/accounts';
import { grantCovers } from '../installations/permissions';
import { type ApiContext, type ApiEnvironment, refuseBadCredentials } from '../server/call';
import { GitHubError, notFound, requiresAuthentication } from '../server/github-error';
import type { MembershipBody } from '../server/schemas';
import type { World } from '../world/world';

/** Who is in an organisation, as far as the caller may know. */
export function memberRoutes({ accounts, installations, memberships }: World) {
  function namedIn(c: ApiContext): { readonly organization: Account; readonly user: Account | undefined } {
    refuseBadCredentials(c);
    const organization = accounts.byLogin(c.req.param('org') ?? '');
    if (organization?.type !== 'Organization') throw notFound();
    return { organization, user: accounts.byLogin(c.req.param('login') ?? '') };
  }

  /** A member through an App that may read members, or such an App by a token that is not cut to some repositories. */
  function maySeeMembers(c: ApiContext, organization: Account): boolean {
    const { identity } = c.var.call;
    if (identity.kind === 'user') {
      const { app, user } = identity.token;
      const there = installations.on(app, organization);
      const isAllowed = there !== undefined && grantCovers(there.permissions, { members: 'read' });
      return isAllowed && there.suspendedAt === undefined && memberships.isMember(organization, user);
    }
    if (identity.kind !== 'installation') return false;
    const { installation, scope } = identity.token;
    const isInside = installation.account === organization && installation.suspendedAt === undefined;
    return isInside && scope.repositories === undefined && grantCovers(scope.permissions, { members: 'read' });
  }

  const found = (isThere: boolean) => new Response(null, { status: isThere ? 204 : 404 });

  return new Hono<ApiEnvironment>()
    .get('/orgs/:org/members/:login', (c) => {
      const { organization, user } = namedIn(c);
      if (maySeeMembers(c, organization)) {
        if (user !== undefined && memberships.isMember(organization, user)) return found(true);
        throw notFound();
      }
      const { base } = c.var.call;
      return c.redirect(`${base}/orgs/${organization.login}/public_members/${c.req.param('login')}`, 302);
    })
    .get('/orgs/:org/public_members/:login', (c) => {
      const { organization, user } = namedIn(c);
      const membership = user && memberships.find(organization, user);
      if (membership?.state !== 'active' || !membership.isPublic) throw notFound();
      return found(true);
    })
    .get('/orgs/:org/memberships/:login', (c) => {
      if (c.var.call.identity.kind === 'anonymous') throw requiresAuthentication();
      const { organization, user } = namedIn(c);
      if (!maySeeMembers(c, organization)) throw new GitHubError(403, 'Resource not accessible by integration');
      const membership = user && memberships.find(organization, user);
      if (membership === undefined) throw notFound();
      const { base } = c.var.call;
      const api = `${base}/orgs/${organization.login}`;
      return c.json<MembershipBody>({
        url: `${api}/memberships/${membership.user.login}`,
        state: membership.state,
        role: membership.role,
        organization_url: api,
        user: simpleUser(membership.user, base),
        organization: organizationBody(organization, base),
      });
    });
}
