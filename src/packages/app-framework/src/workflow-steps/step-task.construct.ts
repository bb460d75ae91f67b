import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FieldUtils,
  JsonPath,
  type TaskMetricsConfig,
  TaskStateBase,
  type TaskStateBaseProps,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StepFailureName } from './step-failure';
import type { StepPermissions } from './step-options';

/** Of each step: as whom it acts, and what becomes of its result. */
export interface StepOptions
  extends Pick<TaskStateBaseProps, 'stateName' | 'resultPath' | 'resultSelector' | 'outputPath'> {
  /**
   * `starter` is the person whose event started the job: a step that acts as somebody who has not signed in fails with `SignInNeeded`.
   * @default app
   */
  readonly as?: 'app' | 'starter';
}

export interface StepTaskProps extends StepOptions {
  readonly fn: LambdaFunction;
  readonly step: string;
  readonly given: object;
  readonly permissions?: StepPermissions;
  /** JSON of the names of checks that belong to workflows. */
  readonly checks?: string;
}

type Passing = StepFailureName | 'AwsCallError';

const throttled: Passing[] = ['GitHubThrottled'];
const passing: Passing[] = ['GitHubUnavailable', 'StepUnsettled', 'AwsCallError'];
/** What Step Functions says of a function that did not get to say anything itself. */
const broken = [
  'Lambda.Unknown',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'States.Timeout',
];

/**
 * One step of a workflow, as a state of its definition. It tries again what may pass: rate limits after a minute, two, four and so on, up to an
 * hour altogether; what GitHub or AWS did not answer after five seconds, up to three minutes altogether.
 */
export class StepTask extends TaskStateBase {
  protected readonly taskMetrics?: TaskMetricsConfig;
  protected readonly taskPolicies: PolicyStatement[];
  private readonly what: StepTaskProps;

  constructor(scope: Construct, id: string, what: StepTaskProps) {
    const { stateName, resultPath, resultSelector, outputPath } = what;
    super(scope, id, {
      ...(stateName !== undefined && { stateName }),
      ...(resultPath !== undefined && { resultPath }),
      ...(resultSelector !== undefined && { resultSelector }),
      ...(outputPath !== undefined && { outputPath }),
    });
    this.what = what;
    this.taskPolicies = [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [what.fn.functionArn] })];
    this.addRetry({ errors: throttled, interval: Duration.minutes(1), backoffRate: 2, maxAttempts: 6 });
    this.addRetry({
      errors: [...passing, ...broken],
      interval: Duration.seconds(5),
      backoffRate: 2,
      maxAttempts: 6,
      maxDelay: Duration.minutes(1),
    });
  }

  protected override _renderTask(): object {
    const { fn, step, as = 'app', given, permissions, checks } = this.what;
    return {
      Resource: fn.functionArn,
      Parameters: FieldUtils.renderObject({
        step,
        state: this.stateId,
        as,
        // The job that the execution was started for, whatever states before this one made of their input.
        execution: JsonPath.objectAt('$$.Execution'),
        given,
        ...(permissions && { permissions }),
        ...(checks !== undefined && { checks }),
      }),
    };
  }
}
