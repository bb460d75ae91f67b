import { clientSideError, notFound } from '../api/api-error';
import { type Served, serving } from '../api/serve-operation';
import { type Binding, isStanding } from '../install-links/binding';
import type { Bindings } from '../install-links/binding-table';
import { logRecord } from '../lambda/logger';
import { readCursor, writeCursor } from './list-cursor';
import type { createRevoke } from './revoke-integration';
import type { StandingRoles } from './standing-roles';

export interface IntegrationCollaborators {
  readonly bindings: Pick<Bindings, 'pageOfUser'>;
  readonly roles: Pick<StandingRoles, 'all'>;
  readonly revoke: ReturnType<typeof createRevoke>;
}

const mostListed = 100;

/** Whose App a user has refused to leave, in words. */
export function sharedMessage(accountLogin: string): string {
  return `Others have an integration of ${accountLogin}: the App is not uninstalled while they have. Revoke without uninstall, or have theirs revoked first.`;
}

export function noSayMessage(accountLogin: string): string {
  return `The user asked the owners of ${accountLogin} for the App, which is not to control the account: an owner uninstalls it at GitHub. Revoke without uninstall.`;
}

export function untoldMessage(accountLogin: string): string {
  return `GitHub does not say that the user controls ${accountLogin} still: of an enterprise it never does, and of an organization it takes the permission members: read and an App that is not suspended. Nothing was changed. Revoke without uninstall; an owner uninstalls it at GitHub.`;
}

/** What back ends ask and do about integrations of their users. */
export function createIntegrationOperations({ bindings, roles, revoke }: IntegrationCollaborators): Served[] {
  return [
    serving('ListIntegrations', async ({ userId, maxResults, nextToken }, { remainingMilliseconds: remaining }) => {
      const most = Math.min(maxResults ?? mostListed, mostListed);
      const after = nextToken === undefined ? undefined : readCursor(nextToken);
      const { bindings: page, next } = await bindings.pageOfUser(userId, { most, after }, remaining);
      const integrations = (await roles.all(page, remaining)).map(recordOf);
      return { integrations, ...(next && { nextToken: writeCursor(next) }) };
    }),
    serving(
      'RevokeIntegration',
      async ({ userId, integrationId, uninstall }, { caller, remainingMilliseconds: remaining }) => {
        const revoked = await revoke({ userId, integrationId, atGitHub: uninstall ? 'uninstall' : 'leave', remaining });
        if (revoked.kind === 'unknown') throw notFound(`The user has no integration ${integrationId}.`);
        if (revoked.kind === 'no say') throw clientSideError(noSayMessage(revoked.accountLogin));
        if (revoked.kind === 'untold') throw clientSideError(untoldMessage(revoked.accountLogin));
        if (revoked.kind === 'shared') throw clientSideError(sharedMessage(revoked.accountLogin));
        const { binding, leftAtGitHub } = revoked;
        logRecord('integration revoked', { caller: caller.arn, userId, integrationId, uninstall: uninstall === true });
        return { integration: recordOf(binding), ...(leftAtGitHub !== undefined && { leftAtGitHub }) };
      },
    ),
  ];
}

function recordOf({ person, ...binding }: Binding) {
  const { integrationId, appId, host, accountId, accountLogin, accountType, installationId, status } = binding;
  const { createdAt, endedAt } = binding;
  const about = { integrationId, appId, host, accountId, accountLogin, accountType, installationId, status };
  return { ...about, gitHubLogin: person.login, createdAt, ...(endedAt && !isStanding(binding) && { endedAt }) };
}
