import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';

const period = 60;
/** Figures of a queue are there each minute, and may be late. */
const lookBackSeconds = 10 * period;

/** Age of the oldest message of a queue, as CloudWatch knows it; absent where it does not. @throws AwsCallError */
export async function oldestMessageSeconds(
  { queueName, now }: { readonly queueName: string; readonly now: Date },
  remainingMilliseconds: () => number,
): Promise<number | undefined> {
  const end = Math.ceil(now.getTime() / 1_000) + 1;
  const answer = await patientCall({
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801.GetMetricStatistics',
    input: {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: queueName }],
      StartTime: end - lookBackSeconds,
      EndTime: end,
      Period: period,
      Statistics: ['Maximum'],
    },
    remainingMilliseconds,
  });
  const points = field(answer, 'Datapoints');
  const ages = (Array.isArray(points) ? points : []).map((point) => Number(field(point, 'Maximum')));
  return ages.length === 0 ? undefined : Math.max(...ages);
}
