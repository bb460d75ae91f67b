import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Fail, type IChainable, JsonPath, Pass, Result } from 'aws-cdk-lib/aws-stepfunctions';
import { callLocalAws } from '../aws/local-aws.test.support';
import { patientCall } from '../aws/patient-call';
import { requiredVariable } from '../lambda/environment';
import { signRequest } from '../lambda/sign-request';
import { workflowMachine } from './workflow-machine.construct';

const settings = {
  architecture: Architecture.ARM_64,
  runtime: Runtime.NODEJS_22_X,
  logRetention: RetentionDays.ONE_DAY,
  removalPolicy: RemovalPolicy.DESTROY,
};
const states = async (operation: string, input: object) =>
  Object(
    await patientCall({
      service: 'states',
      target: `AWSStepFunctions.${operation}`,
      input,
      remainingMilliseconds: () => 20_000,
    }),
  );

describe('the machine around an Express one', () => {
  callLocalAws();

  /** Deploys it, and answers what became of one execution. */
  async function outcomeOf(name: string, define: (stack: Stack) => IChainable): Promise<object> {
    const stack = new Stack(new App(), name);
    workflowMachine(stack, { type: 'EXPRESS', definition: define(stack), timeout: Duration.hours(1), settings });
    const { Resources } = Template.fromStack(stack).toJSON();
    await createStack(name, JSON.stringify({ Resources }));
    const { stateMachines } = await until(
      () => states('ListStateMachines', {}),
      ({ stateMachines: made }) => made.filter(isOf(name)).length === 2,
    );
    const parent = stateMachines.filter(isOf(name)).find(({ type }: { type: string }) => type === 'STANDARD');
    const { executionArn } = await states('StartExecution', {
      stateMachineArn: parent.stateMachineArn,
      input: '{"job":"one"}',
    });
    return until(
      () => states('DescribeExecution', { executionArn }),
      ({ status }) => status !== 'RUNNING',
    );
  }

  it('ends as the child did, however much that has made', async () => {
    // Each character takes twice the room in the answer that the output is part of.
    const text = Result.fromObject({ text: '"'.repeat(5_000) });
    const times = (count: number) =>
      JsonPath.format('{}'.repeat(count), ...Array.from({ length: count }, () => JsonPath.stringAt('$.text')));
    const told = await outcomeOf('Large', (stack) =>
      new Pass(stack, 'Begin', { result: text })
        .next(new Pass(stack, 'More', { parameters: { text: times(5) } }))
        .next(new Pass(stack, 'Much', { parameters: { text: times(4) } })),
    );
    expect(told).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  });

  it('fails by what the child failed by', async () => {
    const fail = (stack: Stack) => new Fail(stack, 'End', { error: 'SuiteFailed', cause: 'It is broken.' });
    expect(await outcomeOf('Failed', fail)).toMatchObject({
      status: 'FAILED',
      error: 'SuiteFailed',
      cause: 'It is broken.',
    });
  });
});

function isOf(stack: string) {
  return ({ name }: { readonly name: string }) => name.includes(stack);
}

/** By a request of its own: the product calls CloudFormation nowhere. */
async function createStack(StackName: string, TemplateBody: string): Promise<void> {
  const url = new URL(requiredVariable('AWS_ENDPOINT_URL'));
  const asked = { Action: 'CreateStack', Version: '2010-05-15', StackName, TemplateBody };
  const body = new URLSearchParams({ ...asked, 'Capabilities.member.1': 'CAPABILITY_IAM' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', host: url.host };
  const signed = signRequest({
    ...{ service: 'cloudformation', method: 'POST', path: '/', query: [], headers, body, at: new Date() },
    region: requiredVariable('AWS_REGION'),
    accessKeyId: requiredVariable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredVariable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: undefined,
  });
  const answer = await fetch(url, { method: 'POST', headers: signed, body });
  if (!answer.ok) throw new Error(`CreateStack was answered with ${answer.status}: ${await answer.text()}`);
}

async function until<Told>(ask: () => Promise<Told>, isThere: (told: Told) => boolean): Promise<Told> {
  for (;;) {
    const told = await ask();
    if (isThere(told)) return told;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
