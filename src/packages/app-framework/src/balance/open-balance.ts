import { sendToQueue } from '../deliveries/event-queue';
import { createRepeatedDeliveries } from '../deliveries/repeated-delivery-table';
import { createRepeatedEvents } from '../deliveries/repeated-event';
import { createKeptPayloads } from '../recovery/kept-payload-archive';
import type { BalanceCollaborators } from './balance-deliveries';
import { createHourTable } from './hour-table';
import { oldestMessageSeconds } from './oldest-message-gauge';
import { createStillWaiting } from './still-waiting';
import { messagesIn } from './waiting-queue';

export interface BalanceSettings {
  readonly tableName: string;
  readonly bucketName: string;
  readonly now?: () => Date;
}

/** What the balance works with. */
export function openBalance({ tableName, bucketName, now = () => new Date() }: BalanceSettings) {
  const repeated = createRepeatedDeliveries({ tableName });
  const events = createRepeatedEvents({ table: repeated, bucketName, readPayload: createKeptPayloads({ bucketName }) });
  const collaborators: Omit<BalanceCollaborators, 'report'> = {
    table: createHourTable({ tableName }),
    now,

    async openQueues(remainingMilliseconds) {
      const { queues, lanes = {} } = await repeated.operations(remainingMilliseconds);
      const queuesOf = (handler: string) => [queues[handler], lanes[handler]].flatMap((url) => url ?? []);
      return {
        isThere: (handler) => Object.hasOwn(queues, handler),
        mayWait: createStillWaiting({ queuesOf, messagesIn, oldestMessageSeconds, now }),
      };
    },

    async sendAgain({ key, handler }, remainingMilliseconds) {
      const { [handler]: queueUrl } = await repeated.queues(remainingMilliseconds);
      if (queueUrl === undefined) return 'no handler';
      const event = await events({ key }, remainingMilliseconds);
      if (event.kind === 'absent') return event.outcome;
      await sendToQueue({ queueUrl, ...event }, remainingMilliseconds);
      return 'sent';
    },
  };
  return collaborators;
}
