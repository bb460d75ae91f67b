import { createInFlight } from '../lambda/in-flight';
import type { HostedApp } from './app-identity-table';
import type { EventRoute } from './event-route';

/** Who must see which events, and who the Apps are. */
export interface Routing {
  readonly routes: readonly EventRoute[];
  readonly apps: readonly HostedApp[];
}

export type RouteSource = ReturnType<typeof createRouteSource>;

const lifetimeMilliseconds = 60_000;

/** Key of the row that the deployment writes its handlers into. */
export const routingKey = { Delivery: { S: 'deployment' }, Part: { S: 'routing' } };
/** Key of the row that tells an operator's commands what the deployment consists of. */
export const operationsKey = { Delivery: { S: 'deployment' }, Part: { S: 'operations' } };

export interface RouteSourceCollaborators {
  readonly read: (remainingMilliseconds: () => number) => Promise<Routing>;
  readonly now?: () => Date;
}

/** The routing of the deployment, for a minute at a time. */
export function createRouteSource({ read, now = () => new Date() }: RouteSourceCollaborators) {
  const share = createInFlight<Routing>();
  let known: { readonly routing: Routing; readonly readAt: number } | undefined;

  return {
    /** @throws where it was never read and cannot be; an old one serves on where a new one cannot be read */
    async current(remainingMilliseconds: () => number): Promise<Routing> {
      if (known && now().getTime() - known.readAt < lifetimeMilliseconds) return known.routing;
      try {
        const routing = await share('routing', () => read(remainingMilliseconds));
        known = { routing, readAt: now().getTime() };
        return routing;
      } catch (error) {
        if (known) return known.routing;
        throw error;
      }
    },
  };
}
