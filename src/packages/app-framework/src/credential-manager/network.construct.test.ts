import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { privateAuthority } from '../lambda/private-authority.test.support';
import { CredentialManager } from './credential-manager.construct';

function arrange() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const vpc = new Vpc(new Stack(app, 'Network'), 'Vpc');
  return { stack, vpc };
}

/** The part of a policy that is about networks. */
function networkStatements(template: Template) {
  return Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) =>
    Properties.PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) =>
      JSON.stringify(Action).includes('ec2:'),
    ),
  );
}

const actions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

describe('CredentialManager in a VPC', () => {
  it('runs every function there, whose role lets Lambda make its interfaces, and its code not', () => {
    const { stack, vpc } = arrange();
    const securityGroup = new SecurityGroup(stack, 'Group', { vpc });
    const vpcSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    const credentials = new CredentialManager(stack, 'Manager', {
      vpc,
      vpcSubnets,
      securityGroups: [securityGroup],
      negativeCanary: {},
    });

    const template = Template.fromStack(credentials);
    template.allResourcesProperties('AWS::Lambda::Function', {
      VpcConfig: { SecurityGroupIds: [Match.anyValue()], SubnetIds: [Match.anyValue(), Match.anyValue()] },
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    const found = networkStatements(template);
    expect(found).toHaveLength(9);
    for (const statements of found) {
      expect(statements).toEqual([
        { Effect: 'Allow', Action: actions, Resource: '*' },
        {
          Effect: 'Deny',
          Action: actions,
          Resource: '*',
          Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
        },
      ]);
    }
  });

  it('asks for nothing of a network without one', () => {
    const template = Template.fromStack(new CredentialManager(arrange().stack, 'Manager'));
    expect(networkStatements(template).flat()).toEqual([]);
    template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
  });

  it('refuses parts of a VPC without the VPC', () => {
    const { stack } = arrange();
    expect(() => new CredentialManager(stack, 'Manager', { vpcSubnets: {} })).toThrow('are parts of a vpc');
  });

  it('passes the checks of cdk-nag, with authorities of its own', () => {
    const { stack, vpc } = arrange();
    const { certificate: certificateAuthorities } = privateAuthority();
    const credentials = new CredentialManager(stack, 'Manager', { vpc, certificateAuthorities });
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
    Template.fromStack(credentials).allResourcesProperties('AWS::Lambda::Function', {
      Layers: [{ Ref: Match.stringLikeRegexp('^CertificateAuthorities') }],
      Environment: { Variables: Match.objectLike({ NODE_EXTRA_CA_CERTS: '/opt/certificate-authorities.pem' }) },
    });
  });
});
