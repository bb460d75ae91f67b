import { bring } from '../handlers/connected-handler.test.support';
import { handler as operate, tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { pullRequest } from '../triggers/trigger';
import { api, done, hubot, mona, refused, useApprovals } from './approvals.test.support';
import { handler as start } from './run-workflows.lambda';
import { another, context, machine, sha } from './workflows.test.support';

const repository = { id: 5, full_name: 'octo-org/web' };
const named = { repository: repository.full_name, repositoryId: repository.id, host: 'ghe.example.com' };

describe('a workflow for a pull request of a fork', () => {
  const { aws, gitHub, offer, ids, jobId, attribute, delivery, inputsOf, shown, checkRuns, reported, ...place } =
    useApprovals();
  const { decide, grant } = place;

  const pull = (head = sha) => ({
    number: 3,
    head: { sha: head, ref: 'main', repo: { id: 6 } },
    base: { ref: 'main' },
    user: { login: 'mallory', type: 'User' },
  });
  const bringPull = (more: object = {}, head = sha) => {
    const payload = { action: 'opened', repository, pull_request: pull(head) };
    return bring(start, { ...delivery(), event: 'pull_request', action: 'opened', payload, ...more });
  };
  beforeEach(async () => {
    process.env.APP_FRAMEWORK_BOT_NAME = 'my-bot';
    gitHub().on(`GET ${api}`, { body: { id: 5, owner: { type: 'Organization' } } });
    gitHub().on(`GET ${api}/pulls/3`, { body: { head: { sha } } });
    gitHub().on('GET /api/v3/orgs/octo-org/members/mona', { status: 204 });
    grant({ pull: true, triage: true, push: true });
    const concurrency = { group: 'branch', cancelRunning: true };
    await offer([{ name: 'ci', check: 'ci / all', machine, on: [pullRequest()], concurrency }]);
    await bringPull();
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_BOT_NAME;
  });

  it('is not started, and its check run says who may approve which commit, and how', async () => {
    await shown();

    expect(inputsOf('StartExecution')).toEqual([]);
    expect(attribute('Status')).toBe('WAITING');
    expect(checkRuns()).toEqual([['POST', 'completed', 'action_required']]);
    const body = gitHub().requests.find(({ path }) => path.endsWith('/check-runs'))?.body;
    // To reject it ends it.
    expect(field(body, 'actions')).toMatchObject([{ identifier: 'approve' }, { identifier: 'reject' }]);
    const summary = String(field(field(body, 'output'), 'summary'));
    expect(summary).toContain(`until somebody approves commit \`${sha}\``);
    expect(summary).toContain('Whoever may write to this repository');
    expect(summary).toContain(`\`@my-bot approve ${jobId().slice(0, 10)}\``);
    const decisions = aws()
      .rows()
      .find((row) => 'Decisions' in row);
    expect(field(decisions?.Decisions, 'S')).toContain('{"kind":"matched","awaits":"approval"}');
  });

  it('starts once when somebody who may write approves it, and is shown as any other then', async () => {
    expect(await decide('approve')).toEqual(done('starts, for commit'));
    expect(await decide('approve')).toEqual(done('was approved before, by `mona`'));
    expect(await decide('approve', { by: hubot })).toMatchObject({ kind: 'refused' });

    expect(new Set(inputsOf('StartExecution').map((input) => field(input, 'name')))).toEqual(new Set([jobId()]));
    expect([attribute('Status'), attribute('ApprovedBy'), attribute('ApprovedById')]).toEqual(['QUEUED', 'mona', '7']);
    expect(reported()).toEqual(['0-WAITING', '0-QUEUED', '0-QUEUED']);
    await shown();
    await place.tell('RUNNING');
    await shown();
    expect(checkRuns().map(([method, status]) => [method, status])).toEqual([
      ['POST', 'queued'],
      ['PATCH', 'in_progress'],
    ]);
    expect(await decide('approve')).toEqual(done('was approved before'));
    expect(await decide('reject')).toEqual(refused('was approved before, by `mona`'));
  });

  it.each([
    ['who has no right to write', () => grant({ pull: true }), 'must have `write` permission'],
    [
      'whose login is another account’s',
      () => grant({ push: true }, { ...mona, id: 70 }),
      'must have `write` permission',
    ],
    [
      'who is no member',
      () => gitHub().on('GET /api/v3/orgs/octo-org/members/mona', { status: 404, body: {} }),
      'must have `write` permission',
    ],
    [
      'after a newer commit',
      () => gitHub().on(`GET ${api}/pulls/3`, { body: { head: { sha: 'c'.repeat(40) } } }),
      `the head is \`${'c'.repeat(40)}\` by now`,
    ],
  ])('waits on where somebody approves it %s', async (_who, arrange, text) => {
    arrange();
    expect(await decide('approve')).toEqual(refused(text));
    expect([attribute('Status'), attribute('ApprovedBy'), inputsOf('StartExecution')]).toEqual([
      'WAITING',
      undefined,
      [],
    ]);
  });

  it('has its steps decided on as any other once it was let start, by what was said of them', async () => {
    await decide('approve');
    await place.tell('RUNNING');
    aws().interceptAfter(({ operation, input }) =>
      operation === 'UpdateItem' && JSON.stringify(input).includes('WaitsFor')
        ? { status: 400, body: '{"__type":"ValidationException"}' }
        : undefined,
    );
    const early = new Date(Date.now() - 5_000).toISOString();
    await expect(place.asks({ by: 'anybody', permission: 'write' })).rejects.toThrow('ValidationException');
    aws().interceptAfter(() => undefined);
    expect(await decide('approve', { writtenAt: early })).toEqual(done('was approved before, by `mona`'));
    expect(await place.press('approve', undefined)).toEqual(done('was approved before, by `mona`'));
    expect(place.approved()).toEqual([]);
    expect(await decide('approve')).toEqual(done('`production` of job'));
    expect(place.approved()).toEqual(['token-1']);
  });

  it('is ended by who rejects it also after a newer commit, and by nobody who has no right to', async () => {
    gitHub().on(`GET ${api}/pulls/3`, { body: { head: { sha: 'c'.repeat(40) } } });
    grant({ pull: true });
    expect(await decide('reject')).toEqual(refused('must have `write` permission'));
    grant({ push: true });
    expect(await decide('reject')).toEqual(done('is rejected'));
    expect(attribute('Status')).toBe('ABORTED');
  });

  it('waits on where a bot approves it, where it is another repository’s, and where GitHub does not tell', async () => {
    expect(await decide('approve', { by: { id: 9, login: 'robot[bot]' } })).toEqual(refused('A bot decides nothing'));
    expect(await decide('approve', { repositoryId: 6 })).toEqual(refused('no such job'));
    gitHub().on(`GET ${api}/pulls/3`, { status: 404, body: {} });
    await expect(decide('approve')).rejects.toThrow('was asked for a decision');
    await expect(decide('drop')).rejects.toThrow('This is no approval');
    expect([attribute('Status'), inputsOf('StartExecution')]).toEqual(['WAITING', []]);
  });

  it('never starts once somebody rejected it, and asks anew where it is run again', async () => {
    expect(await decide('reject')).toEqual(done('is rejected'));
    expect(await decide('approve')).toEqual(refused('has ended already'));
    expect([attribute('Status'), attribute('StopReason')]).toEqual(['ABORTED', 'Rejected by mona.']);
    await shown();
    expect(checkRuns().at(-1)).toEqual(['POST', 'completed', 'cancelled']);
    expect(await operate({ operation: 'rerun', job: jobId(), by: 'mallory' }, context)).toMatchObject({ kind: 'new' });
    expect(inputsOf('StartExecution')).toEqual([]);
  });

  it('asks nobody once more where it was let start, and is run again for the same commit', async () => {
    await decide('approve');
    await place.tell('FAILED');
    const [first = ''] = ids();
    const again = await operate({ operation: 'rerun', job: first, by: 'mona' }, context);
    expect(again).toMatchObject({ kind: 'new', attempt: 2 });
    expect(inputsOf('StartExecution').at(-1)).toMatchObject({ name: field(again, 'next') });
  });

  it('is decided on by the buttons of its check run, in the name of whoever presses one', async () => {
    await place.bringPress('approve');
    const asked = await place.bringPress('somebody else’s');
    const input = { operation: 'approve', ...named, job: jobId(), by: mona };
    expect(asked).toEqual([{ functionName: 'approver', input }]);
  });

  it('is of the group of its pull request, whatever its branch is called, and overtakes nothing while it waits', async () => {
    await bringPull(another(3));
    expect(ids()).toHaveLength(2);
    expect(attribute('ConcurrencyGroup')).toBe('5#3');
    await decide('approve');
    await place.tell('RUNNING');
    expect([attribute('Status'), inputsOf('StopExecution')]).toEqual(['RUNNING', []]);
  });

  it('is started by who looks after jobs where its approval was cut short, and ends after 13 days without one', async () => {
    const now = { patienceSeconds: 0 };
    await tend(now, context);
    expect([attribute('Status'), inputsOf('StartExecution')]).toEqual(['WAITING', []]);
    place.answerStarts(...Array(6).fill({ status: 500 }));
    await expect(decide('approve')).rejects.toThrow('StartExecution');
    place.answerStarts();
    await tend(now, context);
    expect(inputsOf('StartExecution').at(-1)).toMatchObject({ name: jobId() });

    await bringPull(another(4));
    const [, later = ''] = ids();
    expect(later).not.toBe('');
    const row = aws()
      .rows()
      .find((one) => field(one.JobId, 'S') === later);
    Object.assign(row ?? {}, { CreatedAt: { S: new Date(Date.now() - 13 * 86_400_000).toISOString() } });
    await tend(now, context);
    const ended = aws()
      .rows()
      .find((one) => field(one.JobId, 'S') === later);
    expect([field(ended?.Status, 'S'), field(ended?.Error, 'S')]).toEqual(['ABORTED', 'NotApproved']);
  });

  it('is ended by who looks after jobs where whoever stopped it died in between', async () => {
    aws().intercept(({ operation }) => (operation === 'StopExecution' ? { status: 500 } : undefined));
    expect(await place.bringChange('deleted')).toBe('again');
    aws().intercept(({ operation }) =>
      operation === 'DescribeExecution' ? { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' } : undefined,
    );
    await tend({ patienceSeconds: 0 }, context);
    expect(attribute('Status')).toBe('ABORTED');
  });
});
