import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ComparisonOperator, type IAlarmAction, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmPeriod, HourLongAlarm } from './hour-long-alarm.construct';

const made = (action?: IAlarmAction) => {
  const stack = new Stack(new App(), 'Stack');
  new HourLongAlarm(stack, 'Alarm', {
    description: 'It fails',
    metric: new Metric({ namespace: 'n', metricName: 'm', period: alarmPeriod }),
    threshold: 3,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    action,
  });
  return Template.fromStack(stack);
};

describe('HourLongAlarm', () => {
  it('begins with one bad figure in five minutes and ends an hour after the last, and silence is no failure', () => {
    made().hasResourceProperties('AWS::CloudWatch::Alarm', {
      Period: 300,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      Threshold: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmDescription: 'It fails',
      AlarmName: Match.absent(),
      AlarmActions: Match.absent(),
    });
  });

  it('does what it is given to do', () => {
    const template = made({ bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:111122223333:topic' }) });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:us-east-1:111122223333:topic'],
    });
  });
});
