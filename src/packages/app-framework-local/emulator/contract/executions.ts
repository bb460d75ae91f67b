import type { GivenEmulator } from './given-emulator';
import { queueCalls } from './queues';
import { functionWithUrl } from './stack';
import { arnOf, calling, machine, pass, stateMachineCalls } from './state-machine-calls';
import { until } from './until';

export function executionContract(given: () => GivenEmulator): void {
  describe('executions', () => {
    const { call, ended, deployed, told, statuses } = stateMachineCalls(given);
    const { receive, remove } = queueCalls(given);
    /** A state that waits for whoever answers with its token, which the queue `Asked` gets. */
    const asking = (then: object) => {
      const asked = { token: '$$.Task.Token', execution: '$$.Execution' };
      const MessageBody = Object.fromEntries(Object.entries(asked).map(([name, path]) => [`${name}.$`, path]));
      return {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
        Parameters: { QueueUrl: '${Asked}', MessageBody },
        ...then,
      };
    };
    const askingMachine = (definition: object) => ({
      ...machine('Machine', { definition, substitutions: { Asked: { Ref: 'Asked' } } }),
      Asked: { Type: 'AWS::SQS::Queue', Properties: {} },
    });
    const nextAsk = async (queueUrl: string) => {
      const [message] = await until(
        () => receive(queueUrl),
        ({ length }) => length > 0,
      );
      await remove(queueUrl, message?.ReceiptHandle ?? '');
      return JSON.parse(message?.Body ?? '');
    };
    const answered = (taskToken: string) => call('SendTaskSuccess', { taskToken, output: '{"by":"ada"}' });

    it('go on where they ended when they are redriven, and tell of that (execution_redrive)', async () => {
      const twoStates = {
        StartAt: 'First',
        States: {
          First: { Type: 'Pass', Next: 'Second' },
          Second: asking({ Next: 'Done' }),
          Done: { Type: 'Pass', Parameters: { 'run.$': '$$.Execution.RedriveCount' }, End: true },
        },
      };
      const {
        Machine: stateMachineArn,
        Told = '',
        Asked = '',
      } = await deployed('redrive', { ...askingMachine(twoStates), ...told });
      const { executionArn } = (await call('StartExecution', { stateMachineArn, input: '{"a":1}' })).body;
      const refused = { status: 400, body: { __type: 'ExecutionNotRedrivable' } };
      expect(await call('RedriveExecution', { executionArn })).toMatchObject(refused);
      await nextAsk(Asked);
      await call('StopExecution', { executionArn });

      expect(await call('RedriveExecution', { executionArn })).toMatchObject({ status: 200 });
      await answered((await nextAsk(Asked)).token);
      expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, output: '{"run": 1}' });
      expect(await statuses(Told, 4, ({ status, redriveCount }) => `${status} ${redriveCount}`)).toEqual([
        'RUNNING 0',
        'ABORTED 0',
        'RUNNING 1',
        'SUCCEEDED 1',
      ]);
      expect(await call('RedriveExecution', { executionArn })).toMatchObject(refused);
      const unknown = { executionArn: `${executionArn}-not` };
      expect(await call('RedriveExecution', unknown)).toMatchObject({ body: { __type: 'ExecutionDoesNotExist' } });
    });

    it('have a redriven task wait with a token of its own, and take that of its earlier run no more (task_tokens)', async () => {
      const { Machine: stateMachineArn, Asked = '' } = await deployed(
        'task-tokens',
        askingMachine({ StartAt: 'Ask', States: { Ask: asking({ End: true }) } }),
      );
      const { executionArn } = (await call('StartExecution', { stateMachineArn })).body;
      const first = await nextAsk(Asked);
      await call('StopExecution', { executionArn });
      const over = { status: 400, body: { __type: 'TaskTimedOut' } };
      expect(await answered(first.token)).toMatchObject(over);
      await call('RedriveExecution', { executionArn });
      const second = await nextAsk(Asked);

      expect([first.execution.RedriveCount, second.execution.RedriveCount]).toEqual([undefined, 1]);
      expect(second.token).not.toBe(first.token);
      expect(await answered(first.token)).toMatchObject(over);
      expect(await call('DescribeExecution', { executionArn })).toMatchObject({ body: { status: 'RUNNING' } });
      expect(await answered(second.token)).toMatchObject({ status: 200 });
      expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"by": "ada"}' });
    });

    it('go on by the definition that they began with when the machine is updated, redriven too (execution_definition)', async () => {
      const ending = (Result: string) => ({
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 8, Next: 'End' }, End: { Type: 'Pass', Result, End: true } },
      });
      const { Machine: stateMachineArn } = await deployed(
        'definition',
        machine('Machine', { definition: ending('old') }),
      );
      const start = async (): Promise<string> => (await call('StartExecution', { stateMachineArn })).body.executionArn;
      const [running, redriven] = [await start(), await start()];
      const definition = JSON.stringify(ending('new'));
      expect(await call('UpdateStateMachine', { stateMachineArn, definition })).toMatchObject({ status: 200 });
      await call('StopExecution', { executionArn: redriven });
      expect(await call('RedriveExecution', { executionArn: redriven })).toMatchObject({ status: 200 });
      const later = await start();

      for (const [executionArn, result] of [
        [running, 'old'],
        [redriven, 'old'],
        [later, 'new'],
      ] as const) {
        expect((await ended(executionArn)).output).toBe(JSON.stringify(result));
        const { body } = await call('DescribeStateMachineForExecution', { executionArn });
        expect(JSON.parse(body.definition)).toEqual(ending(result));
      }
    });

    it('take 256 KiB, and fail where a task answers with more (execution_input_limit)', async () => {
      const mayCall = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Called') };
      const { Machine: stateMachineArn, Calling } = await deployed('input-limit', {
        ...machine('Machine', { definition: pass }),
        ...functionWithUrl('Called', "exports.handler = async ({ bytes }) => 'x'.repeat(bytes)"),
        ...machine('Calling', {
          definition: calling,
          substitutions: { Called: arnOf('Called') },
          statements: [mayCall],
        }),
      });
      const start = (input: string) => call('StartExecution', { stateMachineArn, input });
      const text = (bytes: number) => JSON.stringify('é'.repeat((bytes - 2) / 2));

      expect(await start(text(262_144))).toMatchObject({ status: 200 });
      expect(await start(text(262_146))).toMatchObject({ status: 400, body: { __type: 'ValidationException' } });
      const outcome = async (bytes: number) => {
        const asked = { stateMachineArn: Calling, input: JSON.stringify({ bytes }) };
        const { status, error } = await ended((await call('StartExecution', asked)).body.executionArn);
        return [status, error];
      };
      expect(await outcome(262_142)).toEqual(['SUCCEEDED', undefined]);
      expect(await outcome(262_143)).toEqual(['FAILED', 'States.DataLimitExceeded']);
    });
  });
}
