import { greatestFigure } from '../metrics/figure-gauge';

/** Figures of a queue are there each minute, and may be late. */
const lookBackSeconds = 600;

/** Age of the oldest message of a queue, as CloudWatch knows it; absent where it does not. @throws AwsCallError */
export function oldestMessageSeconds(
  { queueName, now }: { readonly queueName: string; readonly now: Date },
  remainingMilliseconds: () => number,
): Promise<number | undefined> {
  return greatestFigure(
    {
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: queueName },
      seconds: lookBackSeconds,
      now,
    },
    remainingMilliseconds,
  );
}
