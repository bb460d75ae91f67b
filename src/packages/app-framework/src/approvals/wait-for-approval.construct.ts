import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FieldUtils,
  JsonPath,
  type StateGraph,
  type TaskMetricsConfig,
  TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Permission } from '../rights/rights';
import type { ApprovalAsk } from './ask-approval';

/** Who may let a workflow go on, and for how long it waits for them. */
export interface ApprovalOptions {
  /**
   * Least permission in the repository of whoever decides. In an organisation they must be a member, too.
   * @default write
   */
  readonly permission?: Permission;
  /**
   * Whether those may decide whose job it is: `others` keeps whoever started it, or ran it again, from that.
   * @default anybody
   */
  readonly by?: 'anybody' | 'others';
  /**
   * After this time the step fails with `States.Timeout`; 13 days at most, and less than the whole workflow has.
   * @default 12 hours
   */
  readonly timeout?: Duration;
  /**
   * Where in the state's output `approvedBy` goes.
   * @default nowhere: the output is the input
   */
  readonly resultPath?: string;
}

const longest = Duration.days(13);
/** What the function may throw that says nothing of the job. */
const passing = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'AwsCallError',
];

/** A state that waits until somebody who may has approved it. Rejected, it fails with `ApprovalRejected`. */
export class WaitForApproval extends TaskStateBase {
  protected readonly taskMetrics?: TaskMetricsConfig;
  protected readonly taskPolicies: PolicyStatement[];
  private readonly asked: Omit<ApprovalAsk, 'job' | 'execution' | 'run' | 'token'>;
  private readonly asker: IFunction;
  private graph: StateGraph | undefined;

  constructor(scope: Construct, name: string, options: ApprovalOptions & { readonly asker: IFunction }) {
    const { permission = 'write', by = 'anybody', timeout = Duration.hours(12), asker } = options;
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
      throw new Error(
        `${name} is no name of an approval: give lower-case letters, digits and hyphens, 64 at most, a letter first.`,
      );
    if (timeout.toSeconds() > longest.toSeconds())
      throw new Error(`The approval ${name} would wait for longer than 13 days: give it a shorter timeout.`);
    super(scope, name, {
      stateName: `Wait for approval: ${name}`,
      taskTimeout: Timeout.duration(timeout),
      resultPath: options.resultPath ?? JsonPath.DISCARD,
    });
    this.asker = asker;
    this.asked = { name, permission, by, seconds: timeout.toSeconds() };
    this.taskPolicies = [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [asker.functionArn] })];
    this.addRetry({ errors: passing, interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2 });
  }

  /** Remembers the graph, for what is checked when the workflow is whole. */
  protected override whenBoundToGraph(graph: StateGraph): void {
    super.whenBoundToGraph(graph);
    this.graph = graph;
  }

  /** @throws Error where the workflow would have failed before it stops waiting */
  protected _renderTask() {
    const { name, seconds } = this.asked;
    const whole = this.graph?.timeout;
    if (whole && whole.toSeconds() <= seconds)
      throw new Error(
        `The workflow would be over before its approval ${name} is: give the approval a shorter timeout, or the workflow a longer one.`,
      );
    return {
      Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke.waitForTaskToken`,
      Parameters: FieldUtils.renderObject({
        FunctionName: this.asker.functionArn,
        Payload: {
          ...this.asked,
          job: JsonPath.executionName,
          execution: JsonPath.executionId,
          run: JsonPath.objectAt('$$.Execution'),
          token: JsonPath.taskToken,
        },
      }),
    };
  }
}
