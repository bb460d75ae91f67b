import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';
import { actorKey } from '../webhooks/route-source';

/** Name of the role that a handler runs under, as the deployment wrote it; absent for one that may not act as people. @throws AwsCallError */
export type RoleOf = (handler: string, remainingMilliseconds: () => number) => Promise<string | undefined>;

const lifetimeMilliseconds = 60_000;

/** One that is not there may be deployed at this moment: only what is there is remembered, for a minute. */
export function createRoleOf({
  ledgerName,
  now = () => new Date(),
}: {
  readonly ledgerName: string;
  readonly now?: () => Date;
}): RoleOf {
  const call = createTableCall(ledgerName);
  const known = createShortMemory<string>({ lifetimeMilliseconds, now });
  return async (handler, remainingMilliseconds) => {
    const remembered = known.recall(handler);
    if (remembered !== undefined) return remembered;
    const input = { Key: actorKey(handler), ConsistentRead: true };
    const role = textOf(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'), 'RoleName');
    if (role !== undefined) known.remember(handler, role);
    return role;
  };
}
