import { field } from '../lambda/parsed-json';
import { handler as show } from '../progress/show-jobs.lambda';
import { another, sha, useWorkflows } from './workflows.test.support';

const made = 'POST /api/v3/repos/octo-org/web/check-runs';

describe('who shows jobs', () => {
  const { aws, gitHub, ids, jobId, bringPush, tell, shown, checkRuns } = useWorkflows();
  beforeEach(() => gitHub().on(made, { status: 201, body: { id: 7 } }));
  const isOfWriter = (input: unknown) => JSON.stringify(input).includes('writer#');

  it('shows a job as it is once those that ended are shown, and not as it was before', async () => {
    await bringPush();
    const open = jobId();
    const after = 'c'.repeat(40);
    await bringPush({ ...another(2), payload: { ref: 'refs/heads/main', after, deleted: false } });
    const [, ended = ''] = ids();
    await tell('FAILED', { name: ended });
    gitHub().on(made, async ({ body }) => {
      if (field(body, 'external_id') === ended) await tell('SUCCEEDED', { name: open });
      return { status: 201, body: { id: 7 } };
    });
    await shown([JSON.stringify({ job: open })]);

    expect(checkRuns()).toEqual([
      ['POST', 'completed', 'failure'],
      ['POST', 'completed', 'success'],
    ]);
  });

  it('concludes what has its check run already, whoever else waits to be given one', async () => {
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    const pushed = (number: number) => ({ ref: 'refs/heads/main', after: String(number).repeat(40), deleted: false });
    await bringPush();
    const ended = jobId();
    for (const number of [2, 3, 4]) await bringPush({ ...another(number), payload: pushed(number) });
    const [, first = '', second = '', open = ''] = ids();
    await shown([first, second].map((job) => JSON.stringify({ job })));
    for (const name of [ended, first]) await tell('FAILED', { name });
    gitHub().requests.length = 0;
    const used = { UsedHour: { N: String(Date.now() + 60 * 10_588 + 90_000) } };
    aws().intercept(({ operation, input }) =>
      operation === 'GetItem' && isOfWriter(input) ? { status: 200, body: JSON.stringify({ Item: used }) } : undefined,
    );
    const isTold = async (job: string) => (await shown([JSON.stringify({ job })])).batchItemFailures.length === 0;
    const isNotListed = ([method]: unknown[]) => method !== 'GET';

    expect(await isTold(ended)).toBe(false);
    expect(checkRuns().filter(isNotListed)).toEqual([['PATCH', 'completed', 'failure']]);
    await tell('SUCCEEDED', { name: second });
    expect(await isTold(open)).toBe(false);
    expect(checkRuns().filter(isNotListed).slice(1)).toEqual([['PATCH', 'completed', 'success']]);
  });

  it('writes at GitHub what is noted before, and nothing where that fails or was read too early', async () => {
    await bringPush();
    const read: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation === 'GetItem' && isOfWriter(input)) read.push(field(input, 'ConsistentRead'));
      return operation === 'PutItem' && isOfWriter(input) ? { status: 500 } : undefined;
    });
    expect((await shown()).batchItemFailures).toHaveLength(1);
    expect([read, checkRuns()]).toEqual([[true], []]);
  });

  it('begins no write that its time may end in between', async () => {
    await bringPush();
    const body = JSON.stringify({ job: jobId() });
    const context = { getRemainingTimeInMillis: () => 14_000 };
    const answer = await show({ Records: [{ messageId: '1', receiptHandle: '1', body }] }, context);
    expect([answer.batchItemFailures.length, checkRuns()]).toEqual([1, []]);
  });

  it('asks for another token where GitHub takes the one that it had no more', async () => {
    gitHub().onInTurn(made, { status: 401, body: { message: 'Bad credentials' } }, { status: 201, body: { id: 7 } });
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${sha}/check-runs`, { body: { check_runs: [] } });
    await bringPush();
    expect((await shown()).batchItemFailures).toHaveLength(1);
    expect((await shown()).batchItemFailures).toEqual([]);
    expect(gitHub().requests.filter(({ path }) => path === '/tokens/installation')).toHaveLength(2);
  });

  it('waits for a token that the deployment does not give now', async () => {
    gitHub().on('POST /tokens/installation', { status: 429, body: { message: 'Throttled' } });
    await bringPush();
    expect((await shown()).batchItemFailures).toHaveLength(1);
  });
});
