import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ComparisonOperator, type IAlarmAction, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { alarmPeriod, HourLongAlarm } from './hour-long-alarm.construct';

const deployed = () => new Stack(new Stage(new App(), 'Prod'), 'Stack');

const made = (action?: IAlarmAction, scope: Construct = deployed()) => {
  new HourLongAlarm(scope, 'Alarm', {
    description: 'It fails',
    metric: new Metric({ namespace: 'n', metricName: 'm', period: alarmPeriod }),
    threshold: 3,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    action,
  });
  return Template.fromStack(Stack.of(scope));
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
      AlarmDescription: 'Prod-Stack: It fails',
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

  it('says of which deployment it is, and of which part, however deep that is, as long as CloudWatch takes the text', () => {
    const told = (scope: Construct) =>
      Object.values(made(undefined, scope).findResources('AWS::CloudWatch::Alarm'))[0]?.Properties.AlarmDescription;
    const bot = () => new Construct(deployed(), 'Bot');
    expect(told(new Construct(bot(), 'Alarms'))).toBe('Prod-Stack/Bot/Alarms: It fails');
    expect(told(new NestedStack(bot(), 'Credentials'))).toBe('Prod-Stack/Bot/Credentials: It fails');
    expect(told(new Construct(bot(), 'Deep'.repeat(100)))).toBe('Prod-Stack: It fails');
  });
});
