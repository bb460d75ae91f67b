import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { alarmDescription } from '../metrics/alarm-text.construct';
import type { RefusalCanaryEnvironment } from './refusal-canary.lambda';
import type { TokenCeiling } from './token-ceiling.construct';

/** A call that must be refused, made again and again. */
export interface NegativeCanaryOptions {
  /**
   * How often it calls; once a day at least.
   * @default every 10 minutes
   */
  readonly interval?: Duration;
  /** What the alarm does, such as telling people over a topic; `cloudwatch.amazonaws.com` must be let publish to it. */
  readonly alarmActions?: readonly IAlarmAction[];
}

export interface NegativeCanaryProps extends NegativeCanaryOptions {
  /** URL of GetInstallationToken. */
  readonly tokenEndpoint: string;
  readonly grantTokens: (grantee: IGrantable, ceiling: TokenCeiling) => Grant;
  readonly settings: FunctionSettings;
}

/** Alarms are evaluated over seven days at most (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html). */
const longestInterval = Duration.days(1);

/**
 * Takes its actions when its metric falls silent, too. Silence as a breach would be an alarm on every first deployment, before anything
 * has run; an alarm starts without data, and acts only when it comes back to that.
 */
class AlarmOnSilence extends Alarm {
  override addAlarmAction(...actions: IAlarmAction[]): void {
    super.addAlarmAction(...actions);
    this.addInsufficientDataAction(...actions);
  }
}

/**
 * A function with a grant and a ceiling of its own that asks for what its ceiling forbids, and an alarm for when that is not refused.
 * It gets no token, asks nothing of GitHub and signs nothing.
 */
export class NegativeCanary extends Construct {
  /**
   * In alarm when an ask was not refused by the ceiling. Without data before the first run, and again when the canary no longer runs:
   * its actions are taken then, too.
   */
  readonly alarm: Alarm;
  private readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: NegativeCanaryProps) {
    super(scope, id);
    const { interval = Duration.minutes(10), alarmActions = [] } = props;
    if (!interval.isUnresolved() && interval.toSeconds() > longestInterval.toSeconds()) {
      throw new Error(
        `The negative canary is to run every ${interval.toMinutes({ integral: false })} minutes, and a day is the longest: CloudWatch ` +
          'has no alarm over so long a time, and a ceiling that is lost should be found sooner. Give a shorter interval.',
      );
    }
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'refusal-canary',
      description: 'Asks for installation tokens that its ceiling forbids, and fails unless it is refused',
      environment: { TOKEN_ENDPOINT: props.tokenEndpoint } satisfies RefusalCanaryEnvironment,
      timeout: Duration.minutes(1),
      memorySize: 256,
      settings: props.settings,
    });
    // What the canary asks for is in refusal-canary.ts: another App, and another permission.
    props.grantTokens(this.handler.executionRole, { apps: [1], permissions: { metadata: 'read' }, tokensPerHour: 1 });
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Rule', {
      description: 'Starts the negative canary',
      schedule: Schedule.rate(interval),
      targets: [new LambdaTarget(this.handler)],
    });
    this.alarm = new AlarmOnSilence(this, 'Alarm', {
      alarmDescription: alarmDescription(
        this,
        'A caller with a ceiling was not refused what goes beyond it, or the canary that tries this does not run. Its log says what was answered. Runbook: revoke-tokens. Run: check-ceilings',
      ),
      // Longer than the interval, so that each period has a run.
      metric: this.metricFailures({ period: interval.plus(Duration.minutes(5)) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.MISSING,
    });
    this.alarm.addAlarmAction(...alarmActions);
  }

  /** Runs in which an ask was not refused, or was not answered; sum over 5 minutes by default. */
  metricFailures(options?: MetricOptions): Metric {
    return this.handler.metricErrors(options);
  }
}
