import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** What stood in the way of a write; `item` only where the write asked for it. */
export interface UnmetCondition {
  readonly item?: ConditionalCheckFailedException['Item'];
}

/** Absent where the write was made. What fails for another reason than its condition is thrown. */
export async function unmetCondition(write: () => Promise<unknown>): Promise<UnmetCondition | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (!isUnmet(error)) throw error;
    return error.Item ? { item: error.Item } : {};
  }
}

/** Whether a client's write was refused by its condition. */
export function isUnmet(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof ConditionalCheckFailedException;
}
