import { handler as decideOn } from '../approvals/decide-on-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { all, done, refused, useApprovals } from './approvals.test.support';
import { context, executionOf } from './workflows.test.support';

describe('the button of a check run that cancels its job', () => {
  const place = useApprovals();
  const { attribute, bringPush, execution, inputsOf, jobId, marks, press, shown, tell } = place;

  beforeEach(async () => {
    place.grant(all);
    await bringPush();
    await tell('RUNNING');
    execution({ status: 'RUNNING' });
  });

  it('is there until the job is to end or has ended', async () => {
    await shown();
    expect(marks()).toEqual(['cancel']);
    await press('cancel', undefined);
    await tell('ABORTED');
    await shown();
    expect(marks()).toEqual([]);
  });

  it('stops the job of the check run in the name of who pressed it, and once it has ended nothing', async () => {
    const [asked] = await place.bringPress('cancel');
    expect(await decideOn(field(asked, 'input'), context)).toEqual(done('is being stopped'));
    const cause = 'Stopped by mona.';
    expect(inputsOf('StopExecution')).toEqual([{ executionArn: executionOf(jobId()), error: 'Stopped', cause }]);
    await tell('ABORTED', { error: 'Stopped', cause });
    expect(attribute('Status')).toBe('ABORTED');
    expect(await press('cancel', undefined)).toEqual(refused('has ended already'));
  });

  it('stops a job that waits for an approval, too, for who may write, whatever permission that names', async () => {
    await place.asks({ permission: 'maintain' });
    await shown();
    const [approve = '', reject, ...others] = marks();
    expect([reject, others]).toEqual([approve.replace('approve', 'reject'), ['cancel']]);
    place.grant({ pull: true, triage: true, push: true });
    expect(await press('reject', approve.split(':')[1])).toEqual(refused('must have `maintain` permission'));
    expect(await press('cancel', undefined)).toEqual(done('is being stopped'));
    expect(inputsOf('StopExecution')).toHaveLength(1);
    await shown();
    expect(marks()).toHaveLength(2);
  });

  it('stops nothing for who may not write, and says so', async () => {
    place.grant({ pull: true, triage: true });
    expect(await press('cancel', undefined)).toEqual(refused('must have `write` permission'));
    await shown();
    expect([inputsOf('StopExecution'), attribute('Status')]).toEqual([[], 'RUNNING']);
    expect(place.summary()).toContain('`mona` pressed a button, which did nothing.');
  });
});
