import { type BatchServing, serveBatch } from '../aws/serve-batch';
import { field } from '../lambda/parsed-json';
import { traced } from '../lambda/trace';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { TaskOutcome } from './handle-delivery';
import type { HandlerTask } from './handler-ledger-table';

export interface QueueServing extends Pick<BatchServing, 'queueUrl'> {
  readonly handler: string;
  readonly run: (task: HandlerTask, remainingMilliseconds: () => number) => Promise<TaskOutcome>;
}

/** Where the ledger did not answer, nothing is known of the work. */
const unansweredSeconds = 30;

/** The function behind a queue of events. What becomes of an event is in the ledger; the message only brings it. */
export function serveQueue({ handler, queueUrl, run }: QueueServing) {
  return serveBatch({
    queueUrl,
    run: async (body, remainingMilliseconds) => {
      const task = taskOf(handler, body);
      const about = { delivery_id: task.detail.delivery_id, handler };
      return traced(
        'handle',
        () => run(task, remainingMilliseconds),
        ({ kind }) => ({ ...about, outcome: kind }),
      );
    },
    backOffSeconds: () => unansweredSeconds,
    told: { handler },
  });
}

/** @throws Error for a message that the bus did not make */
export function taskOf(handler: string, body: string): HandlerTask {
  const event: unknown = JSON.parse(body);
  const name = field(event, 'detail-type');
  const detail = field(event, 'detail');
  if (typeof name === 'string' && isDetail(detail)) return { handler, event: name, detail };
  throw new Error('The message is no event of GitHub from the bus.');
}

function isDetail(value: unknown): value is GitHubEventDetail {
  return ['delivery_id', 'delivery_key', 'received_at'].every((name) => typeof field(value, name) === 'string');
}
