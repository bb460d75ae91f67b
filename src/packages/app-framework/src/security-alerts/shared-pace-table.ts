import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { attributesOf, paceIn } from '../progress/pace-table';
import type { PaceState } from '../progress/write-pace';
import type { SweepTableSettings } from './sweep-table';

export type SharedPace = ReturnType<typeof createSharedPace>;

/** What the functions that work for an installation have used of GitHub's limits together. */
export function createSharedPace({ tableName, detail, remainingMilliseconds }: SweepTableSettings) {
  const call = createTableCall(tableName);
  const { host, app_id: appId, installation } = detail;
  const Key = {
    Delivery: { S: `effects#${host}#${appId}#security-alerts#pace` },
    Part: { S: String(installation?.id ?? 0) },
  };

  /**
   * Notes one more write, if nobody has noted another since `known` was read; else says what is noted. Handlers may update rows of their own kind, and
   * read none. @throws AwsCallError
   */
  return async function note(known: PaceState, next: PaceState): Promise<'noted' | PaceState> {
    const attributes = Object.entries(attributesOf(next));
    const isFirst = (known.second ?? 0) === 0;
    const input = {
      Key,
      UpdateExpression: `SET ${attributes.map(([name]) => `${name} = :${name}`).join(', ')}`,
      // Each write of whatever kind moves it on.
      ConditionExpression: isFirst ? 'attribute_not_exists(UsedSecond)' : 'UsedSecond = :known',
      ExpressionAttributeValues: {
        ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ...(!isFirst && { ':known': attributesOf(known).UsedSecond }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    try {
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
      return 'noted';
    } catch (error) {
      if (isUnmetCondition(error)) return paceIn(field(error.answer, 'Item'));
      throw error;
    }
  };
}
