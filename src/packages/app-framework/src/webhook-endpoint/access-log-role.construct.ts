import { CustomResource, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Grant, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';

/**
 * Sees to it that API Gateway may write logs in this account and region. There is one role for all APIs of both, so that it is nobody's own:
 * a role is set only where there is none, and it stays when the stack goes, for others may log by it.
 */
export class AccessLogRole extends Construct {
  constructor(scope: Construct, id: string, settings: FunctionSettings) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'API Gateway writes the logs of all APIs of this account by it',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    // In a roll-back too: by then the account may name it.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        'The policy that API Gateway asks for: the role serves all APIs of the account, whatever their log groups.',
    });

    const handler = new BundledFunction(this, 'handler', {
      handlerName: 'ensure-log-role',
      description: 'Sets the role that API Gateway writes logs by, where the account has none',
      environment: {},
      timeout: Duration.minutes(1),
      memorySize: 256,
      settings,
    });
    const account = Stack.of(this).formatArn({ service: 'apigateway', account: '', resource: '/account' });
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['apigateway:GET', 'apigateway:PATCH'],
      resourceArns: [account],
    });
    Grant.addToPrincipal({ grantee: handler, actions: ['iam:PassRole'], resourceArns: [role.roleArn] });
    new CustomResource(this, 'Ensured', {
      serviceToken: handler.functionArn,
      properties: { RoleArn: role.roleArn },
    }).node.addDependency(handler, role);
  }
}
