import type { App } from '../apps/apps';
import { gitHubTime } from '../world/clock';

/** What GitHub sends when an App's webhook is new, and on `ping`. Only this payload tells the hook's own id. */
export function pingMembers(app: App, base: string): object {
  const { webhook } = app;
  const created = gitHubTime(app.createdAt);
  const deliveries = `${base}/app/hook/deliveries`;
  return {
    zen: 'Keep it logically awesome.',
    hook_id: webhook.hookId,
    hook: {
      type: 'App',
      id: webhook.hookId,
      name: 'web',
      active: webhook.active,
      app_id: app.id,
      events: [...app.events],
      config: {
        content_type: webhook.contentType,
        url: webhook.url,
        insecure_ssl: webhook.insecureSsl,
        ...(webhook.secret === undefined ? {} : { secret: '********' }),
      },
      created_at: created,
      updated_at: created,
      url: `${base}/app/hook`,
      deliveries_url: deliveries,
    },
  };
}
