import { createTableCall, everyItem } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';

export interface AppWithKey {
  readonly appId: number;
  /** Absent where the row names none. */
  readonly keyArn: string | undefined;
}

/** The Apps that a deployment holds keys for. @throws AwsCallError */
export async function listApps(
  appTableName: string,
  remainingMilliseconds: () => number,
): Promise<readonly AppWithKey[]> {
  const call = createTableCall(appTableName);
  const apps: AppWithKey[] = [];
  const input = { ProjectionExpression: 'AppId, KmsKeyArn', ConsistentRead: true };
  for await (const item of everyItem(call, { operation: 'Scan', input, remainingMilliseconds }))
    apps.push({ appId: numberOf(item, 'AppId') ?? 0, keyArn: textOf(item, 'KmsKeyArn') });
  return apps;
}
