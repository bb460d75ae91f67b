import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.construct';
import { usualFunction } from './function-settings.test.support';

const props: BundledFunctionProps = {
  handlerName: 'get-app-token',
  description: 'A function',
  environment: { APP_TABLE_NAME: 'apps' },
  ...usualFunction,
};

describe('BundledFunction', () => {
  it('runs the bundled handler, traced, with JSON logs in a log group of its own', () => {
    const template = synthesize(props);
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 15,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logGroup } },
      Environment: { Variables: { APP_TABLE_NAME: 'apps', APP_FRAMEWORK_URL_SUFFIX: { Ref: 'AWS::URLSuffix' } } },
      FunctionName: Match.absent(),
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 180, LogGroupName: Match.absent() },
      DeletionPolicy: 'Retain',
    });
  });

  it('takes architecture, runtime, memory, retention and removal policy from the deployment', () => {
    const template = synthesize({
      ...props,
      settings: {
        architecture: Architecture.X86_64,
        runtime: Runtime.NODEJS_22_X,
        logRetention: RetentionDays.ONE_WEEK,
        removalPolicy: RemovalPolicy.DESTROY,
        memorySize: 2048,
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['x86_64'],
      Runtime: 'nodejs22.x',
      MemorySize: 2048,
    });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
  });

  it('gives its role the right to write its own logs and traces and nothing else', () => {
    const template = synthesize(props);
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent(), Policies: Match.absent() });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
          },
          { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
        ],
      },
    });
  });

  it('refuses a handler that was not bundled and says how to build it', () => {
    expect(() => synthesize({ ...props, handlerName: 'no-such-handler' })).toThrow(
      /no-such-handler is missing.*no-such-handler.index\.js.*node build\/bundle-handlers\.mjs/,
    );
  });
});

function synthesize(functionProps: BundledFunctionProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new BundledFunction(stack, 'handler', functionProps);
  return Template.fromStack(stack);
}
