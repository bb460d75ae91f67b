import { field } from '../lambda/parsed-json';
import { another, sha, useWorkflows } from './workflows.test.support';

const made = 'POST /api/v3/repos/octo-org/web/check-runs';
const changed = 'PATCH /api/v3/repos/octo-org/web/check-runs/7';

describe('what of jobs is shown', () => {
  const { aws, gitHub, ids, jobId, bringPush, tell, shown, checkRuns, attribute } = useWorkflows();
  const rows = () => aws().rows();
  const writer = () => rows().find((row) => String(field(row.JobId, 'S')).startsWith('writer#'));

  it('begins with those that have ended, and each is shown once, as it is by then', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await bringPush();
    const first = jobId();
    await bringPush(another(2));
    const [, second = ''] = ids();
    await tell('SUCCEEDED', { name: second });
    await shown([first, second].map((job) => JSON.stringify({ job })));

    const posts = gitHub().requests.filter(({ path }) => path.endsWith('/check-runs'));
    expect(posts.map(({ body }) => [field(body, 'external_id'), field(body, 'conclusion')])).toEqual([
      [second, 'success'],
    ]);
  });

  it('holds up nobody for long where GitHub serves one of them never', async () => {
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${sha}/check-runs`, { body: { check_runs: [] } });
    await bringPush();
    const poison = jobId();
    gitHub().on(made, ({ body }) =>
      field(body, 'external_id') === poison
        ? { status: 502, body: { message: 'lost' } }
        : { status: 201, body: { id: 8 } },
    );
    await tell('FAILED');
    const payload = { ref: 'refs/heads/main', after: 'c'.repeat(40), deleted: false };
    await bringPush({ ...another(2), payload });
    const [, second = ''] = ids();
    expect((await shown([JSON.stringify({ job: second })])).batchItemFailures).toEqual([]);
    expect(rows().find(({ JobId }) => field(JobId, 'S') === second)?.Shown).toEqual({ S: 'QUEUED' });

    const after = async (receives: number) => {
      const attributes = { MessageGroupId: 'one', ApproximateReceiveCount: String(receives) };
      return (await shown([JSON.stringify({ job: poison })], attributes)).batchItemFailures.length;
    };
    expect([await after(4), await after(5)]).toEqual([1, 0]);
    expect(attribute('Shown')).toBeUndefined();
  });

  it('keeps to the pace, which the next process knows', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await bringPush();
    const before = Date.now();
    await shown();

    expect(Number(field(writer()?.UsedSecond, 'N'))).toBeGreaterThanOrEqual(before + 500);
    expect(Number(field(writer()?.UsedHour, 'N'))).toBeGreaterThan(before + 10_000);
  });

  it('waits where the limit of an hour is used, and asks GitHub nothing', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await bringPush();
    await shown();
    const used = { ...writer(), UsedHour: { N: String(Date.now() + 60 * 10_588 + 90_000) } };
    aws().intercept(({ operation, input }) =>
      operation === 'GetItem' && JSON.stringify(input).includes('writer#')
        ? { status: 200, body: JSON.stringify({ Item: used }) }
        : undefined,
    );
    await bringPush({ ...another(2), payload: { ref: 'refs/heads/main', after: 'c'.repeat(40), deleted: false } });
    const [, second = ''] = ids();
    const answer = await shown([JSON.stringify({ job: second })]);

    expect(answer.batchItemFailures).toHaveLength(1);
    expect(Number(field(aws().postponed.at(-1), 'VisibilityTimeout'))).toBeGreaterThanOrEqual(90);
    expect(checkRuns()).toHaveLength(1);
  });

  it('concludes where GitHub does not take the text', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await bringPush();
    await shown();
    await tell('FAILED', { error: 'Broken', cause: `because \u{1f600}` });
    gitHub().on(changed, ({ body }) =>
      JSON.stringify(body).includes('because')
        ? { status: 422, body: { message: 'Invalid request. summary is not valid' } }
        : { body: { id: 7 } },
    );
    expect((await shown()).batchItemFailures).toEqual([]);

    expect(checkRuns().slice(1)).toEqual([
      ['PATCH', 'completed', 'failure'],
      ['PATCH', 'completed', 'failure'],
    ]);
    expect(attribute('Shown')).toBe('FAILED');
  });

  it('closes the fence of a cause that is cut, whole characters kept', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    await bringPush();
    await tell('FAILED', { error: 'Broken', cause: `${'x'.repeat(3_999)}\u{1f600}${'y'.repeat(20_000)}` });
    await shown();

    const [post] = gitHub().requests.filter(({ path }) => path.endsWith('/check-runs'));
    const summary = String(field(field(post?.body, 'output'), 'summary'));
    expect(summary).toMatch(/```text\nx{3999}\n```$/);
  });

  it('is never an older result after a newer one of the same check and commit', async () => {
    gitHub().on(made, { status: 201, body: { id: 7 } });
    jest.useFakeTimers({
      now: Date.now() - 60_000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'],
    });
    await bringPush();
    jest.useRealTimers();
    const older = jobId();
    await bringPush(another(2));
    const newer = ids().find((id) => id !== older) ?? '';
    await tell('FAILED', { name: newer });
    await shown([JSON.stringify({ job: newer })]);
    await tell('SUCCEEDED', { name: older });
    await shown([JSON.stringify({ job: older })]);

    expect(checkRuns()).toEqual([['POST', 'completed', 'failure']]);
    const [post] = gitHub().requests.filter(({ path }) => path.endsWith('/check-runs'));
    expect(post?.body).toMatchObject({ external_id: newer, head_sha: sha });
  });
});
