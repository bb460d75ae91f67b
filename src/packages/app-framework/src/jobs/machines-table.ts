import { createTableCall } from '../aws/table-call';
import { textsOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

export type KeptMachines = ReturnType<typeof createKeptMachines>;
type Timed = () => number;

/** A row of the Jobs table that is no job: the state machines that the deployment has. Before a deployment kept them it has none. */
const Key = { JobId: { S: 'machines' } };

/** Which state machines jobs of this deployment are executions of. What is asked about another one is denied, for its grant went with it. All throw AwsCallError. */
export function createKeptMachines({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  return {
    async keep(machines: readonly string[], remainingMilliseconds: Timed): Promise<void> {
      const input = {
        Key,
        UpdateExpression: 'SET Machines = :machines',
        ExpressionAttributeValues: { ':machines': { L: machines.map((S) => ({ S })) } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    async has(machine: string, remainingMilliseconds: Timed): Promise<boolean> {
      const answer = await call({
        operation: 'GetItem',
        input: { Key, ConsistentRead: true },
        remainingMilliseconds,
      });
      return textsOf(field(answer, 'Item'), 'Machines').includes(machine);
    },
  };
}
