import { randomBytes } from 'node:crypto';
import type { Account } from '../accounts/accounts';
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
  readonly permissions: AppPermissions;
  readonly keys: Map<string, AppKey>;
  readonly webhook: HookConfig;
}

export interface NewApp {
  readonly id?: number;
  readonly slug?: string;
  readonly owner: Account;
  readonly permissions: AppPermissions;
}

export type Apps = ReturnType<typeof createApps>;

export function createApps({ clock }: { clock: Clock }) {
  const ids = createIdSequence(2_200_000_001);
  const hookIds = createIdSequence(6_600_000_001);
  const byId = new Map<string, App>();
  const byClientId = new Map<string, App>();
  const slugs = new Set<string>();

  return {
    create({ id, slug, owner, permissions }: NewApp): App {
      if (slug !== undefined && slugs.has(slug)) throw new Error(`There is already an App with the slug "${slug}".`);
      const appId = ids.take(id);
      const app: App = {
        id: appId,
        nodeId: makeNodeId('A', appId),
        slug: slug ?? `app-${appId}`,
        clientId: `Iv23li${randomBytes(7).toString('hex')}`,
        owner,
        createdAt: clock.milliseconds(),
        permissions,
        keys: new Map(),
        webhook: newHookConfig(hookIds.take()),
      };
      slugs.add(app.slug);
      byId.set(String(app.id), app);
      byClientId.set(app.clientId, app);
      return app;
    },
    byId: (id: number): App | undefined => byId.get(String(id)),
    /** The App that a JWT's `iss` names: its id, as a number or in digits, or its client id. */
    byIssuer: (issuer: string): App | undefined => byId.get(issuer) ?? byClientId.get(issuer),
  };
}
