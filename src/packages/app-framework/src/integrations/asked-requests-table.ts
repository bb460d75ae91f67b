import { conditionHolds, createTableCall } from '../aws/table-call';

export interface AskedRequestsCollaborators {
  readonly tableName: string;
  readonly now: () => Date;
}

/** As many as a user may ask in a minute. */
export const mostRequestsPerMinute = 500;
const minuteMilliseconds = 60_000;

/** Counts what a user asks in each minute. Answers the seconds to wait where it is too much. */
export function createAskedRequests({ tableName, now }: AskedRequestsCollaborators) {
  const call = createTableCall(tableName);
  return async function asks(userId: string, remainingMilliseconds: () => number): Promise<number | undefined> {
    const time = now().getTime();
    const minute = Math.floor(time / minuteMilliseconds);
    const end = (minute + 1) * minuteMilliseconds;
    const input = {
      Key: { Place: { S: `asked#${userId}` }, Part: { S: String(minute) } },
      UpdateExpression: 'SET ExpiresAt = :end ADD Asked :one',
      ConditionExpression: 'attribute_not_exists(Asked) OR Asked < :most',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':most': { N: String(mostRequestsPerMinute) },
        ':end': { N: String(end / 1_000 + 60) },
      },
    };
    const isAdmitted = await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    return isAdmitted ? undefined : Math.max(1, Math.ceil((end - time) / 1_000));
  };
}
