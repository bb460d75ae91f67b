import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';

const keptSeconds = 86_400;
const keyOf = (id: string) => ({ Delivery: { S: `probe#${id}` }, Part: { S: 'probe' } });

/** Probes that came back, in rows of the ledger's table. */
export function createProbeTable({ tableName, now = () => new Date() }: { tableName: string; now?: () => Date }) {
  const call = createTableCall(tableName);

  return {
    /** @throws AwsCallError */
    async noteReturn(id: string, remainingMilliseconds: () => number): Promise<void> {
      const ExpiresAt = { N: String(Math.floor(now().getTime() / 1_000) + keptSeconds) };
      await call({ operation: 'PutItem', input: { Item: { ...keyOf(id), ExpiresAt } }, remainingMilliseconds });
    },

    /** @throws AwsCallError */
    async isBack(id: string, remainingMilliseconds: () => number): Promise<boolean> {
      const input = { Key: keyOf(id), ConsistentRead: true };
      return field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item') !== undefined;
    },
  };
}
