import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import type { Series } from './chart';

/** One line of a chart, as CloudWatch knows it. */
export interface AskedSeries {
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Such as `Sum` or `p95`. */
  readonly statistic: string;
}

export interface AskedTime {
  readonly since: Date;
  readonly until: Date;
  readonly periodSeconds: number;
}

/** All of them at once, oldest value first (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html). @throws AwsCallError */
export async function readSeries(
  asked: readonly AskedSeries[],
  { since, until, periodSeconds }: AskedTime,
  remainingMilliseconds: () => number,
): Promise<Series[]> {
  const answer = await patientCall({
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801.GetMetricData',
    input: {
      StartTime: Math.floor(since.getTime() / 1_000),
      EndTime: Math.ceil(until.getTime() / 1_000),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: asked.map(({ namespace, metric, dimensions, statistic }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: periodSeconds,
          Stat: statistic,
        },
      })),
    },
    remainingMilliseconds,
  });
  const results = field(answer, 'MetricDataResults');
  const found = new Map((Array.isArray(results) ? results : []).map((one) => [field(one, 'Id'), one]));
  return asked.map(({ name }, index) => ({ name, points: pointsIn(found.get(`m${index}`)) }));
}

function pointsIn(result: unknown): Series['points'] {
  const [times, values] = [listIn(result, 'Timestamps'), listIn(result, 'Values')];
  const points = times.map((time, index) => ({ at: timeOf(time), value: Number(values[index]) }));
  const known = points.filter(({ at, value }) => !Number.isNaN(at.getTime()) && Number.isFinite(value));
  return known.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** In seconds; other forms of the protocol have text. */
function timeOf(time: unknown): Date {
  return typeof time === 'number' ? new Date(time * 1_000) : new Date(String(time));
}

function listIn(holder: unknown, name: string): readonly unknown[] {
  const list = field(holder, name);
  return Array.isArray(list) ? list : [];
}
