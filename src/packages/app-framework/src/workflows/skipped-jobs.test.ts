import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, context, machine, sha, useWorkflows } from './workflows.test.support';

const made = 'POST /api/v3/repos/octo-org/web/check-runs';
const listed = `GET /api/v3/repos/octo-org/web/commits/${sha}/check-runs`;
const filtered = push({ branches: ['release/**'], whenFiltered: 'skipped' });

describe('a workflow whose filters refuse', () => {
  const { aws, gitHub, offer, ids, jobId, attribute, bringPush, inputsOf, shown, checkRuns, ...place } = useWorkflows();
  const runs = (...check_runs: object[]) => gitHub().on(listed, { body: { check_runs } });

  /** A push that comes a minute after the others. */
  const bringLater = async () => {
    const doNotFake = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'] as const;
    jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: [...doNotFake] });
    await bringPush();
    jest.useRealTimers();
  };
  const again = (event: 'check_run' | 'check_suite', job: string) =>
    bring(change, {
      ...place.delivery(),
      event,
      action: 'rerequested',
      payload: { [event]: { app: { id: 1234 }, external_id: job, head_sha: sha } },
      delivery_key: `again by ${event}`,
    });

  beforeEach(async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await offer([
      { name: 'ci', check: 'ci / all', machine, on: [filtered] },
      { name: 'silent', check: 'silent', machine: `${machine}-silent`, on: [push({ branches: ['release/**'] })] },
      { name: 'both', check: 'both', machine: `${machine}-both`, on: [filtered, push()] },
    ]);
  });

  it('has its check concluded as skipped where it says so, with the reason, and runs nothing', async () => {
    runs();
    await bringPush();
    await bringPush();
    await shown();
    await shown();

    expect(attribute('Status')).toBe('SKIPPED');
    expect(inputsOf('StartExecution').filter((input) => field(input, 'name') === jobId())).toEqual([]);
    expect(checkRuns().filter(([method]) => method === 'POST')).toEqual([['POST', 'completed', 'skipped']]);
    const body = gitHub().requests.find(({ method, path }) => method === 'POST' && path.endsWith('/check-runs'))?.body;
    expect(body).toMatchObject({ name: 'ci / all', head_sha: sha, external_id: jobId() });
    expect(field(field(body, 'output'), 'summary')).toContain('branches: it is main, and what is meant is release/**');
  });

  it('leaves alone the check run that the commit has', async () => {
    runs({ id: 6, external_id: 'other', conclusion: 'failure' });
    await bringPush();
    expect((await shown()).batchItemFailures).toEqual([]);
    await shown();

    expect(checkRuns()).toEqual([['GET', undefined, undefined]]);
  });

  it('finds its own whose answer it never got', async () => {
    runs();
    gitHub().on(made, { status: 502, body: { message: 'lost' } });
    await bringPush();
    expect((await shown()).batchItemFailures).toHaveLength(1);
    runs({ id: 7, external_id: jobId() });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await shown();

    expect(checkRuns().map(([method]) => method)).toEqual(['GET', 'POST', 'GET', 'PATCH']);
    const queries = gitHub().requests.flatMap(({ path, query }) => (path.endsWith(`${sha}/check-runs`) ? [query] : []));
    expect(queries[1]).toMatchObject({ check_name: 'ci / all', filter: 'all', app_id: '1234' });
  });

  it('leaves the check to one that was to start before, and is shown after', async () => {
    runs();
    await bringPush({ ...another(2), payload: { ref: 'refs/heads/release/1', after: sha, deleted: false } });
    const [begun = ''] = ids();
    await bringLater();
    const skipped = aws()
      .rows()
      .flatMap(({ Status, JobId }) => (field(Status, 'S') === 'SKIPPED' ? [String(field(JobId, 'S'))] : []));
    await shown(skipped.map((job) => JSON.stringify({ job })));
    await shown([JSON.stringify({ job: begun })]);

    expect(checkRuns()).toEqual([
      ['GET', undefined, undefined],
      ['POST', 'completed', 'skipped'],
      ['POST', 'queued', undefined],
    ]);
  });

  it('starts where another trigger matches, and leaves its check waiting where nobody said otherwise', async () => {
    await bringPush();
    expect(ids()).toHaveLength(2);
    expect(inputsOf('StartExecution')).toMatchObject([{ stateMachineArn: `${machine}-both` }]);
  });

  it('is run again for nobody who wants its check again: that would get round them', async () => {
    await bringPush();
    const skipped = jobId();
    expect(await operate({ operation: 'rerun', job: skipped, by: 'mallory' }, context)).toMatchObject({
      kind: 'skipped',
      job: { status: 'SKIPPED' },
    });
    for (const event of ['check_run', 'check_suite'] as const) await again(event, skipped);

    expect(ids()).toHaveLength(2);
    expect(inputsOf('StartExecution')).toHaveLength(1);
  });

  it('hides nothing that ran before it from who wants all checks of the commit again', async () => {
    await bringPush({ ...another(2), payload: { ref: 'refs/heads/release/1', after: sha, deleted: false } });
    const [ran = ''] = ids();
    await place.tell('FAILED', { name: ran });
    await bringLater();
    await again('check_suite', ran);

    const attempts = aws()
      .rows()
      .filter(({ FirstJob }) => field(FirstJob, 'S') === ran)
      .map(({ Attempt, Status }) => [field(Attempt, 'N'), field(Status, 'S')]);
    expect(attempts).toEqual([
      ['1', 'FAILED'],
      ['2', 'QUEUED'],
    ]);
  });
});
