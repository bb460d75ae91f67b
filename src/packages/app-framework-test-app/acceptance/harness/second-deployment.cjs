// The test app once more in the same account, as a CDK app of its own: what two deployments must not do to each other is proven on it,
// and so is what it grants to roles of another account, for which its own must be known.
const { push } = require('@aws/app-framework-for-github-apps-on-aws');
const { App, Duration } = require('aws-cdk-lib');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { Wait, WaitTime } = require('aws-cdk-lib/aws-stepfunctions');
const { Role } = require('aws-cdk-lib/aws-iam');
const { TheAppFrameworkTestStack } = require('../../lib/the-app-framework-test-stack.construct');

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
/** Subnets without a way out: the local AWS runs functions of a network as all others. */
const network = (scope) =>
  new Vpc(scope, 'Network', {
    availabilityZones: [`${region}a`, `${region}b`],
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
  });
const stack = new TheAppFrameworkTestStack(new App(), 'the-app-framework-second-stack', {
  env: { account, region },
  network,
});
const { credentialManager, workflows } = stack;

const isChanged = stack.node.tryGetContext('withoutPatience') !== undefined;
workflows.add('changing', {
  definition: new Wait(stack, isChanged ? 'Changing: by now' : 'Changing: before', {
    time: WaitTime.duration(Duration.minutes(30)),
  }),
  type: 'STANDARD',
  on: [push({ branches: ['changing'] })],
});
if (!isChanged) {
  const definition = new Wait(stack, 'Patience: for a while', { time: WaitTime.duration(Duration.minutes(30)) });
  workflows.add('patience', { definition, type: 'STANDARD', on: [push({ branches: ['patience'] })] });
}

const partner = (name) =>
  Role.fromRoleArn(stack, name, `arn:aws:iam::${stack.node.tryGetContext('otherAccount')}:role/${name}`);
credentialManager.grantGetAppToken(partner('partner-app'));
credentialManager.grantGetInstallationAccessToken(partner('partner-installation'));
credentialManager.grantGetInstallationAccessToken(partner('partner-limited'), { permissions: { contents: 'read' } });
