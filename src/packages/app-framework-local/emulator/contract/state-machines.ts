import type { GivenEmulator } from './given-emulator';
import { functionWithUrl } from './stack';
import { arnOf, calling, machine, pass, stateMachineCalls, waiting } from './state-machine-calls';
import { until } from './until';

export function stateMachineContract(given: () => GivenEmulator): void {
  describe('state machines', () => {
    const { call, ended, deployed, told, statuses } = stateMachineCalls(given);

    it('answer an identical start of what is open, and refuse a name that is taken (execution_open_start)', async () => {
      const { Machine: stateMachineArn } = await deployed(
        'open-start',
        machine('Machine', { definition: waiting(60) }),
      );
      const start = (input: string) => call('StartExecution', { stateMachineArn, name: 'one', input });

      const first = await start('{"a":1}');
      const again = await start('{"a":1}');
      const other = await start('{"a":2}');
      await call('StopExecution', { executionArn: first.body.executionArn });
      await ended(first.body.executionArn);
      const late = await start('{"a":1}');

      expect(again).toEqual(first);
      expect(other).toMatchObject({ status: 400, body: { __type: 'ExecutionAlreadyExists' } });
      expect(late).toMatchObject({ status: 400, body: { __type: 'ExecutionAlreadyExists' } });
    });

    it('tell how an execution ends, once: a task that fails afterwards changes nothing (execution_ends_once)', async () => {
      const failing = {
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 8, Next: 'Fail' }, Fail: { Type: 'Fail', Error: 'Late' } },
      };
      const parallel = {
        StartAt: 'Both',
        States: { Both: { Type: 'Parallel', Branches: [failing], End: true } },
      };
      const { Machine: stateMachineArn, Told = '' } = await deployed('ends-once', {
        ...machine('Machine', { definition: parallel }),
        ...told,
      });
      const { body } = await call('StartExecution', { stateMachineArn });
      await until(
        async () => (await call('GetExecutionHistory', { executionArn: body.executionArn })).body.events,
        (events) => events.some(({ type }: { type: string }) => type === 'ParallelStateEntered'),
      );
      await call('StopExecution', { executionArn: body.executionArn, error: 'Stopped' });
      // The branch goes on, and fails in eight seconds.
      const later = await until(
        async () => await call('DescribeExecution', { executionArn: body.executionArn }),
        ({ body: { status } }) => status === 'FAILED',
        11,
      );

      expect(later.body).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
      expect(await statuses(Told, 2)).toEqual(['RUNNING', 'ABORTED']);
    });

    it('end when their time is over (execution_time_out)', async () => {
      const { Machine: stateMachineArn, Told = '' } = await deployed('time-out', {
        ...machine('Machine', { definition: waiting(60, { TimeoutSeconds: 1 }) }),
        ...told,
      });
      const { body } = await call('StartExecution', { stateMachineArn });

      expect(await ended(body.executionArn)).toMatchObject({ status: 'TIMED_OUT' });
      expect(await statuses(Told, 2)).toEqual(['RUNNING', 'TIMED_OUT']);
    });

    it('answer with a time-out where somebody waits for an Express execution (execution_time_out)', async () => {
      const { Machine: stateMachineArn } = await deployed(
        'express-time-out',
        machine('Machine', { type: 'EXPRESS', definition: waiting(60, { TimeoutSeconds: 1 }) }),
      );

      expect(await call('StartSyncExecution', { stateMachineArn })).toMatchObject({
        status: 200,
        body: { status: 'TIMED_OUT' },
      });
    });

    it('start an Express execution for each request, whatever its name, and tell nobody (express_executions)', async () => {
      const {
        Machine: stateMachineArn,
        Told = '',
        Standard,
      } = await deployed('express', {
        ...machine('Machine', { type: 'EXPRESS', definition: pass }),
        ...machine('Standard', { definition: pass }),
        ...told,
        Rule: {
          ...told.Rule,
          Properties: {
            ...told.Rule.Properties,
            EventPattern: {
              source: ['aws.states'],
              detail: { stateMachineArn: [{ Ref: 'Machine' }, { Ref: 'Standard' }] },
            },
          },
        },
      });
      const start = { stateMachineArn, name: 'one', input: '{"a":1}' };
      const [first, again] = [await call('StartExecution', start), await call('StartExecution', start)];
      await call('StartExecution', { stateMachineArn: Standard });

      expect([first.status, again.status]).toEqual([200, 200]);
      expect(first.body.executionArn).toMatch(/:express:[^:]+:one:[0-9a-f-]{36}$/);
      expect(again.body.executionArn).not.toBe(first.body.executionArn);
      // Those of the Standard machine arrive after what the Express one would have told.
      expect(await statuses(Told, 2)).toEqual(['RUNNING', 'SUCCEEDED']);
      const { executionArn } = first.body;
      const invalid = { status: 400, body: { __type: 'InvalidArn' } };
      expect(await call('StopExecution', { executionArn })).toMatchObject(invalid);
      expect(await call('DescribeExecution', { executionArn })).toMatchObject(invalid);
    });

    it('wait for Express executions only (express_executions)', async () => {
      const named = (field: string) => ({
        StartAt: 'Pass',
        States: { Pass: { Type: 'Pass', Parameters: { 'at.$': field }, End: true } },
      });
      const arns = await deployed('synchronous', {
        ...machine('Express', { type: 'EXPRESS', definition: named('$$.Execution.Name') }),
        ...machine('Standard', { definition: pass }),
      });
      const [express, standard] = await Promise.all(
        [arns.Express, arns.Standard].map((stateMachineArn) =>
          call('StartSyncExecution', { stateMachineArn, name: 'one' }),
        ),
      );

      expect(express).toMatchObject({
        status: 200,
        body: { status: 'SUCCEEDED', name: 'one', output: '{"at": "one"}' },
      });
      expect(express?.body.executionArn).toContain(':express:');
      expect(standard).toMatchObject({ status: 400, body: { __type: 'StateMachineTypeNotSupported' } });
    });

    it('do what their role may do, and nothing else (state_machine_role)', async () => {
      const mayCall = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Called') };
      const mayWait = (Resource: object) => ({ Effect: 'Allow', Action: 'states:StartSyncExecution', Resource });
      const substitutions = { Called: arnOf('Called') };
      const starting = (id: string) => ({
        definition: {
          StartAt: 'Start',
          States: {
            Start: {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
              Parameters: { StateMachineArn: '${Child}', Input: '{}' },
              ResultSelector: { 'status.$': '$.Status' },
              End: true,
            },
          },
        },
        substitutions: { Child: { Ref: id } },
      });
      const arns = await deployed('machine-roles', {
        ...functionWithUrl('Called', 'exports.handler = async () => ({ called: true })'),
        ...machine('Child', { type: 'EXPRESS', definition: pass }),
        ...machine('May', { definition: calling, substitutions, statements: [mayCall] }),
        ...machine('MayNot', { definition: calling, substitutions }),
        ...machine('Untrusted', {
          definition: calling,
          substitutions,
          statements: [mayCall],
          service: 'lambda.amazonaws.com',
        }),
        ...machine('MayStart', { ...starting('Child'), statements: [mayWait({ Ref: 'Child' })] }),
        ...machine('MayNotStart', { ...starting('Child'), statements: [mayWait({ Ref: 'May' })] }),
      });
      const outcome = async (id: string) => {
        const { body } = await call('StartExecution', { stateMachineArn: arns[id] });
        const { status, error, output } = await ended(body.executionArn);
        return [status, error ?? output];
      };

      expect(await outcome('May')).toEqual(['SUCCEEDED', '{"called": true}']);
      expect(await outcome('MayStart')).toEqual(['SUCCEEDED', '{"status": "SUCCEEDED"}']);
      for (const id of ['MayNot', 'Untrusted', 'MayNotStart'])
        expect([id, ...(await outcome(id))]).toEqual([id, 'FAILED', 'States.Permissions']);
    });
  });
}
