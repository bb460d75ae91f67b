import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';

/** What is asked of CloudWatch. */
export interface AskedFigure {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
  /** How far back from `now`. */
  readonly seconds: number;
  readonly now: Date;
}

const period = 60;

/** The figures that CloudWatch has, one for each minute that has any, in no order. @throws AwsCallError */
export async function figuresOf(
  { namespace, metric, dimensions, statistic, seconds, now }: AskedFigure,
  remainingMilliseconds: () => number,
): Promise<readonly number[]> {
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
      Statistics: [statistic],
    },
    remainingMilliseconds,
  });
  const points = field(answer, 'Datapoints');
  return (Array.isArray(points) ? points : []).map((point) => Number(field(point, statistic)));
}
