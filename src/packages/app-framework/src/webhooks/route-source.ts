import { patientCall } from '../aws/patient-call';
import { createInFlight } from '../lambda/in-flight';
import { field } from '../lambda/parsed-json';
import type { EventRoute } from './event-route';

/** Who must see which events, and who the Apps are. */
export interface Routing {
  readonly routes: readonly EventRoute[];
  readonly apps: readonly { readonly appId: number; readonly host: string; readonly slug?: string | undefined }[];
}

export type RouteSource = ReturnType<typeof createRouteSource>;

const lifetimeMilliseconds = 60_000;

/** Key of the row that the deployment writes its handlers into. */
export const routingKey = { Delivery: { S: 'deployment' }, Part: { S: 'routing' } };

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

/** Reads the routing from the ledger's table. */
export function createRoutingReader({ tableName }: { readonly tableName: string }) {
  return async function read(remainingMilliseconds: () => number): Promise<Routing> {
    const answer = await patientCall({
      service: 'dynamodb',
      target: 'DynamoDB_20120810.GetItem',
      input: { TableName: tableName, Key: routingKey },
      remainingMilliseconds,
    });
    const item = field(answer, 'Item');
    return { routes: parsedList(item, 'Routes', isRoute), apps: parsedList(item, 'Apps', isApp) };
  };
}

function parsedList<Value>(item: unknown, name: string, is: (value: unknown) => value is Value): Value[] {
  const text = field(field(item, name), 'S');
  const list: unknown = typeof text === 'string' ? JSON.parse(text) : [];
  if (Array.isArray(list) && list.every(is)) return list;
  throw new Error(
    `${name} in the routing of this deployment is in no form that this version knows: deploy the stack again.`,
  );
}

function isRoute(value: unknown): value is EventRoute {
  return typeof field(value, 'name') === 'string' && Array.isArray(field(value, 'events'));
}

function isApp(value: unknown): value is Routing['apps'][number] {
  return typeof field(value, 'appId') === 'number' && typeof field(value, 'host') === 'string';
}
