import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { UserTokens } from '../user-tokens/user-tokens.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import type { ResumeAsksEnvironment } from './resume-asks.lambda';
import type { SignInEnvironment } from './sign-in.lambda';

export interface SignInProps {
  readonly userTokens: UserTokens;
  /** Function that sends a delivery to a handler once more. */
  readonly repetition: LambdaFunction;
  /** Name in the metrics. */
  readonly deployment: string;
  /** What is counted of it, over 5 minutes. */
  readonly failed: IMetric;
  readonly notResumed: IMetric;
  readonly settings: FunctionSettings;
}

/** The pages that people sign in on, and what sees to it that their work goes on afterwards. */
export class SignIn extends Construct {
  /** Answers `/auth/login`, `/auth/callback` and `/auth/done`. */
  readonly handler: BundledFunction;
  /** Calls handlers whose asks were answered, where the callback did not come to it; every minute. */
  readonly resumption: BundledFunction;
  /** People cannot sign in, for a reason that is ours. */
  readonly failedAlarm: Alarm;
  /** Work did not go on after its person signed in. */
  readonly notResumedAlarm: Alarm;
  /** The look for such work failed. */
  readonly resumptionAlarm: Alarm;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { userTokens, repetition, deployment, settings } = props;
    const counting: DeliveryMetricsEnvironment = { WEBHOOK_DEPLOYMENT: deployment };
    const { authStateTable, table } = userTokens;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'sign-in',
      description: 'Pages on which people sign in to a GitHub App',
      environment: {
        ...userTokens.environment,
        ...counting,
        REPEAT_FUNCTION_NAME: repetition.functionName,
      } satisfies SignInEnvironment,
      timeout: Duration.seconds(28),
      memorySize: 1024,
      settings,
    });
    userTokens.letOpenPairs(this.handler);
    userTokens.grantAuthState(this.handler, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    this.resumption = new BundledFunction(this, 'Resumption', {
      handlerName: 'resume-asks',
      description: 'Has handlers go on whose people have signed in, where a crash came in between',
      environment: {
        ...counting,
        AUTH_STATE_TABLE_NAME: authStateTable.tableName,
        USER_TOKENS_TABLE_NAME: table.tableName,
        REPEAT_FUNCTION_NAME: repetition.functionName,
      } satisfies ResumeAsksEnvironment,
      timeout: Duration.seconds(55),
      memorySize: 512,
      settings,
    });
    // The next run is the retry.
    this.resumption.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the look for asks that were answered and not gone on with',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(this.resumption)],
    });
    userTokens.grantAuthState(this.resumption, 'dynamodb:UpdateItem');
    userTokens.grantFindWaiting(this.resumption);
    const resourceArns = [repetition.functionArn];
    for (const grantee of [this.handler, this.resumption]) {
      Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
    }
    this.failedAlarm = this.atOnce('Failed', {
      metric: props.failed,
      description:
        'People cannot sign in: the log of sign-in says which service failed, or what GitHub refuses. Runbook: user-authorization. Run: doctor',
    });
    this.notResumedAlarm = this.atOnce('NotResumed', {
      metric: props.notResumed,
      description:
        'A person signed in, and what they had asked for did not go on: “ask” in the logs of sign-in and resume-asks says what, and why. Runbook: user-authorization. Run: doctor',
    });
    this.resumptionAlarm = this.atOnce('ResumptionErrors', {
      metric: this.resumption.metricErrors({ period: alarmPeriod, statistic: 'Sum' }),
      description:
        'Work that waits for people who have signed in is not looked for: the log of resume-asks has the reason. Runbook: user-authorization. Run: doctor',
    });
  }

  /** Does this when one of them begins. */
  alarmOn(action: IAlarmAction): void {
    for (const alarm of [this.failedAlarm, this.notResumedAlarm, this.resumptionAlarm]) alarm.addAlarmAction(action);
  }

  private atOnce(id: string, { metric, description }: { metric: IMetric; description: string }): Alarm {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    return new HourLongAlarm(this, id, { metric, description, threshold: 1, comparisonOperator });
  }
}
