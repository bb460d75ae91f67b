import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CredentialManager } from './credential-manager.construct';
import type { ConnectOptions } from './function-connection.construct';

function given() {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
  const credentials = new CredentialManager(stack, 'CredentialManager');
  const fn = new LambdaFunction(stack, 'Labeller', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    environment: { OWN: 'kept' },
  });
  return { stack, credentials, fn };
}

function connected(options?: ConnectOptions) {
  const { stack, credentials, fn } = given();
  const grant = credentials.connect(fn, options);
  const template = Template.fromStack(stack);
  const [own] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { Environment: { Variables: { OWN: 'kept' } } } }),
  );
  return { template, grant, variables: own?.Properties.Environment.Variables };
}

/** Number of functions whose URL the connected function may call. */
const callable = ({ template }: { template: Template }) => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  return statements.filter(({ Action }) => Action === 'lambda:InvokeFunctionUrl').length;
};

describe('CredentialManager.connect', () => {
  it('lets the function get installation tokens and tells it where', () => {
    const result = connected();
    expect(result.variables).toEqual({
      OWN: 'kept',
      APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: expect.anything(),
      APP_FRAMEWORK_DEPLOYMENT: expect.anything(),
      APP_FRAMEWORK_RATE_LIMIT_METRICS: 'app',
    });
    expect(callable(result)).toBe(1);
    expect(result.grant.success).toBe(true);
    result.template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'lambda:InvokeFunction',
            Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
          }),
        ]),
      },
    });
  });

  it('lets it get App tokens as well where it is to', () => {
    const result = connected({ tokens: ['installation', 'app'], appId: 1234 });
    expect(Object.keys(result.variables).sort()).toEqual([
      'APP_FRAMEWORK_APP_ID',
      'APP_FRAMEWORK_APP_TOKEN_ENDPOINT',
      'APP_FRAMEWORK_DEPLOYMENT',
      'APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT',
      'APP_FRAMEWORK_RATE_LIMIT_METRICS',
      'OWN',
    ]);
    expect(result.variables.APP_FRAMEWORK_APP_ID).toBe('1234');
    expect(callable(result)).toBe(2);
  });

  it('passes a ceiling on to the grant', () => {
    const { template } = connected({ ceiling: { permissions: { issues: 'write' } } });
    template.hasResourceProperties('AWS::SSM::Parameter', { Value: '{"version":1,"permissions":{"issues":"write"}}' });
  });

  it('may be asked twice', () => {
    const { credentials, fn } = given();
    credentials.connect(fn);
    expect(() => credentials.connect(fn, { appId: 7 })).not.toThrow();
  });

  it.each<[string, ConnectOptions, RegExp]>([
    ['no kind of token', { tokens: [] }, /at least one kind/],
    ['a ceiling without installation tokens', { tokens: ['app'], ceiling: { apps: [1] } }, /leave one of them out/],
    ['a ceiling beside App tokens', { tokens: ['installation', 'app'], ceiling: { apps: [1] } }, /grantGetAppToken/],
    ['what is no App id', { appId: 1.5 }, /no id of an App/],
  ])('refuses %s', (_what, options, message) => {
    const { credentials, fn } = given();
    expect(() => credentials.connect(fn, options)).toThrow(message);
  });

  it('refuses a second deployment', () => {
    const { stack, credentials, fn } = given();
    credentials.connect(fn);
    expect(() => new CredentialManager(stack, 'Other').connect(fn)).toThrow(/connected to another credential manager/);
  });
});
