import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { deploymentName } from '../aws/deployment-name.construct';

/**
 * Where a sync that had no time to end keeps its place for the next one. The functions change the parameter's value; an update of the
 * stack leaves it alone, and a value that is lost costs nothing but the order of Apps in one run.
 */
export class SyncPlace extends Construct {
  /** Name of the parameter. */
  readonly parameterName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.parameterName = `/app-framework/${deploymentName(Stack.of(this))}/sync-place`;
    new CfnParameter(this, 'Parameter', {
      name: this.parameterName,
      type: 'String',
      value: '{}',
      description: 'The App that the next sync of installations begins with; {} when the last one came to its end.',
    });
  }

  /** Lets `grantee` read and keep the place. */
  grantUse(grantee: IGrantable): void {
    // The name begins with the slash that stands between.
    const arn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: `parameter${this.parameterName}`,
    });
    Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter', 'ssm:PutParameter'], resourceArns: [arn] });
  }
}
