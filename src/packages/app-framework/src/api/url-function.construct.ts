import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { checkPolicySize } from '../aws/policy-size.construct';
import { BundledFunction, type BundledFunctionProps } from '../lambda/bundled-function.construct';
import { checkReach, notNameable } from './reach.construct';

/** An action, and how it is limited in the policy of a grantee and in the policy of the function. */
interface LimitedAction {
  readonly action: string;
  readonly conditions: Record<string, Record<string, string>>;
  readonly inFunctionPolicy: { functionUrlAuthType?: FunctionUrlAuthType; invokedViaFunctionUrl?: boolean };
}

const calls: readonly LimitedAction[] = [
  {
    action: 'lambda:InvokeFunctionUrl',
    conditions: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    inFunctionPolicy: { functionUrlAuthType: FunctionUrlAuthType.AWS_IAM },
  },
  {
    action: 'lambda:InvokeFunction',
    conditions: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    inFunctionPolicy: { invokedViaFunctionUrl: true },
  },
];

/** Statements that allow what {@link UrlFunction.grantCall} allows, for several functions at once: two, however many there are. */
export function callStatements(functions: readonly UrlFunction[]) {
  const resourceArns = functions.map(({ handler }) => handler.functionArn);
  return calls.map(({ action, conditions }) => ({ actions: [action], resourceArns, conditions }));
}

/** A function behind a Function URL that only IAM principals with its grant can call. */
export class UrlFunction extends Construct {
  readonly handler: BundledFunction;
  /** URL to call. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'handler', props);
    this.endpoint = this.handler.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
  }

  /**
   * Lets `grantee` call the function through its URL, signed as itself, and in no other way.
   *
   * AWS asks for both actions (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). The second holds only for
   * a call that came through the URL: with plain `lambda:InvokeFunction` the grantee could hand the function an event
   * of its own making and so choose the caller in the audit line.
   *
   * A principal without a policy of its own (another account's role, say) gets the same two in the function's policy.
   * @throws Error where neither policy can name the other, with what to write instead
   */
  grantCall(grantee: IGrantable): Grant {
    checkReach(grantee, this.handler);
    checkPolicySize(grantee);
    const grants = calls.map((call) => this.allow(grantee, call));
    return grants.reduce((all, grant) => all.combine(grant));
  }

  /** Requests answered with 5xx, which takes in a function that crashed or timed out; sum over 5 minutes by default. */
  metricErrors(options?: MetricOptions): Metric {
    return this.handler.metric('Url5xxCount', { statistic: Stats.SUM, ...options });
  }

  /** Requests that Lambda turned away for want of concurrency; sum over 5 minutes by default. */
  metricThrottles(options?: MetricOptions): Metric {
    return this.handler.metricThrottles(options);
  }

  /** Milliseconds from request to answer as the caller sees it, cold start included; average over 5 minutes by default. */
  metricDuration(options?: MetricOptions): Metric {
    return this.handler.metric('UrlRequestLatency', { statistic: Stats.AVERAGE, ...options });
  }

  private allow(grantee: IGrantable, { action, conditions, inFunctionPolicy }: LimitedAction): Grant {
    return Grant.addToPrincipalOrResource({
      grantee,
      actions: [action],
      resourceArns: [this.handler.functionArn],
      conditions,
      resource: {
        env: this.handler.env,
        addToResourcePolicy: () => {
          try {
            const id = `${action.replace('lambda:', '')}-${fingerprint(this, grantee)}`;
            if (!this.handler.node.tryFindChild(id)) {
              this.handler.addPermission(id, { principal: grantee.grantPrincipal, action, ...inFunctionPolicy });
            }
            return { statementAdded: true, policyDependable: this.handler.node.findChild(id) };
          } catch (cause) {
            throw notNameable(grantee, cause);
          }
        },
      },
    });
  }
}

/** Tells principals apart in construct ids, which can hold no reference to another resource. */
function fingerprint(scope: Construct, { grantPrincipal }: IGrantable): string {
  const principal = Stack.of(scope).resolve(grantPrincipal.policyFragment.principalJson);
  return createHash('sha256').update(JSON.stringify(principal)).digest('hex').slice(0, 16);
}
