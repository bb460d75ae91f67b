import { ask, handler as decideOn } from '../approvals/decide-on-jobs.lambda';
import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { context, executionOf, sha, useWorkflows } from './workflows.test.support';

const api = '/api/v3/repos/octo-org/web';
const mona = { id: 7, login: 'mona' };
const named = { repository: 'octo-org/web', repositoryId: 5, host: 'ghe.example.com' };

describe('a job that waits for an approval', () => {
  const { aws, gitHub, jobId, attribute, bringPush, tell, execution, inputsOf, shown, checkRuns, ...place } =
    useWorkflows();
  const gone = '{"__type":"TaskTimedOut"}';

  const asks = (more: object = {}) =>
    ask(
      {
        ...{ job: jobId(), execution: executionOf(jobId()), token: 'token-1', seconds: 600 },
        ...{ name: 'production', permission: 'maintain', by: 'others' },
        ...more,
      },
      context,
    );
  const decide = (operation: string, more: object = {}) =>
    decideOn({ operation, ...named, job: jobId().slice(0, 10), by: mona, ...more }, context);
  const done = (text: string) => ({ kind: 'done', text: expect.stringContaining(text) });
  const refused = (text: string) => ({ kind: 'refused', text: expect.stringContaining(text) });
  const grant = (flags: object, person = mona) =>
    gitHub().on(`GET ${api}/collaborators/${person.login}/permission`, {
      body: { user: { id: person.id, permissions: flags } },
    });
  const all = { pull: true, triage: true, push: true, maintain: true };

  beforeEach(async () => {
    process.env.APPROVALS_TABLE_NAME = 'approvals';
    gitHub().on(`POST ${api}/check-runs`, { status: 201, body: { id: 7 } });
    gitHub().on(`PATCH ${api}/check-runs/7`, { body: { id: 7 } });
    gitHub().on(`GET ${api}`, { body: { owner: { type: 'User' } } });
    grant(all);
    await bringPush();
    await tell('RUNNING');
    await asks();
  });

  it('says in its check run who may decide on which commit, and how, and nowhere with what it is resumed', async () => {
    await asks();
    await shown();
    expect(attribute('Status')).toBe('WAITING');
    expect(checkRuns()).toEqual([['POST', 'in_progress', undefined]]);
    const body = gitHub().requests.find(({ path }) => path.endsWith('/check-runs'))?.body;
    expect(field(body, 'actions')).toMatchObject([{ identifier: 'approve' }, { identifier: 'reject' }]);
    const summary = String(field(field(body, 'output'), 'summary'));
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
    expect(await decide('approve', { by: { id: 8, login: 'hubot' } })).toMatchObject({ kind: 'refused' });
    grant(all, { id: 8, login: 'hubot' });
    expect(await decide('approve', { by: { id: 8, login: 'hubot' } })).toEqual(refused('was rejected before'));
    expect([inputsOf('SendTaskFailure'), inputsOf('SendTaskSuccess')]).toEqual([[input, input], []]);
  });

  it('is decided once by two at the same time', async () => {
    grant(all, { id: 8, login: 'hubot' });
    const both = await Promise.all([decide('approve'), decide('reject', { by: { id: 8, login: 'hubot' } })]);
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
    await tend({ patienceSeconds: 0 }, context);
    expect(attribute('Status')).toBe('RUNNING');
    await tell('ABORTED');
    await expect(asks({ token: 'token-5' })).rejects.toThrow('goes on no more');
    await expect(ask({ job: 'x' }, context)).rejects.toThrow('a form that is not known');
    await expect(asks({ job: 'f'.repeat(40) })).rejects.toThrow('There is no job');
    expect(inputsOf('StopExecution')).toEqual([]);
  });
});
