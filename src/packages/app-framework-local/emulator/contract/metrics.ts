import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl } from './stack';
import { until } from './until';

const line = {
  _aws: {
    Timestamp: 0,
    CloudWatchMetrics: [
      {
        Namespace: 'Contract',
        Dimensions: [['App'], ['App', 'Kind'], ['App', 'Absent']],
        Metrics: [{ Name: 'Refused', Unit: 'Count' }, { Name: 'Many' }],
      },
    ],
  },
  App: '7',
  Kind: 'push',
  Refused: 3,
  Many: [1, 2, 4],
};
const writer = `exports.handler = async () => { console.log(${JSON.stringify(JSON.stringify(line))}); return 'x'; };`;

export function metricContract(given: () => GivenEmulator): void {
  describe('metrics', () => {
    const client = () => {
      const { endpoint, administrator: credentials } = given();
      return new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
    };
    const sum = async (MetricName: string, dimensions: Record<string, string>, Namespace = 'Contract') => {
      const { Datapoints } = await client().send(
        new GetMetricStatisticsCommand({
          Namespace,
          MetricName,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: new Date(Date.now() - 600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 3600,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints?.reduce((total, { Sum }) => total + (Sum ?? 0), 0);
    };

    it('count calls of a Function URL and their errors (lambda_metrics)', async () => {
      const { Url, Name } = await createStack(given(), {
        name: 'counted',
        resources: functionWithUrl('Failing', 'exports.handler = async () => { throw new Error("on purpose"); }'),
        outputs: { Url: { 'Fn::GetAtt': ['FailingUrl', 'FunctionUrl'] }, Name: { Ref: 'Failing' } },
      });
      const credentials = await given().identities.createUser(
        allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']),
      );
      await signedCall({ url: Url ?? '', credentials });
      await signedCall({ url: Url ?? '', credentials });

      const counted = (metric: string) => sum(metric, { FunctionName: Name ?? '' }, 'AWS/Lambda');
      expect(await Promise.all([counted('Invocations'), counted('Errors')])).toEqual([2, 2]);
    });

    it('are made of embedded ones, with each set of dimensions, and alarms stand on them (embedded_metrics)', async () => {
      const alarm = (AlarmName: string, Kind: string) => ({
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName,
          Namespace: 'Contract',
          MetricName: 'Refused',
          Dimensions: [
            { Name: 'App', Value: '7' },
            { Name: 'Kind', Value: Kind },
          ],
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 3,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        },
      });
      const { Url } = await createStack(given(), {
        name: 'embedded',
        resources: {
          ...functionWithUrl('Writer', writer),
          Alarm: alarm('refused', 'push'),
          Other: alarm('other', 'issues'),
        },
        outputs: { Url: { 'Fn::GetAtt': ['WriterUrl', 'FunctionUrl'] } },
      });
      const credentials = await given().identities.createUser(
        allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']),
      );

      await signedCall({ url: Url ?? '', credentials });

      expect(
        await until(
          () => sum('Refused', { App: '7' }),
          (total) => total === 3,
        ),
      ).toBe(3);
      expect(await sum('Many', { App: '7', Kind: 'push' })).toBe(7);
      expect(await sum('Refused', { App: '7', Absent: '' })).toBe(0);
      const states = async () => {
        const { MetricAlarms } = await client().send(new DescribeAlarmsCommand({ AlarmNames: ['refused', 'other'] }));
        return Object.fromEntries((MetricAlarms ?? []).map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
      };
      expect(await until(states, ({ refused }) => refused === 'ALARM')).toEqual({
        refused: 'ALARM',
        other: 'INSUFFICIENT_DATA',
      });
    });
  });
}
