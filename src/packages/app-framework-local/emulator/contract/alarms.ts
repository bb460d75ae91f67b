import { CloudWatchClient, DescribeAlarmHistoryCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GivenEmulator } from './given-emulator';
import { createStack } from './stack';
import { until } from './until';

const ways = ['missing', 'breaching', 'notBreaching', 'ignore'] as const;

export function alarmContract(given: () => GivenEmulator): void {
  describe('alarms', () => {
    it('without data are in the state that they say, be it before the first or after the last (alarm_missing_data)', async () => {
      const { endpoint, administrator: credentials } = given();
      const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
      const metric = (way: string) => ({
        MetricName: 'Heard',
        Dimensions: [{ Name: 'Way', Value: way }],
      });
      const alarm = (TreatMissingData: string) => ({
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ...metric(TreatMissingData),
          AlarmName: `silence-${TreatMissingData}`,
          Namespace: 'Silence',
          TreatMissingData,
          Statistic: 'Sum',
          Period: 10,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        },
      });
      const statesOf = async (way: string) => {
        const asked = new DescribeAlarmHistoryCommand({ AlarmName: `silence-${way}`, HistoryItemType: 'StateUpdate' });
        const { AlarmHistoryItems = [] } = await client.send(asked);
        // MiniStack tells of the creation, too, which changes no state.
        const changes = AlarmHistoryItems.map(({ HistorySummary = '' }) =>
          /from (\w+) to (?!\1$)(\w+)$/.exec(HistorySummary),
        );
        return changes.flatMap((change) => change?.[2] ?? []).reverse();
      };
      const histories = async () => ({
        missing: await statesOf('missing'),
        breaching: await statesOf('breaching'),
        notBreaching: await statesOf('notBreaching'),
        ignore: await statesOf('ignore'),
      });

      await createStack(given(), {
        name: 'silence',
        resources: Object.fromEntries(ways.map((way) => [`Alarm${way}`, alarm(way)])),
      });
      const silent = await until(
        histories,
        ({ breaching, notBreaching }) => breaching.length + notBreaching.length > 1,
        60,
      );
      expect(silent).toEqual({ missing: [], breaching: ['ALARM'], notBreaching: ['OK'], ignore: [] });

      const good = ways.map((way) => ({ ...metric(way), Timestamp: new Date(), Value: 0 }));
      await client.send(new PutMetricDataCommand({ Namespace: 'Silence', MetricData: good }));
      const over = await until(histories, ({ missing, breaching }) => missing.length + breaching.length > 4, 60);
      expect(over).toEqual({
        missing: ['OK', 'INSUFFICIENT_DATA'],
        breaching: ['ALARM', 'OK', 'ALARM'],
        notBreaching: ['OK'],
        ignore: ['OK'],
      });
    }, 150_000);
  });
}
