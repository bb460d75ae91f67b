import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmDescription } from './alarm-text.construct';

export interface HourLongAlarmProps {
  readonly description: string;
  /** Over 5 minutes. */
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  /** What to do when it begins. Without it the alarm is only seen in the console. */
  readonly action?: IAlarmAction | undefined;
}

/** What the metric of an alarm is to be measured over. */
export const alarmPeriod = Duration.minutes(5);

const periodsAnHour = 12;

/**
 * An alarm that begins within 5 minutes of a bad figure and ends when an hour has gone by without one. So what fails every 10 or 30
 * minutes, or is measured that seldom, is one alarm, and not one that comes and goes; and where nothing is called, nothing is wrong.
 */
export class HourLongAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: HourLongAlarmProps) {
    super(scope, id, {
      alarmDescription: alarmDescription(scope, props.description),
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparisonOperator,
      evaluationPeriods: periodsAnHour,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (props.action) this.addAlarmAction(props.action);
  }
}
