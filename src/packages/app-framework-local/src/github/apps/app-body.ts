import { accountBody } from '../accounts/account-body';
import { withMetadata } from '../installations/permissions';
import type { AppBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { App } from './apps';

export function appBody(app: App, base: string): AppBody {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: app.nodeId,
    owner: accountBody(app.owner, base),
    name: app.slug,
    description: null,
    external_url: 'https://example.com',
    html_url: `https://github.com/apps/${app.slug}`,
    created_at: gitHubTime(app.createdAt),
    updated_at: gitHubTime(app.createdAt),
    permissions: { ...withMetadata(app.permissions) },
    events: [...app.events],
  };
}
