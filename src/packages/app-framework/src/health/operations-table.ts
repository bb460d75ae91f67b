import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { type DeploymentOperations, parseOperations } from '../deliveries/deployment-operations';
import { field } from '../lambda/parsed-json';
import { operationsKey } from '../webhooks/route-source';

/** What the deployment consists of, as its ledger says. @throws AwsCallError */
export async function readOperations(
  ledgerName: string,
  remainingMilliseconds: () => number,
): Promise<DeploymentOperations> {
  const call = createTableCall(ledgerName);
  const answer = await call({ operation: 'GetItem', input: { Key: operationsKey }, remainingMilliseconds });
  return parseOperations(textOf(field(answer, 'Item'), 'Operations'));
}
