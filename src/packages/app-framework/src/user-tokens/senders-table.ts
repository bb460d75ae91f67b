import { createTableCall } from '../aws/table-call';
import { numberOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** Who caused a delivery, as it was written when it arrived, in an attribute that no handler's role may write; absent where nobody did. @throws AwsCallError */
export type SenderOf = (deliveryKey: string, remainingMilliseconds: () => number) => Promise<number | undefined>;

export function createSenderOf({ ledgerName }: { readonly ledgerName: string }): SenderOf {
  const call = createTableCall(ledgerName);
  return async (deliveryKey, remainingMilliseconds) => {
    const input = {
      Key: { Delivery: { S: deliveryKey }, Part: { S: 'delivery' } },
      ProjectionExpression: 'SenderId',
      ConsistentRead: true,
    };
    return numberOf(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'), 'SenderId');
  };
}
