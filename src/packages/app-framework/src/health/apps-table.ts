import { createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

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
  let from: unknown;
  do {
    const answer = await call({
      operation: 'Scan',
      input: {
        ProjectionExpression: 'AppId, KmsKeyArn',
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      },
      remainingMilliseconds,
    });
    const items = field(answer, 'Items');
    for (const item of Array.isArray(items) ? items : [])
      apps.push({ appId: numberOf(item, 'AppId') ?? 0, keyArn: textOf(item, 'KmsKeyArn') });
    from = field(answer, 'LastEvaluatedKey');
  } while (from !== undefined);
  return apps;
}
