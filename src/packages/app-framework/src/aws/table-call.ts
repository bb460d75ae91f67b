import { AwsCallError, patientCall } from './patient-call';

export interface TableCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** What the operation takes, without the name of the table. */
  readonly input: object;
  readonly remainingMilliseconds: () => number;
}

/** Calls of DynamoDB about one table, by signed requests, each with one repetition. They throw AwsCallError. */
export function createTableCall(tableName: string) {
  return function call({ operation, input, remainingMilliseconds }: TableCall): Promise<unknown> {
    const target = `DynamoDB_20120810.${operation}`;
    const about = { TableName: tableName, ...input };
    return patientCall({ service: 'dynamodb', target, input: about, remainingMilliseconds });
  };
}

/** Whether a write was refused by its condition; what stood there is `Item` of the answer, where the write asked for it. */
export function isUnmetCondition(error: unknown): error is AwsCallError {
  return error instanceof AwsCallError && error.code === 'ConditionalCheckFailedException';
}

/** Waits for a write with a condition: false where that refused it. @throws AwsCallError for any other failure */
export async function conditionHolds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isUnmetCondition(error)) return false;
    throw error;
  }
}
