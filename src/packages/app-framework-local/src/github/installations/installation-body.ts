import { accountBody, simpleUser } from '../accounts/account-body';
import type { InstallationBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Installation } from './installations';
import { withMetadata } from './permissions';

export function installationBody(installation: Installation, base: string): InstallationBody {
  const { id, app, account, suspendedAt } = installation;
  const suspendedBy = suspendedAt === undefined || app.owner.type === 'Enterprise' ? null : app.owner;
  return {
    id,
    account: accountBody(account, base),
    repository_selection: installation.repositorySelection,
    access_tokens_url: `${base}/app/installations/${id}/access_tokens`,
    repositories_url: `${base}/installation/repositories`,
    html_url: settingsUrl(installation),
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: withMetadata(installation.permissions),
    events: [...app.events],
    created_at: gitHubTime(installation.createdAt),
    updated_at: gitHubTime(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedBy === null ? null : simpleUser(suspendedBy, base),
    suspended_at: suspendedAt === undefined ? null : gitHubTime(suspendedAt),
  };
}

function settingsUrl({ id, account }: Installation): string {
  const settings: Record<typeof account.type, string> = {
    Enterprise: `https://github.com/enterprises/${account.login}/settings/installations/${id}`,
    Organization: `https://github.com/organizations/${account.login}/settings/installations/${id}`,
    User: `https://github.com/settings/installations/${id}`,
  };
  return settings[account.type];
}
