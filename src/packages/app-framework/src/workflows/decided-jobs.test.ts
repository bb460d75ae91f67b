import { createTableCall } from '../aws/table-call';
import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { all, api, done, hubot, mona, refused, useApprovals } from './approvals.test.support';
import { context, executionOf } from './workflows.test.support';

const octocat = { id: 9, login: 'octocat' };

describe('who decides on what a job waits for', () => {
  const { aws, gitHub, attribute, jobId, tell, execution, ...place } = useApprovals();
  const { asks, decide, grant, approved } = place;

  beforeEach(async () => {
    await place.bringPush();
    await tell('RUNNING');
    await asks();
    grant(all, octocat);
  });

  it('is not who started it under a login that is written otherwise, and is where anybody may', async () => {
    const shouting = { id: 99, login: 'OctoCat' };
    grant(all, shouting);
    expect(await decide('approve', { by: shouting })).toEqual(refused('is yours'));
    await asks({ token: 'token-2', by: 'anybody' });
    expect(await decide('approve', { by: octocat })).toEqual(done('is approved'));
  });

  it('is not who started its first attempt', async () => {
    await tell('FAILED', { error: 'Broken' });
    const next = String(field(await operate({ operation: 'rerun', job: jobId(), by: 'mona' }, context), 'next'));
    await asks({ job: next, execution: executionOf(next), token: 'token-2' });
    expect(await decide('approve', { job: next, by: octocat })).toEqual(refused('is yours'));
    expect(approved()).toEqual([]);
  });

  it('is asked of GitHub each time: whoever decided before may have lost the right', async () => {
    expect(await decide('approve')).toEqual(done('is approved'));
    await asks({ token: 'token-2' });
    grant({ ...all, maintain: false });
    expect(await decide('approve')).toEqual(refused('must have `maintain` permission'));
    expect(approved()).toEqual(['token-1']);
  });

  it('is told of their own decision when they come again, whatever others decided', async () => {
    await asks({ name: 'audit', token: 'token-2', by: 'anybody', permission: 'write' });
    expect(await decide('approve', { name: 'audit' })).toEqual(done('is approved'));
    expect(await decide('approve', { by: hubot })).toEqual(done('`production` of job'));
    expect(await decide('approve', { by: hubot })).toEqual(done('`production` of job'));
  });

  it('gives more of the id where two jobs begin alike', async () => {
    const twin = `${jobId().slice(0, 10)}${'0'.repeat(30)}`;
    const input = { Item: { ...place.job(), JobId: { S: twin } } };
    await createTableCall('jobs')({ operation: 'PutItem', input, remainingMilliseconds: () => 5_000 });
    expect(await decide('approve')).toEqual(refused('begin like that'));
    expect(approved()).toEqual([]);
  });

  it('is told by whom the job was stopped', async () => {
    execution({ status: 'RUNNING', redriveCount: 0 });
    await operate({ operation: 'cancel', job: jobId(), by: 'hubot' }, context);
    await tell('ABORTED');
    expect(await decide('approve')).toEqual(refused('Stopped by hubot.'));
  });

  it('is asked of the repository as it is called by now, and nobody decides by what another of that name lets them', async () => {
    const renamed = { repository: 'octo-org/site' };
    const site = '/api/v3/repos/octo-org/site';
    const user = { id: hubot.id, permissions: all };
    gitHub().on(`GET ${api}`, { body: { id: 6, owner: { type: 'User' } } });
    gitHub().on(`GET ${site}`, { body: { id: 5, owner: { type: 'User' } } });
    gitHub().on(`GET ${site}/collaborators/hubot/permission`, { body: { user } });
    expect(await decide('approve', { by: hubot })).toMatchObject({ kind: 'refused' });
    expect(approved()).toEqual([]);
    const pressed = await place.bringPress('approve', { repository: { id: 5, full_name: renamed.repository } });
    expect(pressed.map((input) => field(field(input, 'input'), 'repository'))).toEqual([renamed.repository]);
    expect(await decide('approve', { by: hubot, ...renamed })).toEqual(done('is approved'));
  });

  it('is heard with another token where GitHub takes the one that is there no more', async () => {
    const path = `${api}/collaborators/${mona.login}/permission`;
    gitHub().on(`GET ${path}`, { status: 401, body: { message: 'Bad credentials' } });
    await expect(decide('approve')).rejects.toThrow('unauthorized');
    grant(all);
    gitHub().requests.length = 0;
    expect(await decide('approve')).toEqual(done('is approved'));
    const tokens = gitHub().requests.filter(({ path: asked }) => asked === '/tokens/installation');
    expect(tokens.length).toBeGreaterThan(0);
  });

  it('is shown what the step asked for last, where its row was not told of that', async () => {
    const before = attribute('WaitsFor');
    let isLost = true;
    aws().interceptAfter(({ operation, input }) => {
      if (!isLost || operation !== 'PutItem' || !JSON.stringify(input).includes('token-2')) return undefined;
      isLost = false;
      return { status: 400, body: '{"__type":"ValidationException"}' };
    });
    await expect(asks({ token: 'token-2', seconds: 900 })).rejects.toThrow('PutItem');
    expect(attribute('WaitsFor')).toBe(before);
    execution({ status: 'RUNNING', redriveCount: 0 });
    await place.tended();
    expect([attribute('Status'), attribute('WaitsFor') === before]).toEqual(['WAITING', false]);
  });
});
