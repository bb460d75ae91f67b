import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import type { EventRoute } from './event-route';
import { type Routing, routingKey } from './route-source';

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
