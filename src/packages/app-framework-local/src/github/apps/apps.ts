import { randomBytes } from 'node:crypto';
import type { Account, Person } from '../accounts/accounts';
import { repositoryEvents } from '../events/event-names';
import { newOAuthSettings, type OAuthSettings } from '../oauth/oauth-settings';
import type { AppPermissions } from '../server/schemas';
import { type HookConfig, newHookConfig } from '../webhooks/hook-config';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';
import type { AppKey } from './app-keys';

/** A registered GitHub App. Any of its keys may sign. */
export interface App {
  readonly id: number;
  readonly nodeId: string;
  readonly slug: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly createdAt: number;
  permissions: AppPermissions;
  /** The events it gets, besides those about itself that every App gets. */
  readonly events: readonly string[];
  /** As whom it writes. */
  readonly bot: Person;
  readonly keys: Map<string, AppKey>;
  readonly webhook: HookConfig;
  readonly oauth: OAuthSettings;
}

export interface NewApp {
  readonly id?: number;
  readonly slug?: string;
  /** For a deployment that was told it before the App is there. */
  readonly clientId?: string;
  readonly owner: Account;
  readonly permissions: AppPermissions;
  /** All that come about here, when absent. */
  readonly events?: readonly string[];
}

export type Apps = ReturnType<typeof createApps>;

export function createApps({ clock }: { clock: Clock }) {
  const ids = createIdSequence(2_200_000_001);
  const botIds = createIdSequence(3_900_000_001);
  const hookIds = createIdSequence(6_600_000_001);
  const byId = new Map<string, App>();
  const byClientId = new Map<string, App>();
  const bySlug = new Map<string, App>();

  return {
    create({ id, slug: wantedSlug, clientId, owner, permissions, events }: NewApp): App {
      if (wantedSlug !== undefined && bySlug.has(wantedSlug)) {
        throw new Error(`There is already an App with the slug "${wantedSlug}".`);
      }
      const appId = ids.take(id);
      const slug = wantedSlug ?? `app-${appId}`;
      const botId = botIds.take();
      const app: App = {
        id: appId,
        nodeId: makeNodeId('A', appId),
        slug,
        clientId: clientId ?? `Iv23li${randomBytes(7).toString('hex')}`,
        owner,
        createdAt: clock.milliseconds(),
        permissions,
        events: events ?? repositoryEvents,
        bot: { id: botId, nodeId: makeNodeId('BOT', botId), type: 'Bot', login: `${slug}[bot]` },
        keys: new Map(),
        webhook: newHookConfig(hookIds.take()),
        oauth: newOAuthSettings(),
      };
      bySlug.set(slug, app);
      byId.set(String(app.id), app);
      byClientId.set(app.clientId, app);
      return app;
    },
    bySlug: (slug: string): App | undefined => bySlug.get(slug),
    all: (): readonly App[] => [...byId.values()],
    byClientId: (clientId: string): App | undefined => byClientId.get(clientId),
    byId: (id: number): App | undefined => byId.get(String(id)),
    /** The App that a JWT's `iss` names: its id, as a number or in digits, or its client id. */
    byIssuer: (issuer: string): App | undefined => byId.get(issuer) ?? byClientId.get(issuer),
  };
}
