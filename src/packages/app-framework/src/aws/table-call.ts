import { field } from '../lambda/parsed-json';
import { AwsCallError, patientCall } from './patient-call';

export interface TableCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** What the operation takes, without the name of the table. */
  readonly input: object;
  readonly remainingMilliseconds: () => number;
}

/** Calls of DynamoDB about one table, by signed requests, each with two repetitions. They throw AwsCallError. */
export function createTableCall(tableName: string) {
  return function call({ operation, input, remainingMilliseconds }: TableCall): Promise<unknown> {
    const target = `DynamoDB_20120810.${operation}`;
    const about = { TableName: tableName, ...input };
    return patientCall({ service: 'dynamodb', target, input: about, remainingMilliseconds });
  };
}

/** The items of a query or a scan, a page at a time, each asked for when it is wanted. @throws AwsCallError */
export async function* everyPage(
  call: ReturnType<typeof createTableCall>,
  { operation, input, remainingMilliseconds }: TableCall,
): AsyncGenerator<readonly unknown[], void> {
  let from: unknown;
  do {
    const asked = { ...input, ...(from !== undefined && { ExclusiveStartKey: from }) };
    const answer = await call({ operation, input: asked, remainingMilliseconds });
    const items = field(answer, 'Items');
    yield Array.isArray(items) ? items : [];
    from = field(answer, 'LastEvaluatedKey');
  } while (from !== undefined);
}

/** The items of all its pages, in their order. @throws AwsCallError */
export async function* everyItem(...asked: Parameters<typeof everyPage>): AsyncGenerator<unknown, void> {
  for await (const page of everyPage(...asked)) yield* page;
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
