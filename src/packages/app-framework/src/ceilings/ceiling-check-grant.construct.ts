import { Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';

export interface CeilingCheckScope {
  readonly deployment: IConstruct;
  /** Path of the deployment's records. */
  readonly ceilingPath: string;
  /** The functions of tokens, whose settings say what is to be asked about. */
  readonly functions: readonly IFunction[];
}

/**
 * Lets `grantee` run `check-ceilings`: look at the ceilings, at the settings of the functions, and at what IAM would allow of it to any role
 * or user of the account. It changes nothing, and gets no token.
 */
export function grantCeilingCheck(
  grantee: IGrantable,
  { deployment, ceilingPath, functions }: CeilingCheckScope,
): Grant {
  const stack = Stack.of(deployment);
  const arnOf = (service: string, resource: string) =>
    stack.formatArn({ service, resource, ...(service === 'iam' && { region: '' }) });
  return grantByManagedPolicy({
    id: 'CeilingChecker',
    deployment,
    grantee,
    statements: [
      // The Tagging API takes no resource in a policy.
      { actions: ['tag:GetResources'], resourceArns: ['*'] },
      {
        actions: ['lambda:GetFunctionConfiguration'],
        resourceArns: functions.map(({ functionArn }) => functionArn),
      },
      {
        actions: ['ssm:GetParametersByPath'],
        // The path begins with the slash that stands between.
        resourceArns: [`parameter${ceilingPath}`, `parameter${ceilingPath}/*`].map((name) => arnOf('ssm', name)),
      },
      {
        actions: ['iam:GetRole', 'iam:GetUser', 'iam:SimulatePrincipalPolicy'],
        resourceArns: ['role/*', 'user/*'].map((name) => arnOf('iam', name)),
      },
    ],
  });
}
