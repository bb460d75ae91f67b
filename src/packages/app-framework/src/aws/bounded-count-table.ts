import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmetCondition } from './conditional-write';

/** One more of something, of which there may be so many. */
export interface BoundedCount {
  readonly key: string;
  readonly limit: number;
  /** Milliseconds since 1970, after which the row may go. */
  readonly until: number;
}

export type CountUpTo = (count: BoundedCount) => Promise<'counted' | 'full'>;

const patienceMilliseconds = 3_000;

/**
 * Counts up to a limit in a row of its own. One conditional write each: two processes at once cannot both take the last one.
 *
 * The SDK sends a write again whose answer was lost, so each has a name: the second finds the first, and is not counted. Where another
 * one's write came between the two, it is counted twice, which gives less and never more.
 */
export function createBoundedCount(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  newId: () => string = randomUUID,
): CountUpTo {
  return async ({ key, limit, until }) => {
    const name = newId();
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: { Key: { S: key } },
      UpdateExpression: 'ADD Counted :one SET ExpiresAt = :end, LastCounted = :name',
      ConditionExpression:
        '(attribute_not_exists(Counted) OR Counted < :most) AND (attribute_not_exists(LastCounted) OR LastCounted <> :name)',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':most': { N: String(limit) },
        ':end': { N: String(Math.ceil(until / 1000)) },
        ':name': { S: name },
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const abortSignal = AbortSignal.timeout(patienceMilliseconds);
    const unmet = await unmetCondition(() => client.send(command, { abortSignal }));
    return !unmet || unmet.item?.LastCounted?.S === name ? 'counted' : 'full';
  };
}
