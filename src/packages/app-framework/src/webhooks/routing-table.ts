import { parseAdmission } from '../account-admission/admission';
import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { EventRoute } from '../routes/event-route';
import { createAppIdentities } from './app-identity-table';
import { type Routing, routingKey } from './route-source';

/** Reads the routing from the ledger's table. */
export function createRoutingReader({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const identities = createAppIdentities({ tableName });

  return async function read(remainingMilliseconds: () => number): Promise<Routing> {
    const [answer, known] = await Promise.all([
      call({ operation: 'GetItem', input: { Key: routingKey, ConsistentRead: true }, remainingMilliseconds }),
      identities.read(remainingMilliseconds),
    ]);
    const item = field(answer, 'Item');
    return { routes: routesIn(item), accounts: parseAdmission(textOf(item, 'Accounts')), ...known };
  };
}

/** @throws Error for routes that this version does not know */
export function routesIn(item: unknown): EventRoute[] {
  return parsedList(item, 'Routes', isRoute);
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
