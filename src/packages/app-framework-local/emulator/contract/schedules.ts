import type { GivenEmulator } from './given-emulator';
import { queueCalls } from './queues';
import { createStack } from './stack';
import { until } from './until';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
const group = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default';
const role = (service: string, actions: string[], condition: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', Condition: condition }],
    },
    Policies: [
      {
        PolicyName: 'send',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
      },
    ],
  },
});
/** One that is due at once, every time the scheduler looks. */
const schedule = (roleId: string, queueId: string) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    ScheduleExpression: `at(${new Date(Date.now() + 1_000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arnOf(queueId), RoleArn: arnOf(roleId), Input: '{"from":"schedule"}' },
  },
});

export function scheduleContract(given: () => GivenEmulator): void {
  describe('schedules', () => {
    const { receive } = queueCalls(given);

    it('send as their role, which must trust the scheduler and may send (event_target_delivery)', async () => {
      const outputs = await createStack(given(), {
        name: 'schedules',
        resources: {
          Allowed: queue,
          AllowedRole: role('scheduler.amazonaws.com', ['sqs:SendMessage'], {
            StringEquals: { 'aws:SourceArn': group, 'aws:SourceAccount': '000000000000' },
          }),
          AllowedSchedule: schedule('AllowedRole', 'Allowed'),
          Forbidden: queue,
          ForbiddenRole: role('scheduler.amazonaws.com', ['sqs:ReceiveMessage']),
          ForbiddenSchedule: schedule('ForbiddenRole', 'Forbidden'),
          Untrusted: queue,
          UntrustedRole: role('lambda.amazonaws.com', ['sqs:SendMessage']),
          UntrustedSchedule: schedule('UntrustedRole', 'Untrusted'),
        },
        outputs: { Allowed: { Ref: 'Allowed' }, Forbidden: { Ref: 'Forbidden' }, Untrusted: { Ref: 'Untrusted' } },
      });

      const sent = await until(
        () => receive(outputs.Allowed ?? ''),
        (found) => found.length > 0,
      );
      // The others were due before it or with it: the scheduler tells what it could not send.
      const told = await until(
        () => given().control.notices(),
        (notices) => notices.filter((notice) => notice.includes('schedules-')).length >= 2,
      );

      expect(sent.map(({ Body }) => Body)).toEqual(['{"from":"schedule"}']);
      expect(told.join('\n')).toMatch(/may not sqs:SendMessage/);
      expect(told.join('\n')).toMatch(/does not let scheduler\.amazonaws\.com assume it/);
      expect(await receive(outputs.Forbidden ?? '')).toEqual([]);
      expect(await receive(outputs.Untrusted ?? '')).toEqual([]);
    });
  });
}
