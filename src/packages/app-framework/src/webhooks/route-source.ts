import type { Admission } from '../account-admission/admission';
import { briefly, createInFlight } from '../lambda/in-flight';
import type { EventRoute } from '../routes/event-route';
import type { Identities } from './app-identity-table';

/** Who must see which events, and who the Apps and repositories are. */
export interface Routing extends Identities {
  readonly routes: readonly EventRoute[];
  /** Absent where events of all accounts are handled. */
  readonly accounts?: Admission;
}

export type RouteSource = ReturnType<typeof createRouteSource>;

const lifetimeMilliseconds = 60_000;

/** Key of the row that the deployment writes its handlers into. */
export const routingKey = { Delivery: { S: 'deployment' }, Part: { S: 'routing' } };
/** Key of the row that tells an operator's commands what the deployment consists of. */
export const operationsKey = { Delivery: { S: 'deployment' }, Part: { S: 'operations' } };

/** Key of the row that tells which workflows the deployment offers. */
export const workflowsKey = { Delivery: { S: 'deployment' }, Part: { S: 'workflows' } };

/** Key of the row that tells under which role the function of a handler runs that may act as people. */
export const actorKey = (handler: string) => ({ Delivery: { S: 'deployment' }, Part: { S: `actor#${handler}` } });

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
      const remaining = known ? briefly(remainingMilliseconds) : remainingMilliseconds;
      try {
        const routing = await share('routing', () => read(remaining));
        known = { routing, readAt: now().getTime() };
        return routing;
      } catch (error) {
        if (known) return known.routing;
        throw error;
      }
    },
  };
}
