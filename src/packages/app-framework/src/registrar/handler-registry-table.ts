import { parseAdmission } from '../account-admission/admission';
import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { lowered } from '../routes/repository-names';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { actorKey, operationsKey, routingKey, workflowsKey } from '../webhooks/route-source';

export interface HandlerRegistryCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
}

/** Of a call: a deployment waits for it. */
const remainingMilliseconds = () => 10_000;

/**
 * Writes into the ledger's table the routing of a deployment, which the receiver and the recovery read, and what it consists of. Handlers that
 * are no more are kept as retired, with the time, as long as deliveries are kept that they should have seen: nobody looks for them. Asked with
 * `Workflows`, it writes what the deployment offers of them, and nothing else; with `Actor`, under which role that handler runs.
 */
export function createHandlerRegistry({ tableName, now = () => new Date() }: HandlerRegistryCollaborators) {
  const call = createTableCall(tableName);
  const identities = createAppIdentities({ tableName });
  return async function register(properties: Readonly<Record<string, unknown>>): Promise<void> {
    const { Routes: routes, Operations: operations, Workflows: workflows } = properties;
    if (typeof workflows === 'string') {
      const Item = { ...workflowsKey, Workflows: { S: workflows } };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
      return;
    }
    const { Actor: actor, RoleName: role } = properties;
    if (typeof actor === 'string' && typeof role === 'string') {
      const Item = { ...actorKey(actor), RoleName: { S: role } };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
      return;
    }
    if (typeof routes !== 'string' || typeof operations !== 'string')
      throw new Error('Routes and Operations must be texts of JSON.');
    const accounts = typeof properties.Accounts === 'string' ? properties.Accounts : undefined;
    parseAdmission(accounts);
    const input = { Key: routingKey, ConsistentRead: true };
    const before = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
    const retired = retiredAfter({
      routes,
      before: textOf(before, 'Routes'),
      retired: textOf(before, 'Retired'),
      now: now(),
    });
    const Item = {
      ...routingKey,
      Routes: { S: routes },
      Retired: { S: JSON.stringify(retired) },
      ...(accounts !== undefined && { Accounts: { S: accounts } }),
    };
    await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    const told = {
      Key: operationsKey,
      UpdateExpression: 'SET Operations = :operations, Since = if_not_exists(Since, :now)',
      ExpressionAttributeValues: { ':operations': { S: operations }, ':now': { S: now().toISOString() } },
    };
    await call({ operation: 'UpdateItem', input: told, remainingMilliseconds });
    const named = new Set(repositoriesIn(routes));
    const { repositories } = await identities.read(remainingMilliseconds);
    const gone = repositories.filter(({ name }) => !named.has(name));
    await identities.forgetRepositories(gone, remainingMilliseconds);
  };
}

interface Change {
  readonly routes: string;
  readonly before: string | undefined;
  readonly retired: string | undefined;
  readonly now: Date;
}

/** Times by name. */
function retiredAfter({ routes, before = '[]', retired = '{}', now }: Change): Record<string, string> {
  const names = new Set(namesIn(routes));
  const gone = namesIn(before).map((name) => [name, now.toISOString()] as const);
  const known: [string, unknown][] = Object.entries(Object(JSON.parse(retired)));
  const oldest = now.getTime() - retentionSeconds * 1_000;
  const all = [...gone, ...known].filter(([name, at]) => !names.has(name) && Date.parse(String(at)) > oldest);
  return Object.fromEntries(all.map(([name, at]) => [name, String(at)]));
}

function namesIn(routes: string): string[] {
  return listIn(routes).map((route) => String(field(route, 'name')));
}

function repositoriesIn(routes: string): string[] {
  return listIn(routes).flatMap((route) => {
    const names: unknown = field(route, 'repositories');
    return Array.isArray(names) ? names.map((name) => lowered(String(name))) : [];
  });
}

function listIn(routes: string): unknown[] {
  const list: unknown = JSON.parse(routes);
  return Array.isArray(list) ? list : [];
}
