import { ask } from '../approvals/decide-on-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { all, done, hubot, refused, useApprovals } from './approvals.test.support';
import { context, sha } from './workflows.test.support';

describe('a job that waits for an approval', () => {
  const { aws, gitHub, attribute, bringPush, tell, execution, inputsOf, shown, checkRuns, ...place } = useApprovals();
  const { asks, decide, grant } = place;
  const gone = '{"__type":"TaskTimedOut"}';

  beforeEach(async () => {
    await bringPush();
    await tell('RUNNING');
    await asks();
  });

  it('says in its check run who may decide on which commit, and how, and nowhere with what it is resumed', async () => {
    await asks();
    await shown();
    expect(attribute('Status')).toBe('WAITING');
    expect(checkRuns()).toEqual([['POST', 'in_progress', undefined]]);
    const ofDecision = [expect.stringMatching(/^approve:[0-9a-f]{12}$/), expect.stringMatching(/^reject:/)];
    expect(place.marks()).toEqual([...ofDecision, 'cancel']);
    const summary = place.summary();
    expect(summary).toContain(`It waits for \`production\` to be approved for commit \`${sha}\``);
    expect(summary).toContain('`maintain` permission in this repository, and did not start it');
    expect(JSON.stringify([gitHub().requests, place.job(), aws().sent])).not.toContain('token-1');
  });

  it('goes on once when somebody who may approves it', async () => {
    expect(await decide('approve')).toEqual(done('`production` of job'));
    expect(inputsOf('SendTaskSuccess')).toEqual([{ taskToken: 'token-1', output: '{"approvedBy":"mona"}' }]);
    expect([attribute('Status'), attribute('WaitsFor')]).toEqual(['RUNNING', undefined]);
    place.answerTasks(400, gone);
    expect(await decide('approve')).toEqual(done('was approved before, by `mona`'));
    expect(await decide('reject')).toEqual(refused('was approved before, by `mona`'));
    await shown();
    expect(checkRuns()).toEqual([['POST', 'in_progress', undefined]]);
    await tell('SUCCEEDED');
    expect(await decide('approve')).toEqual(refused('has ended already'));
  });

  it('fails its step when somebody rejects it, and no approval changes that', async () => {
    expect(await decide('reject')).toEqual(done('is rejected'));
    const input = { taskToken: 'token-1', error: 'ApprovalRejected', cause: 'Rejected by mona.' };
    expect(inputsOf('SendTaskFailure')).toEqual([input]);
    expect(await decide('approve', { by: hubot })).toEqual(refused('was rejected before'));
    expect([inputsOf('SendTaskFailure'), inputsOf('SendTaskSuccess')]).toEqual([[input], []]);
  });

  it('is decided once by two at the same time', async () => {
    const both = await Promise.all([decide('approve'), decide('reject', { by: hubot })]);
    expect(both.map((answer) => field(answer, 'kind')).sort()).toEqual(['done', 'refused']);
    const kinds = ['SendTaskSuccess', 'SendTaskFailure'].filter((kind) => inputsOf(kind).length > 0);
    expect(kinds).toHaveLength(1);
  });

  it('waits on where somebody decides who may not', async () => {
    grant({ ...all, maintain: false });
    expect(await decide('approve')).toEqual(refused('must have `maintain` permission'));
    grant(all, { id: 9, login: 'octocat' });
    expect(await decide('approve', { by: { id: 9, login: 'octocat' } })).toEqual(refused('is yours'));
    expect(await decide('approve', { by: { id: 10, login: 'robot[bot]' } })).toEqual(refused('A bot decides nothing'));
    expect(await decide('approve', { name: 'staging' })).toEqual(refused('waits for nothing like that'));
    expect([attribute('Status'), inputsOf('SendTaskSuccess')]).toEqual(['WAITING', []]);
  });

  it('goes on with what else it waits for, and has people name one of several', async () => {
    await asks({ name: 'audit', token: 'token-2', by: 'anybody', permission: 'write' });
    expect(await decide('approve')).toEqual(refused('name one of `audit`, `production`'));
    expect(await decide('approve', { name: 'audit' })).toEqual(done('`audit` of job'));
    expect([attribute('Status'), attribute('WaitsFor')]).toEqual(['WAITING', expect.stringContaining('production')]);
    expect(await decide('approve')).toEqual(done('`production` of job'));
    expect(attribute('Status')).toBe('RUNNING');
  });

  it('is decided without its name where what else was asked for has run out of time', async () => {
    await asks({ name: 'audit', token: 'token-2', by: 'anybody', permission: 'write', seconds: -1 });
    expect(await decide('approve')).toEqual(done('`production` of job'));
  });

  it('is carried on where a decision was cut short, and tells where nothing waits any more', async () => {
    place.answerTasks(500);
    await expect(decide('approve')).rejects.toThrow('SendTaskSuccess');
    place.answerTasks(200);
    expect(await decide('approve')).toEqual(done('was approved before'));
    expect([attribute('Status'), inputsOf('SendTaskSuccess').length > 0]).toEqual(['RUNNING', true]);
    await asks({ name: 'late', token: 'token-3' });
    place.answerTasks(400, gone);
    expect(await decide('approve', { name: 'late' })).toEqual(refused('waits no more'));
  });

  it('runs again when its definition went on without an approval, and asks nobody once it is to end', async () => {
    await asks({ token: 'token-4', seconds: -1 });
    expect(await decide('approve')).toEqual(refused('waits no more'));
    execution({ status: 'RUNNING' });
    await place.tended();
    expect(attribute('Status')).toBe('RUNNING');
    await tell('ABORTED');
    await expect(asks({ token: 'token-5' })).rejects.toThrow('goes on no more');
    await expect(ask({ job: 'x' }, context)).rejects.toThrow('a form that is not known');
    await expect(asks({ job: 'f'.repeat(40) })).rejects.toThrow('There is no job');
    expect(inputsOf('StopExecution')).toEqual([]);
  });
});
