import { Duration } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RateLimitDetail } from '../github/rate-limit-line';
import type { TokenTable } from '../installation-tokens/token-table.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { TrackRateLimitsEnvironment } from './track-rate-limits.lambda';

export interface RateLimitTrackingProps {
  readonly appTable: ITable;
  /** Where tokens are kept that were handed out. */
  readonly tokenTable: TokenTable;
  readonly detail: RateLimitDetail;
  readonly settings: FunctionSettings;
}

/**
 * Reads every 10 minutes what is left of the limits of the installations that somebody got a token for, with those tokens. It can read
 * tokens, and neither sign nor mint.
 */
export class RateLimitTracking extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: RateLimitTrackingProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'track-rate-limits',
      description: 'Reads what is left of the GitHub rate limits of installations in use',
      environment: {
        APP_TABLE_NAME: props.appTable.tableName,
        ...props.tokenTable.variables,
        RATE_LIMIT_METRICS: props.detail,
      } satisfies TrackRateLimitsEnvironment,
      timeout: Duration.minutes(5),
      memorySize: 512,
      settings: props.settings,
    });
    const { appTable, tokenTable } = props;
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['dynamodb:Scan'],
      resourceArns: [appTable.tableArn],
    });
    // `GetItem` is for the data keys, which stand in the table too.
    tokenTable.grantUse(this.handler, { table: ['GetItem'], indexes: ['App'], dataKeys: 'unwrap' });
    // The next run on the schedule is the retry.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'rateLimitTrackerRule', {
      description: 'Starts the reading of rate limits',
      schedule: Schedule.rate(Duration.minutes(10)),
      targets: [new LambdaTarget(this.handler)],
    });
  }

  /** Runs that could not read the tokens, or no rate limit at all; sum over 5 minutes by default. */
  metricFailures(options?: MetricOptions): Metric {
    return this.handler.metricErrors(options);
  }
}
