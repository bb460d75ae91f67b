import { type Alarm, ComparisonOperator, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';

export interface WatchedJobs {
  /** Where the bus puts what it could not bring. */
  readonly undelivered: Queue;
  readonly parkedStatuses: Queue;
  readonly parkedReports: Queue;
  readonly tender: LambdaFunction;
}

/** Alarms for jobs whose end may not be shown. */
export function alarmsOfJobs(scope: Construct, watched: WatchedJobs): readonly Alarm[] {
  const { undelivered, parkedStatuses, parkedReports, tender } = watched;
  return [
    onLying('UndeliveredStatuses', undelivered, 'The bus could not bring them to their queue'),
    onLying('LyingStatuses', parkedStatuses, 'The function Follower failed on them, or does not start'),
    onLying('LyingReports', parkedReports, 'The function Shower failed on them, or does not start'),
    on(
      'NotTended',
      tender.metricErrors({ period: alarmPeriod, statistic: 'Sum' }),
      'Jobs are not looked after whose end nobody told of, or ended an hour ago and GitHub does not show it: the logs of the functions Tender and Shower say why. Runbook: monitoring. Run: logs errors --since 1h',
    ),
  ];

  function onLying(id: string, queue: Queue, why: string): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM });
    const what = 'What became of jobs lies where nobody comes to it: their check runs may not be concluded.';
    return on(
      id,
      metric,
      `${what} ${why}; its log has the reason. They are kept for 14 days. Runbook: monitoring. Run: logs errors --since 1h`,
    );
  }

  function on(id: string, metric: IMetric, description: string): Alarm {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    return new HourLongAlarm(scope, id, { metric, description, threshold: 1, comparisonOperator });
  }
}
