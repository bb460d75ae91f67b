import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';

/** What is asked of CloudWatch. */
export interface AskedFigure {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** How far back from `now`. */
  readonly seconds: number;
  readonly now: Date;
}

const period = 60;

/** The greatest figure that CloudWatch has; absent where it has none. @throws AwsCallError */
export async function greatestFigure(
  { namespace, metric, dimensions, seconds, now }: AskedFigure,
  remainingMilliseconds: () => number,
): Promise<number | undefined> {
  const end = Math.ceil(now.getTime() / 1_000) + 1;
  const answer = await patientCall({
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801.GetMetricStatistics',
    input: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: end - seconds,
      EndTime: end,
      Period: period,
      Statistics: ['Maximum'],
    },
    remainingMilliseconds,
  });
  const points = field(answer, 'Datapoints');
  if (!Array.isArray(points) || points.length === 0) return undefined;
  return Math.max(...points.map((point) => Number(field(point, 'Maximum'))));
}
