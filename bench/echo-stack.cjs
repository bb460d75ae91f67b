// A function behind an IAM-protected Function URL that answers the same to everybody: what client, URL and Lambda take without us.
const { App, CfnOutput, Duration, Stack } = require('aws-cdk-lib');
const { Role, ServicePrincipal } = require('aws-cdk-lib/aws-iam');
const {
  Architecture,
  Code,
  Function: LambdaFunction,
  FunctionUrlAuthType,
  LoggingFormat,
  Runtime,
  Tracing,
} = require('aws-cdk-lib/aws-lambda');
const { LogGroup } = require('aws-cdk-lib/aws-logs');

// It writes a line of log, as ours does: the local AWS waits 50 ms for that of a function that writes none.
const answer = {
  installationToken: `ghs_${'x'.repeat(520)}`,
  nodeId: 'O_kgDOBenchBench',
  appId: 4_000_000_001,
  installationId: 4_400_000_001,
  expirationTime: '2099-01-01T00:00:00Z',
  actualScopeDown: {
    permissions: { contents: 'write', issues: 'write', metadata: 'read' },
    repositorySelection: 'all',
  },
};

const stack = new Stack(new App(), 'bench-echo');
const logGroup = new LogGroup(stack, 'EchoLogs');
const role = new Role(stack, 'EchoRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
logGroup.grantWrite(role);
const echo = new LambdaFunction(stack, 'Echo', {
  code: Code.fromInline(
    `const answer = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(answer))} };
exports.handler = async () => {
  process.stdout.write('{"event":"echo"}\\n');
  return answer;
};`,
  ),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  memorySize: 512,
  timeout: Duration.seconds(30),
  // All as our functions have it.
  role,
  logGroup,
  loggingFormat: LoggingFormat.JSON,
  tracing: Tracing.ACTIVE,
});
const { url } = echo.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
new CfnOutput(stack, 'Url', { value: url });
