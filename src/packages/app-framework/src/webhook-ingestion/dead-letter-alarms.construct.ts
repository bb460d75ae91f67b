import { ComparisonOperator, type IAlarmAction, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { HandlerQueue } from '../handlers/handler-queue.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';

/** Alarms on what lies where no function comes to it: two for each handler, also for those that are added later. */
export class DeadLetterAlarms {
  private readonly watched = new Map<string, HandlerQueue>();
  private action: IAlarmAction | undefined;

  watch(handlerName: string, handlerQueue: HandlerQueue): void {
    this.watched.set(handlerName, handlerQueue);
    if (this.action) alarmsOf(handlerName, handlerQueue, this.action);
  }

  alarmOn(action: IAlarmAction): void {
    this.action = action;
    for (const [handlerName, handlerQueue] of this.watched) alarmsOf(handlerName, handlerQueue, action);
  }
}

function alarmsOf(handlerName: string, handlerQueue: HandlerQueue, action: IAlarmAction): void {
  const { parkedQueue, undeliveredQueue } = handlerQueue;
  const lying = [
    {
      id: 'ParkedMessages',
      queue: parkedQueue,
      what: 'its function never came to judge: it does not start, or ends at once',
    },
    { id: 'UndeliveredEvents', queue: undeliveredQueue, what: 'did not come into its queue' },
  ];
  for (const { id, queue, what } of lying) {
    new HourLongAlarm(handlerQueue, id, {
      description: `Events for the handler ${handlerName} that ${what}. They are kept for 14 days. Runbook: redeliver-and-redrive. Run: deliveries list --handler ${handlerName}`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      action,
    });
  }
}
