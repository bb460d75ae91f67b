import type { BalanceMetric } from '../balance/balance-metric';
import type { DeploymentOperations } from '../deliveries/deployment-operations';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { many } from '../lambda/many';
import type { RecoveryMetric } from '../recovery/recovery-metric';
import type { SweepMetric } from '../sweep/sweep-metric';
import type { AppWithKey } from './apps-table';
import type { HealthCheck } from './health-check';

type Remaining = () => number;

/** What the looks ask. Each method throws Error where nobody tells. */
export interface LookCollaborators {
  readonly operations: (remaining: Remaining) => Promise<DeploymentOperations>;
  /** Absent where there is no credential manager. */
  readonly apps?: ((remaining: Remaining) => Promise<readonly AppWithKey[]>) | undefined;
  readonly refusalOf: (keyArn: string, remaining: Remaining) => Promise<string | undefined>;
  /** The greatest figure of the ledger within half an hour; absent where there is none. */
  readonly figureOfLedger: (
    metric: BalanceMetric | RecoveryMetric | SweepMetric,
    remaining: Remaining,
  ) => Promise<number | undefined>;
  readonly oldestMessageSeconds: (queueName: string, remaining: Remaining) => Promise<number | undefined>;
  /** Within an hour. */
  readonly parked: (remaining: Remaining) => Promise<number>;
}

export const ledgerMinutes = 30;
export const parkedMinutes = 60;
const mostMinutes = 15;
const atOnce = 10;

/** What a deployment stands on. */
export function looksAt(asked: LookCollaborators): readonly HealthCheck[] {
  const { operations, apps, refusalOf, figureOfLedger, oldestMessageSeconds, parked } = asked;
  const figure = async (metric: Parameters<typeof figureOfLedger>[0], tells: FigureTelling, remaining: Remaining) => {
    const value = await figureOfLedger(metric, remaining);
    if (value === undefined) return [`${tells.who} told nothing for ${ledgerMinutes} minutes: it does not run.`];
    return value > (tells.most ?? 0) ? [tells.wrong(value)] : [];
  };

  return [
    ...(apps ? [{ check: 'keys', look: (remaining: Remaining) => keys(apps, remaining) }] : []),
    {
      check: 'recovery',
      look: (remaining) =>
        figure(
          'OldestUnpublished',
          {
            who: 'recover-deliveries',
            most: mostMinutes * 60,
            wrong: (seconds) => `A delivery has waited ${Math.floor(seconds / 60)} minutes for the bus.`,
          },
          remaining,
        ),
    },
    {
      check: 'ledger',
      look: (remaining) =>
        figure(
          'MissingEvents',
          {
            who: 'balance-deliveries',
            wrong: (count) => `${many(count, 'published event')} neither handled nor in a queue.`,
          },
          remaining,
        ),
    },
    {
      check: 'sweep',
      look: async (remaining) => {
        if ((await operations(remaining)).sweepFunction === undefined) return [];
        const wrong = (count: number) => `${many(count, 'delivery', 'deliveries')} that GitHub lists not here.`;
        return figure('MissingDeliveries', { who: 'sweep-deliveries', wrong }, remaining);
      },
    },
    {
      check: 'queues',
      look: async (remaining) => {
        const { queues, lanes = {} } = await operations(remaining);
        const found: string[] = [];
        const items = [...Object.entries(queues), ...Object.entries(lanes)];
        await forEachAtMost({ items, atOnce }, async ([handler, url]) => {
          const seconds = await oldestMessageSeconds(url.slice(url.lastIndexOf('/') + 1), remaining);
          if (seconds !== undefined && seconds > mostMinutes * 60)
            found.push(`What is for the handler ${handler} has waited for ${Math.floor(seconds / 60)} minutes.`);
        });
        return found;
      },
    },
    {
      check: 'parked',
      look: async (remaining) => {
        const count = await parked(remaining);
        return count === 0 ? [] : [`Handlers gave up ${many(count, 'event')} within ${parkedMinutes} minutes.`];
      },
    },
  ];

  async function keys(listed: NonNullable<typeof apps>, remaining: Remaining): Promise<readonly string[]> {
    const found: string[] = [];
    await forEachAtMost({ items: await listed(remaining), atOnce }, async ({ appId, keyArn }) => {
      const refusal = keyArn === undefined ? 'its row names no key' : await refusalOf(keyArn, remaining);
      if (refusal !== undefined) found.push(`Nothing signs for App ${appId}: ${refusal}.`);
    });
    return found;
  }
}

interface FigureTelling {
  /** The function that tells it. */
  readonly who: string;
  /** 0 when absent. */
  readonly most?: number;
  readonly wrong: (value: number) => string;
}
