import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
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
      );
      expect(silent).toEqual({ missing: [], breaching: ['ALARM'], notBreaching: ['OK'], ignore: [] });

      const good = ways.map((way) => ({ ...metric(way), Timestamp: new Date(), Value: 0 }));
      await client.send(new PutMetricDataCommand({ Namespace: 'Silence', MetricData: good }));
      const over = await until(histories, ({ missing, breaching }) => missing.length + breaching.length > 4);
      expect(over).toEqual({
        missing: ['OK', 'INSUFFICIENT_DATA'],
        breaching: ['ALARM', 'OK', 'ALARM'],
        notBreaching: ['OK'],
        ignore: ['OK'],
      });
    });

    it('stand on an expression of several metrics, period by period (alarm_math)', async () => {
      const { endpoint, administrator: credentials } = given();
      const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
      const stat = (Id: string) => ({
        Id,
        MetricStat: { Metric: { Namespace: 'Rates', MetricName: Id }, Period: 300, Stat: 'Sum' },
        ReturnData: false,
      });
      const alarm = (Expression: string) => ({
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Metrics: [{ Id: 'rate', Expression, ReturnData: true }, ...['bad', 'good', 'seen'].map(stat)],
          TreatMissingData: 'notBreaching',
          EvaluationPeriods: 12,
          DatapointsToAlarm: 1,
          Threshold: 5,
          ComparisonOperator: 'GreaterThanThreshold',
        },
      });
      const rate = 'IF(FILL(bad, 0) + FILL(good, 0) >= 20, 100 * FILL(bad, 0) / (FILL(bad, 0) + FILL(good, 0)), 0)';
      const resources = { Rate: alarm(rate), Both: alarm('100 * bad / good'), Seen: alarm('10 * seen') };
      await createStack(given(), { name: 'rates', resources });
      const put = (MetricName: string, Value: number, minutesAgo = 0) =>
        client.send(
          new PutMetricDataCommand({
            Namespace: 'Rates',
            MetricData: [{ MetricName, Value, Timestamp: new Date(Date.now() - minutesAgo * 60_000) }],
          }),
        );
      const states = async () => {
        const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
        const ours = MetricAlarms.filter(({ Metrics = [] }) => Metrics.length > 0);
        return Object.fromEntries(
          ours.map(({ AlarmName = '', StateValue }) => [/Rate|Both|Seen/.exec(AlarmName)?.[0], StateValue]),
        );
      };
      const calm = { Rate: 'OK', Both: 'OK', Seen: 'OK' };
      expect(await until(states, ({ Rate, Both, Seen }) => [Rate, Both, Seen].every((one) => one === 'OK'))).toEqual(
        calm,
      );

      // Of too few, and of another period than the many: no rate.
      await put('bad', 10);
      await put('good', 1_000, 30);
      await put('seen', 1);
      expect(await until(states, ({ Seen }) => Seen === 'ALARM')).toEqual({ ...calm, Seen: 'ALARM' });
      await put('bad', 10);
      expect(await until(states, ({ Rate }) => Rate === 'ALARM')).toMatchObject({ Rate: 'ALARM', Both: 'OK' });
      await put('good', 1_000);
      expect(await until(states, ({ Rate }) => Rate === 'OK')).toMatchObject({ Rate: 'OK', Both: 'OK' });
    });
  });
}
