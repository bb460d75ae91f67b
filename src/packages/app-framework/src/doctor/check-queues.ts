import { forEachAtMost } from '../lambda/for-each-at-most';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import type { WebhookDeployment } from './patient';

const mostMinutes = 15;
/** A deployment may have a hundred handlers, and who looks has a minute. */
const atOnce = 10;

/** Nothing waits for a handler for long. */
export const checkQueues: Check<WebhookDeployment> = {
  name: 'queues',
  about: `nothing waits for a handler for more than ${mostMinutes} minutes`,
  async look({ operations, figures }): Promise<Look> {
    const queues = [...Object.entries(operations.queues), ...Object.entries(operations.lanes ?? {})];
    if (queues.length === 0) return { notHere: 'This deployment has no handlers.' };
    const found = new Map<string, Finding>();
    await forEachAtMost({ items: queues, atOnce }, async ([handler, url]) => {
      const queueName = url.slice(url.lastIndexOf('/') + 1);
      const seconds = await figures({
        namespace: 'AWS/SQS',
        metric: 'ApproximateAgeOfOldestMessage',
        dimension: ['QueueName', queueName],
        minutes: 10,
      });
      if (seconds === undefined || seconds <= mostMinutes * 60) return;
      const what = `What is for the handler ${handler} has waited for ${Math.floor(seconds / 60)} minutes.`;
      const todo = 'Look at the log of its function, and at its concurrency.';
      found.set(url, { what, todo, command: `deliveries list --handler ${handler} --handler-state waiting` });
    });
    return { findings: queues.flatMap(([, url]) => found.get(url) ?? []) };
  },
};
