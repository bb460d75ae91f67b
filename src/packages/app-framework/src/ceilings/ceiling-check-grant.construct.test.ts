import { Template } from 'aws-cdk-lib/assertions';
import { account, arrangeBare, region } from './bare-deployment.test.support';
import { grantCeilingCheck } from './ceiling-check-grant.construct';

describe('grantCeilingCheck', () => {
  it('lets the grantee look, at this deployment and at anybody’s rights, and change nothing', () => {
    const { callers, ceilings, main, parts, role } = arrangeBare();
    const { appTokenFunction, installationTokenFunction } = parts;
    const functions = [appTokenFunction, installationTokenFunction];
    grantCeilingCheck(role, { deployment: main, ceilingPath: ceilings.path, functions }).assertSuccess();

    const [policy] = Object.values(Template.fromStack(callers).findResources('AWS::IAM::ManagedPolicy'));
    const at = (service: string, place: string, name: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:${place}:${account}:${name}`]],
    });
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'tag:GetResources', Resource: '*' },
      { Effect: 'Allow', Action: 'lambda:GetFunctionConfiguration', Resource: [expect.anything(), expect.anything()] },
      {
        Effect: 'Allow',
        Action: 'ssm:GetParametersByPath',
        Resource: [at('ssm', region, `parameter${ceilings.path}`), at('ssm', region, `parameter${ceilings.path}/*`)],
      },
      {
        Effect: 'Allow',
        Action: ['iam:GetRole', 'iam:GetUser', 'iam:SimulatePrincipalPolicy'],
        Resource: [at('iam', '', 'role/*'), at('iam', '', 'user/*')],
      },
    ]);
  });
});
