import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { SyncPlace } from './sync-place.construct';

describe('SyncPlace', () => {
  const deployments = () => {
    const parent = new Stack(new App(), 'Parent');
    const stack = new NestedStack(parent, 'One');
    const other = new NestedStack(parent, 'Other');
    return { stack, place: new SyncPlace(stack, 'SyncPlace'), another: new SyncPlace(other, 'SyncPlace') };
  };

  it('is a parameter of its own for each deployment, which begins empty', () => {
    const { stack, place, another } = deployments();

    expect(place.parameterName).not.toBe(another.parameterName);
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', {
      Name: place.parameterName,
      Type: 'String',
      Value: '{}',
    });
  });

  it('grants reading and keeping of this parameter, and nothing else', () => {
    const { stack, place } = deployments();
    place.grantUse(new Role(stack, 'Role', { assumedBy: new AccountPrincipal('111122223333') }));

    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['ssm:GetParameter', 'ssm:PutParameter'],
        Resource: { 'Fn::Join': ['', expect.arrayContaining([`:parameter${place.parameterName}`])] },
      },
    ]);
  });
});
