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
import type { RefusalCanaryEnvironment } from './refusal-canary.lambda';
import type { TokenCeiling } from './token-ceiling.construct';

/** A call that must be refused, made again and again. */
export interface NegativeCanaryOptions {
  /**
   * How often it calls.
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

/**
 * A function with a grant and a ceiling of its own that asks for what its ceiling forbids, and an alarm for when that is not refused.
 * It gets no token, asks nothing of GitHub and signs nothing.
 */
export class NegativeCanary extends Construct {
  /** In alarm when an ask was not refused by the ceiling, and when the canary does not run. */
  readonly alarm: Alarm;
  private readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: NegativeCanaryProps) {
    super(scope, id);
    const { interval = Duration.minutes(10), alarmActions = [] } = props;
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
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription:
        'A caller with a ceiling was not refused what goes beyond it, or the canary that tries this does not run. Its log says what was answered.',
      // Longer than the interval, so that each period has a run.
      metric: this.metricFailures({ period: interval.plus(Duration.minutes(5)) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.alarm.addAlarmAction(...alarmActions);
  }

  /** Runs in which an ask was not refused, or was not answered; sum over 5 minutes by default. */
  metricFailures(options?: MetricOptions): Metric {
    return this.handler.metricErrors(options);
  }
}
