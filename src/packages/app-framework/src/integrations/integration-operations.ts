import { clientSideError, notFound } from '../api/api-error';
import { type Served, serving } from '../api/serve-operation';
import type { Binding } from '../install-links/binding';
import type { Bindings } from '../install-links/binding-table';
import { logRecord } from '../lambda/logger';
import type { createRevoke } from './revoke-integration';

export interface IntegrationCollaborators {
  readonly bindings: Pick<Bindings, 'ofUser'>;
  readonly revoke: ReturnType<typeof createRevoke>;
}

/** Whose App a user has refused to leave, in words. */
export function sharedMessage(accountLogin: string): string {
  return `Others have an integration of ${accountLogin}: the App is not uninstalled while they have. Revoke without uninstall, or have theirs revoked first.`;
}

/** What back ends ask and do about integrations of their users. */
export function createIntegrationOperations({ bindings, revoke }: IntegrationCollaborators): Served[] {
  return [
    serving('ListIntegrations', async ({ userId }, { remainingMilliseconds }) => ({
      integrations: (await bindings.ofUser(userId, remainingMilliseconds)).map(recordOf),
    })),
    serving(
      'RevokeIntegration',
      async ({ userId, integrationId, uninstall }, { caller, remainingMilliseconds: remaining }) => {
        const revoked = await revoke({ userId, integrationId, atGitHub: uninstall ? 'uninstall' : 'leave', remaining });
        if (revoked.kind === 'unknown') throw notFound(`The user has no integration ${integrationId}.`);
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
  return { ...about, gitHubLogin: person.login, createdAt, ...(endedAt && status !== 'active' && { endedAt }) };
}
