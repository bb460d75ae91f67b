import { Aws, type Duration, Stack, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachine,
  DefinitionBody,
  type IChainable,
  JsonPath,
  LogLevel,
  Parallel,
  Pass,
  Result,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct, IConstruct } from 'constructs';
import type { timedOutError } from '../jobs/execution-status';
import type { FunctionSettings } from '../lambda/bundled-function.construct';

export interface WorkflowMachineProps {
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: IChainable | DefinitionBody;
  /** For `STANDARD`. */
  readonly timeout: Duration;
  readonly settings: FunctionSettings;
}

interface LoggedMachineProps extends Partial<StateMachineProps> {
  readonly settings: FunctionSettings;
}

const endsWhenTimedOut: typeof timedOutError = 'WorkflowTimedOut';

/** The state machine that jobs are executions of: that of the workflow itself, or the Standard one around an Express one. */
export function workflowMachine(
  scope: Construct,
  { type, definition, timeout, settings }: WorkflowMachineProps,
): StateMachine {
  if (type === 'STANDARD')
    return loggedMachine(scope, 'Machine', { definitionBody: bodyOf(definition), timeout, settings });
  const definitionBody = bodyOf(definition instanceof DefinitionBody ? definition : silent(scope, definition));
  const stateMachineType = StateMachineType.EXPRESS;
  const express = loggedMachine(scope, 'Express', { definitionBody, stateMachineType, settings });
  express.node.addValidation({ validate: () => faultsOfExpress(express) });
  return around(scope, express, settings);
}

function bodyOf(definition: IChainable | DefinitionBody): DefinitionBody {
  return definition instanceof DefinitionBody ? definition : DefinitionBody.fromChainable(definition);
}

/**
 * The same with an output of nothing. A task that is answered with more than 256 KiB fails, whatever of the answer it would keep
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html): the parent must not be answered with what the child made.
 */
function silent(scope: Construct, definition: IChainable): IChainable {
  const nothing = new Pass(scope, 'Output', { stateName: 'Its output stays here', result: Result.fromObject({}) });
  return new Parallel(scope, 'Definition', { stateName: 'The workflow', resultPath: JsonPath.DISCARD })
    .branch(definition)
    .next(nothing);
}

/** AWS would refuse it only when it is deployed, in words of its own. */
function faultsOfExpress(express: StateMachine): string[] {
  const { defaultChild } = express.node;
  const definition = defaultChild instanceof CfnStateMachine ? defaultChild.definitionString : undefined;
  return JSON.stringify(Stack.of(express).resolve(definition) ?? '').includes('.waitForTaskToken')
    ? ['An EXPRESS workflow waits for nobody, and ends after five minutes: make one with an approval STANDARD.']
    : [];
}

/** A machine that logs what it does, and none of the data. */
function loggedMachine(scope: Construct, id: string, { settings, ...props }: LoggedMachineProps): StateMachine {
  const { logRetention: retention, removalPolicy } = settings;
  const destination = new LogGroup(scope, `${id}Logs`, { retention, removalPolicy });
  const machine = new StateMachine(scope, id, {
    ...props,
    logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  });
  Validations.of(machine.role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray and the delivery of logs have no resources to name: their actions work on * only.',
  });
  return machine;
}

/** Runs an Express machine, and ends as it ended: by itself it tells nobody, cannot be stopped, and starts at least once. */
function around(scope: Construct, express: StateMachine, settings: FunctionSettings): StateMachine {
  const definition = {
    Comment: 'Runs an Express state machine, and ends as it ended',
    StartAt: 'Run',
    States: {
      Run: {
        Type: 'Task',
        Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:sfn:startSyncExecution`,
        Parameters: {
          StateMachineArn: express.stateMachineArn,
          'Name.$': '$$.Execution.Name',
          'Input.$': 'States.JsonToString($)',
        },
        // What was turned away has begun nothing; whatever else fails may have, and is not tried again.
        Retry: [
          {
            ErrorEquals: ['Sfn.ThrottlingException', 'Sfn.KmsThrottlingException'],
            ...{ IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL' },
          },
        ],
        TimeoutSeconds: 330,
        Next: 'Ended',
      },
      // It is answered, whatever became of the child.
      Ended: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.Status', StringEquals: 'SUCCEEDED', Next: 'Succeeded' },
          { Variable: '$.Status', StringEquals: 'TIMED_OUT', Next: 'TimedOut' },
          {
            And: ['$.Error', '$.Cause'].map((Variable) => ({ Variable, IsPresent: true })),
            Next: 'Failed',
          },
        ],
        Default: 'FailedUntold',
      },
      Succeeded: { Type: 'Pass', Result: {}, End: true },
      TimedOut: {
        Type: 'Fail',
        Error: endsWhenTimedOut,
        Cause: 'It was not done after five minutes, or its own time-out.',
      },
      Failed: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' },
      FailedUntold: { Type: 'Fail', Error: 'WorkflowFailed', Cause: 'It failed, and does not say by what.' },
    },
  };
  const definitionBody = DefinitionBody.fromString(Stack.of(scope).toJsonString(definition));
  const parent = loggedMachine(scope, 'Machine', { definitionBody, settings });
  express.grantStartSyncExecution(parent);
  return parent;
}

/** Tells cdk-nag why the policies of `holder` name all executions of a machine. */
export function explainExecutions(holder: IConstruct, machine: StateMachine): void {
  const { 'Fn::GetAtt': [id = ''] = [] } = Stack.of(holder).resolve(machine.stateMachineName);
  Validations.of(holder).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${id}"}]}]}:*]`,
    reason: 'Executions are named after jobs, which are not known when the stack is deployed.',
  });
}
