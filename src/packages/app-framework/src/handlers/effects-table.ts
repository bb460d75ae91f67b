import { createTableCall } from '../aws/table-call';
import { numberOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** A place at GitHub that an App writes to. */
export interface EffectPlace {
  readonly host: string;
  readonly appId: number;
  /** `octo-org/website#5`, in lower case. */
  readonly subject: string;
}

export type CountEffect = ReturnType<typeof createEffectCount>;

const dayMilliseconds = 86_400_000;

/** Counts what an App writes to one issue or pull request in a minute of the clock. */
export function createEffectCount({ tableName, now = () => new Date() }: { tableName: string; now?: () => Date }) {
  const call = createTableCall(tableName);

  /** How many this one makes. @throws AwsCallError */
  return async function count(
    { host, appId, subject }: EffectPlace,
    remainingMilliseconds: () => number,
  ): Promise<number> {
    const input = {
      Key: {
        Delivery: { S: `effects#${host}#${appId}#${subject}` },
        Part: { S: now().toISOString().slice(0, 16) },
      },
      UpdateExpression: 'SET Effects = if_not_exists(Effects, :none) + :one, ExpiresAt = :expires',
      ExpressionAttributeValues: {
        ':none': { N: '0' },
        ':one': { N: '1' },
        ':expires': { N: String(Math.floor((now().getTime() + dayMilliseconds) / 1_000)) },
      },
      ReturnValues: 'ALL_NEW',
    };
    const answer = await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    return numberOf(field(answer, 'Attributes'), 'Effects') ?? 0;
  };
}
