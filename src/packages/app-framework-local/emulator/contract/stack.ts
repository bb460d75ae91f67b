import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import type { GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';

export interface NewStack {
  readonly name: string;
  readonly resources: object;
  readonly outputs?: Record<string, unknown>;
  readonly tags?: Record<string, string>;
}

/** Creates a stack from a template and answers its outputs. */
export async function createStack(given: GivenEmulator, stack: NewStack): Promise<Record<string, string>> {
  const client = clientOf(given);
  const { name, resources, outputs = {}, tags = {} } = stack;
  const template = {
    Resources: resources,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, { Value: value }])),
  };
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  await waitUntilStackCreateComplete(waiting(client), { StackName: name }).catch(async (error: Error) => {
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
    const reasons = (StackEvents ?? []).flatMap(({ ResourceStatusReason: reason }) => reason ?? []);
    throw new Error(`${error.message}\n${reasons.join('\n')}`, { cause: error });
  });
  const described = await client.send(new DescribeStacksCommand({ StackName: name }));
  const found = described.Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(found.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

/** Updates a stack, which only changes its resources. */
export async function updateStack(given: GivenEmulator, stack: Pick<NewStack, 'name' | 'resources'>): Promise<void> {
  const client = clientOf(given);
  const TemplateBody = JSON.stringify({ Resources: stack.resources });
  await client.send(new UpdateStackCommand({ StackName: stack.name, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackUpdateComplete(waiting(client), { StackName: stack.name });
}

/** Deletes a stack; fails when CloudFormation could not. */
export async function deleteStack(given: GivenEmulator, name: string): Promise<void> {
  const client = clientOf(given);
  await client.send(new DeleteStackCommand({ StackName: name }));
  await waitUntilStackDeleteComplete(waiting(client), { StackName: name });
}

function clientOf({ endpoint, administrator }: GivenEmulator): CloudFormationClient {
  return new CloudFormationClient({ endpoint, region: 'us-east-1', credentials: administrator });
}

const waiting = (client: CloudFormationClient) => ({ client, maxWaitTime: 300, minDelay: 0.1, maxDelay: 0.2 });

/** Puts a template where a nested stack finds it, and answers its address. */
export async function putTemplate(given: GivenEmulator, name: string, resources: object): Promise<string> {
  const { endpoint, administrator: credentials } = given;
  const put = (url: string, body: string) => signedCall({ url, credentials, service: 's3', method: 'PUT', body });
  await put(`${endpoint}/templates`, '');
  await put(`${endpoint}/templates/${name}.json`, JSON.stringify({ Resources: resources }));
  return `${endpoint}/templates/${name}.json`;
}

const logging = {
  PolicyName: 'logging',
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
  },
};

/** Resources of a function behind an AWS_IAM Function URL: `<id>`, `<id>Role`, `<id>Url`. */
export function functionWithUrl(
  id: string,
  code: string,
  more: { function?: object; policies?: object[] } = {},
): object {
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: more.policies ?? [logging],
      },
    },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Code: { ZipFile: code },
        ...more.function,
      },
    },
    [`${id}Url`]: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': [id, 'Arn'] }, AuthType: 'AWS_IAM' },
    },
  };
}
