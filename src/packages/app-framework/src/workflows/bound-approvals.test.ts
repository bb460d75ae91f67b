import { all, done, hubot, refused, useApprovals } from './approvals.test.support';

const at = (seconds: number) => new Date(Date.now() + 1_000 * seconds).toISOString();
const gone = '{"__type":"TaskTimedOut"}';

describe('a decision on what a job waits for', () => {
  const { aws, attribute, jobId, inputsOf, shown, tell, execution, ...place } = useApprovals();
  const { asks, decide, press, marks, waitsFor, approved, tended } = place;

  const shownMark = async () => {
    await shown();
    return marks()[0]?.split(':')[1] ?? '';
  };
  const audit = { name: 'audit', token: 'token-2', by: 'anybody', permission: 'write' };
  beforeEach(async () => {
    await place.bringPush();
    await tell('RUNNING');
    await asks();
  });

  it('by a button is of the wait that it was shown for, and of no later one of the same step', async () => {
    const first = await shownMark();
    expect(await press('approve', first)).toEqual(done('is approved'));
    await asks({ token: 'token-2' });
    expect(await press('approve', first)).toEqual(refused('is from before job'));
    expect(await press('approve', undefined)).toEqual(refused('is from before job'));
    expect([approved(), attribute('Status')]).toEqual([['token-1'], 'WAITING']);
    const next = await shownMark();
    expect(next).not.toBe(first);
    expect(await press('approve', next)).toEqual(done('is approved'));
    expect(approved()).toEqual(['token-1', 'token-2']);
  });

  it('by a button decides on that one of several that it was shown for', async () => {
    await asks(audit);
    expect(waitsFor()).toBe('audit');
    expect(await press('reject', await shownMark())).toEqual(done('`audit` of job'));
    expect(waitsFor()).toBe('production');
  });

  it('is asked for by the code that the button leads to with the mark of the wait', async () => {
    const mark = await shownMark();
    expect(`approve:${mark}`).toHaveLength(20);
    expect(await place.bringPress(`approve:${mark}`)).toMatchObject([
      { input: { operation: 'approve', wait: mark, job: jobId() } },
    ]);
  });

  it('by a comment is of what was asked for before that was written, with and without its name', async () => {
    const early = { writtenAt: at(-5) };
    expect(await decide('approve', early)).toEqual(refused('is from before job'));
    expect(await decide('reject', { ...early, name: 'production' })).toEqual(refused('is from before job'));
    expect(await decide('approve', { writtenAt: 'some day' })).toEqual(refused('is from before job'));
    expect([approved(), attribute('Status')]).toEqual([[], 'WAITING']);
    expect(await decide('approve')).toEqual(done('is approved'));
    await asks({ ...audit, seconds: 900 });
    // GitHub counts in seconds: of the same one, nobody knows which came first.
    expect(await decide('approve', { writtenAt: attributeAskedAt(), by: hubot })).toMatchObject({ kind: 'refused' });
    expect([approved(), attribute('Status')]).toEqual([['token-1'], 'WAITING']);
  });
  const attributeAskedAt = () => /"askedAt":"([^"]+)"/.exec(String(attribute('WaitsFor')))?.[1];

  it('that was cut short is carried on by who decides on another', async () => {
    await asks(audit);
    place.answerTasks(500);
    await expect(decide('approve', { name: 'audit' })).rejects.toThrow('SendTaskSuccess');
    place.answerTasks(200);
    expect(await decide('approve', { name: 'production' })).toEqual(done('`production` of job'));
    expect(new Set(approved())).toEqual(new Set(['token-2', 'token-1']));
    expect([attribute('Status'), waitsFor()]).toEqual(['RUNNING', undefined]);
  });

  it('that was cut short is carried on by who looks after jobs, and is sent no more than once when it was taken', async () => {
    place.answerTasks(500);
    await expect(decide('reject')).rejects.toThrow('SendTaskFailure');
    place.answerTasks(200);
    execution({ status: 'RUNNING' });
    const tries = inputsOf('SendTaskFailure').length;
    await tended();
    await tended();
    expect(inputsOf('SendTaskFailure')).toHaveLength(tries + 1);
    expect(attribute('Status')).toBe('RUNNING');
  });

  it('leaves the job waiting for nothing that is decided, whoever decided at the same time', async () => {
    await asks(audit);
    const other = aws()
      .rows()
      .find((row) => 'ApprovalName' in row && JSON.stringify(row).includes('production'));
    place.answerTasksBy(() => {
      const decided = { Decided: { S: 'approved' }, DecidedBy: { S: 'hubot' }, SentAt: { S: at(0) } };
      Object.assign(other ?? {}, decided);
      return { status: 200, body: '{}' };
    });
    expect(await decide('approve', { name: 'audit' })).toEqual(done('is approved'));
    expect([attribute('Status'), waitsFor()]).toEqual(['RUNNING', undefined]);
  });

  it('leaves it waiting for what is open, where who decided on the other was cut short before its row said so', async () => {
    await asks(audit);
    const updates: string[] = [];
    aws().interceptAfter(({ operation, input }) => {
      if (operation !== 'UpdateItem' || !JSON.stringify(input).includes('SentAt')) return undefined;
      updates.push(operation);
      return updates.length === 1 ? { status: 400, body: '{"__type":"ValidationException"}' } : undefined;
    });
    await expect(decide('approve', { name: 'audit' })).rejects.toThrow('UpdateItem');
    expect(waitsFor()).toBe('audit');
    execution({ status: 'RUNNING' });
    await tended();
    expect([attribute('Status'), waitsFor()]).toEqual(['WAITING', 'production']);
  });

  it('is asked for anew by a redriven execution, with its new token, whether that was told of before or after', async () => {
    await tell('FAILED', { error: 'States.Timeout' });
    await asks({ token: 'token-2', run: { RedriveCount: 1 } });
    expect([attribute('Status'), attribute('Redrives'), attribute('Error')]).toEqual(['WAITING', '1', undefined]);
    await tell('RUNNING', { redriveCount: 1 });
    await tell('FAILED', { error: 'States.Timeout' });
    expect(attribute('Status')).toBe('WAITING');
    await expect(asks({ token: 'token-1', run: {} })).rejects.toThrow('was redriven since');
    expect(await decide('approve')).toEqual(done('is approved'));
    expect(approved()).toEqual(['token-2']);

    await tell('ABORTED', { redriveCount: 1 });
    await tell('RUNNING', { redriveCount: 2 });
    await asks({ token: 'token-3', run: { RedriveCount: 2 } });
    expect(await press('approve', await shownMark())).toEqual(done('is approved'));
    expect(approved()).toEqual(['token-2', 'token-3']);
  });

  it('is shown until the time that was told first, where the state asks twice with one token', async () => {
    const before = attribute('WaitsFor');
    await asks({ seconds: 700 });
    expect(attribute('WaitsFor')).toBe(before);
    expect(await decide('approve')).toEqual(done('is approved'));
    expect(attribute('Status')).toBe('RUNNING');
  });

  it('whose answer was lost says what is so', async () => {
    execution({ status: 'RUNNING' });
    let tries = 0;
    place.answerTasksBy(() => {
      tries += 1;
      return tries === 1 ? { status: 500, body: '{}' } : { status: 400, body: gone };
    });
    expect(await decide('approve')).toEqual(done('its step waits no more, and the job goes on'));
    await asks({ token: 'token-2' });
    execution({ status: 'ABORTED' });
    tries = 0;
    expect(await decide('approve')).toEqual(refused('the job has ended'));
    execution({ status: 'RUNNING' });
    await asks({ token: 'token-3' });
    expect(await decide('approve')).toEqual(refused('nothing goes on by this'));
  });

  it('by a button that is refused is told by the check run, once, until somebody else decides', async () => {
    const mark = await shownMark();
    place.grant({ ...all, maintain: false });
    const before = aws().sent.length;
    expect(await press('approve', mark)).toEqual(refused('must have `maintain` permission'));
    await press('approve', mark);
    expect(aws().sent).toHaveLength(before + 1);
    await shown();
    expect(place.summary()).toMatch(/`mona` pressed a button, which did nothing\. Whoever decides .* `maintain`/);
    expect(place.summary()).toContain('It waits for `production`');
    expect(await decide('approve', { by: hubot })).toEqual(done('is approved'));
    expect(attribute('Refusal')).toBeUndefined();
  });

  it('says that GitHub does not tell who may, where the App may not ask', async () => {
    const mark = await shownMark();
    place.gitHub().on('GET /api/v3/repos/octo-org/web/collaborators/mona/permission', { status: 403, body: {} });
    expect(await press('approve', mark)).toEqual(refused('GitHub does not tell the App'));
    await shown();
    expect(place.summary()).toContain('GitHub does not tell the App');
    expect(attribute('Status')).toBe('WAITING');
  });
});
