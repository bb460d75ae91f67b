import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createBoundedCount } from '../aws/bounded-count-table';

/** What a caller may have in one clock hour: new tokens, or look-ups. */
export interface HourlyBudget {
  /** Tells callers, and what they spend, apart. */
  readonly caller: string;
  readonly perHour: number;
}

export type Spending = { readonly kind: 'spent' } | { readonly kind: 'used-up'; readonly retryAfterSeconds: number };
export type MintBudgets = (budget: HourlyBudget) => Promise<Spending>;

const hourSeconds = 3_600;

/**
 * Counts by caller and clock hour, in rows beside the kept tokens. Counted before GitHub is asked, so that a mint that fails counts too.
 */
export function createMintBudgets(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  now = () => new Date(),
): MintBudgets {
  const countUpTo = createBoundedCount(client, tableName);

  return async ({ caller, perHour }) => {
    const seconds = Math.floor(now().getTime() / 1000);
    const hour = Math.floor(seconds / hourSeconds);
    const end = (hour + 1) * hourSeconds;
    const key = `budget#${caller}#${hour}`;
    const counted = await countUpTo({ key, limit: perHour, until: (end + hourSeconds) * 1000 });
    return counted === 'counted' ? { kind: 'spent' } : { kind: 'used-up', retryAfterSeconds: end - seconds };
  };
}
