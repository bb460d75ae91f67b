import type { GivenEmulator } from './given-emulator';
import { jsonCall } from './json-call';
import { queueCalls } from './queues';
import { createStack } from './stack';
import { until } from './until';

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
export const waiting = (Seconds: number, more: object = {}) => ({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds, End: true } },
  ...more,
});
/** A task that calls the function `Called`, in the place of `${Called}`. */
export const calling = {
  StartAt: 'Call',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  States: { Call: { Type: 'Task', Resource: '${Called}', End: true } },
};

interface Machine {
  readonly definition: object;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly statements?: object[];
  readonly service?: string;
  readonly substitutions?: object;
}

/** Resources of a state machine: `<id>`, `<id>Role`. */
export function machine(
  id: string,
  { definition, type = 'STANDARD', statements = [], substitutions = {}, service = 'states.amazonaws.com' }: Machine,
) {
  const Version = '2012-10-17';
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const policy = { PolicyName: 'tasks', PolicyDocument: { Version, Statement: statements } };
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Version, Statement: [trust] },
        ...(statements.length > 0 && { Policies: [policy] }),
      },
    },
    [id]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: arnOf(`${id}Role`),
        StateMachineType: type,
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: substitutions,
      },
    },
  };
}

/** Calls of Step Functions, and of what it tells. */
export function stateMachineCalls(given: () => GivenEmulator) {
  const { receive, remove } = queueCalls(given);
  const call = async (operation: string, input: object) =>
    await jsonCall(given(), { service: 'states', operation, input });
  const ended = (executionArn: string) =>
    until(
      async () => (await call('DescribeExecution', { executionArn })).body,
      ({ status }) => status !== 'RUNNING',
    );
  /** A stack with these machines; ARNs by their ids. */
  const deployed = (name: string, resources: object) =>
    createStack(given(), {
      name,
      resources,
      outputs: Object.fromEntries(
        Object.entries(resources)
          .filter(([, { Type }]) => ['AWS::StepFunctions::StateMachine', 'AWS::SQS::Queue'].includes(Type))
          .map(([id]) => [id, { Ref: id }]),
      ),
    });
  const told = {
    Told: { Type: 'AWS::SQS::Queue', Properties: {} },
    ToldPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Told' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arnOf('Told'),
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.states'],
          'detail-type': ['Step Functions Execution Status Change'],
          detail: { stateMachineArn: [{ Ref: 'Machine' }] },
        },
        Targets: [{ Id: 'told', Arn: arnOf('Told') }],
      },
    },
  };
  type Told = { readonly status: string; readonly redriveCount: number };
  const statuses = async (
    queueUrl: string,
    wanted: number,
    read = ({ status }: Told): string => status,
  ): Promise<string[]> => {
    const seen: string[] = [];
    await until(
      async () => {
        for (const { Body, ReceiptHandle } of await receive(queueUrl)) {
          seen.push(read(JSON.parse(Body).detail));
          // It would be told once more.
          await remove(queueUrl, ReceiptHandle);
        }
        return seen;
      },
      ({ length }) => length >= wanted,
    );
    return seen;
  };
  return { call, ended, deployed, told, statuses };
}
