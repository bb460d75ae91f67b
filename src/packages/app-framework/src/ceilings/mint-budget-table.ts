import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

/** What a caller may mint in one clock hour. */
export interface HourlyBudget {
  /** Tells callers apart. */
  readonly caller: string;
  readonly tokensPerHour: number;
}

export type Spending = { readonly kind: 'spent' } | { readonly kind: 'used-up'; readonly retryAfterSeconds: number };
export type MintBudgets = (budget: HourlyBudget) => Promise<Spending>;

const hourSeconds = 3_600;

/**
 * Counts mints by caller and clock hour, in a row of its own beside the kept tokens. One conditional write a mint: two functions at
 * once cannot both take the last one. Counted before GitHub is asked, so that a mint that fails counts too.
 */
export function createMintBudgets(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  now = () => new Date(),
): MintBudgets {
  return async ({ caller, tokensPerHour }) => {
    const seconds = Math.floor(now().getTime() / 1000);
    const hour = Math.floor(seconds / hourSeconds);
    const end = (hour + 1) * hourSeconds;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: { Key: { S: `budget#${caller}#${hour}` } },
          UpdateExpression: 'ADD Minted :one SET ExpiresAt = :end',
          ConditionExpression: 'attribute_not_exists(Minted) OR Minted < :most',
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':most': { N: String(tokensPerHour) },
            ':end': { N: String(end + hourSeconds) },
          },
        }),
      );
      return { kind: 'spent' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        return { kind: 'used-up', retryAfterSeconds: end - seconds };
      throw error;
    }
  };
}
