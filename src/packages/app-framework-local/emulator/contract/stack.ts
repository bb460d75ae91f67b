import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { GivenEmulator } from './given-emulator';

export interface NewStack {
  readonly name: string;
  readonly resources: object;
  readonly outputs?: Record<string, unknown>;
  readonly tags?: Record<string, string>;
}

/** Creates a stack from a template and answers its outputs. */
export async function createStack(given: GivenEmulator, stack: NewStack): Promise<Record<string, string>> {
  const client = new CloudFormationClient({
    endpoint: given.endpoint,
    region: 'us-east-1',
    credentials: given.administrator,
  });
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
  await waitUntilStackCreateComplete({ client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.2 }, { StackName: name });
  const described = await client.send(new DescribeStacksCommand({ StackName: name }));
  const found = described.Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(found.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
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
