import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { context, machine, useWorkflows } from './workflows.test.support';

describe('a job that is begun once more', () => {
  const { aws, offer, answerStarts, bringPush, tell, jobId, inputsOf } = useWorkflows();
  const offered = (more: object) =>
    offer([{ name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['main'] })], ...more }]);
  const machines = () => inputsOf('StartExecution').map((input) => field(input, 'stateMachineArn'));

  it('by its delivery is an execution of the machine that its row names, whatever is offered by then', async () => {
    answerStarts({ status: 400, body: '{"__type":"Odd"}' });
    await expect(bringPush()).resolves.toBe('again');
    const row = aws()
      .rows()
      .find((one) => 'Workflow' in one);
    const newer = `${machine}-newer`;
    await offered({ machine: newer });
    await bringPush();
    expect(field(row?.StateMachineArn, 'S')).toBe(machine);
    expect(machines()).toEqual([machine, machine]);
  });

  it('by people keeps what it is told by, and how many of it run at once', async () => {
    await offered({ comment: 'steps', limit: 2 });
    await bringPush();
    const first = jobId();
    await tell('FAILED', { error: 'Broken' });
    await operate({ operation: 'rerun', job: first, by: 'ada' }, context);
    const attempts = aws()
      .rows()
      .filter((one) => 'Workflow' in one);
    expect(attempts.map(({ CommentKind, SlotLimit }) => [field(CommentKind, 'S'), field(SlotLimit, 'N')])).toEqual([
      ['steps', '2'],
      ['steps', '2'],
    ]);
  });
});
