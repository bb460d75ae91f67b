import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  type MetricDatum,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { region } from './deployment';
import { eventually } from './eventually';
import { textAt } from './json';
import { givenSubscriber } from './subscriber';
import { stackName } from './target';

const cloudWatch = new CloudWatchClient({ region });

/** The alarms of the deployment under test. */
export async function alarms(): Promise<readonly MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, {})) {
    found.push(...MetricAlarms.filter(({ AlarmName }) => AlarmName?.startsWith(stackName)));
  }
  return found;
}

/** The one alarm of the deployment whose name has this in it. */
export async function alarmOf(part: string): Promise<MetricAlarm> {
  const found = (await alarms()).filter(({ AlarmName }) => AlarmName?.includes(part));
  if (found[0] && found.length === 1) return found[0];
  throw new Error(`The deployment has ${found.length} alarms with ${part} in their names.`);
}

/** Waits until an alarm is in that state. */
export async function alarmIn(state: 'ALARM' | 'OK', { AlarmName }: MetricAlarm): Promise<void> {
  await eventually({ what: `${AlarmName} to be in ${state}` }, async () =>
    (await alarms()).find((one) => one.AlarmName === AlarmName && one.StateValue === state),
  );
}

/** An alarm like that one, about a function that never ran; to be removed. */
export async function givenBeforeAnyRun(
  { AlarmName, Namespace, MetricName, AlarmActions, InsufficientDataActions, ...rest }: MetricAlarm,
  TreatMissingData = rest.TreatMissingData,
) {
  const { Statistic, Period, EvaluationPeriods, Threshold, ComparisonOperator } = rest;
  const Dimensions = [{ Name: 'FunctionName', Value: 'never-ran' }];
  const name = `${AlarmName}-before-any-run-${TreatMissingData}`;
  const metric = { Namespace, MetricName, Dimensions, Statistic, Period };
  const rule = { EvaluationPeriods, Threshold, ComparisonOperator, TreatMissingData };
  const actions = { AlarmActions, InsufficientDataActions };
  await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName: name, ...metric, ...rule, ...actions }));
  return {
    alarm: { AlarmName: name },
    state: async () => (await alarms()).find((one) => one.AlarmName === name)?.StateValue,
    remove: () => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] })),
  };
}

/** Puts a figure that the alarm is about, as bad as it takes; of an expression, many of those whose names say that they are bad. */
export async function putBadFigure({ Metrics = [], ...alarm }: MetricAlarm): Promise<void> {
  if (Metrics.length > 0) {
    const bad = Metrics.filter(({ Id }) => Id?.startsWith('bad')).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
    for (const { Namespace, MetricName, Dimensions } of bad) {
      const MetricData = [{ MetricName, Dimensions, Timestamp: new Date(), Values: [10_000], Counts: [50] }];
      await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
    return;
  }
  const { Namespace, MetricName, Dimensions, Threshold = 1, ComparisonOperator } = alarm;
  const worse = ComparisonOperator === 'GreaterThanThreshold' ? Threshold + 1 : Threshold;
  const Value = ComparisonOperator?.startsWith('Less') ? 0 : worse;
  // The figure of a queue for the minute that goes on is made by the queue itself.
  const Timestamp = Namespace === 'AWS/SQS' ? new Date(Date.now() - 120_000) : new Date();
  await putFigure({ Namespace, MetricName, Dimensions, Timestamp, Value });
}

/** Puts one figure of a metric. */
export async function putFigure({ Namespace, ...datum }: Pick<MetricAlarm, 'Namespace'> & MetricDatum): Promise<void> {
  const MetricData = [{ Timestamp: new Date(), ...datum }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
}

/** All that was measured of an alarm's metric within the last hour, added up. */
export async function measuredOf({ Namespace, MetricName, Dimensions }: MetricAlarm): Promise<number> {
  const [StartTime, EndTime] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)];
  const over = { StartTime, EndTime, Period: 60, Statistics: ['Sum' as const] };
  const asked = new GetMetricStatisticsCommand({ Namespace, MetricName, Dimensions, ...over });
  const { Datapoints = [] } = await cloudWatch.send(asked);
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}

/** Listens to the topic of the alarms; to be stopped. */
export async function givenListener(topicArn: string) {
  const subscriber = await givenSubscriber(topicArn);
  const told = new Set<string>();
  const named = new Set<string>();
  return {
    /** Whether, in what was read so far, the topic was told of any state of the alarm. */
    hasHeardOf: ({ AlarmName = '' }: MetricAlarm) => named.has(AlarmName),
    /** Waits until the topic was told that the alarm began. */
    async heard({ AlarmName = '' }: MetricAlarm): Promise<void> {
      await eventually({ what: `the topic to be told of ${AlarmName}` }, async () => {
        for (const message of await subscriber.received()) {
          named.add(textAt(message, 'AlarmName'));
          if (textAt(message, 'NewStateValue') === 'ALARM') told.add(textAt(message, 'AlarmName'));
        }
        return told.has(AlarmName) || undefined;
      });
    },
    stop: () => subscriber.stop(),
  };
}
