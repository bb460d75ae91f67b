import { field } from '../lambda/parsed-json';
import { refused, useApprovals } from './approvals.test.support';

describe('a step that waits no more, though nobody decided', () => {
  const { attribute, shown, tell, execution, checkRuns, inputsOf, ...place } = useApprovals();
  const { asks, decide, marks, waitsFor, summary, tended } = place;
  const audit = { name: 'audit', token: 'token-2', by: 'anybody', permission: 'write' };
  /** Another branch failed, which closes the step that waits with this token; the definition goes on. */
  const close = (taskToken: string) => {
    const body = '{"__type":"TaskTimedOut"}';
    place.answerTasksBy(() => {
      const asked = ['SendTaskHeartbeat', 'SendTaskSuccess'].flatMap((operation) => inputsOf(operation)).at(-1);
      return field(asked, 'taskToken') === taskToken ? { status: 400, body } : { status: 200, body: '{}' };
    });
  };

  beforeEach(async () => {
    await place.bringPush();
    await tell('RUNNING');
    await asks();
    await shown();
    execution({ status: 'RUNNING', redriveCount: 0 });
  });

  it('is shown as waiting no more when jobs are looked after, and has no button to decide by', async () => {
    await tended();
    expect([attribute('Status'), waitsFor(), marks().length]).toEqual(['WAITING', 'production', 3]);
    close('token-1');
    await tended();
    await shown();
    expect([attribute('Status'), attribute('WaitsFor')]).toEqual(['RUNNING', undefined]);
    expect([marks(), summary().includes('waits for')]).toEqual([['cancel'], false]);
    expect(checkRuns().at(-1)).toEqual(['PATCH', 'in_progress', undefined]);
    expect(await decide('approve')).toEqual(refused('waits no more'));
    expect(inputsOf('SendTaskSuccess')).toEqual([]);
  });

  it('gives its place to what the job waits for still', async () => {
    await asks(audit);
    close('token-2');
    await tended();
    expect([attribute('Status'), waitsFor()]).toEqual(['WAITING', 'production']);
  });

  it('is not shown once its job has ended, whoever looked before', async () => {
    await tell('FAILED', { error: 'Broken' });
    await shown();
    expect([attribute('Status'), marks(), summary().includes('waits for')]).toEqual(['FAILED', [], false]);
    expect(await decide('approve')).toEqual(refused('has ended already'));
  });

  it('fails the look where Step Functions does not tell, and waits on', async () => {
    place.answerTasks(400, '{"__type":"AccessDeniedException"}');
    await expect(tended()).rejects.toThrow('SendTaskHeartbeat');
    expect(attribute('Status')).toBe('WAITING');
  });
});
