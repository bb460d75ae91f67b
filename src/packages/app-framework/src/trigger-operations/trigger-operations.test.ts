import { field } from '../lambda/parsed-json';
import { useWorkflows } from '../workflows/workflows.test.support';
import { handler } from './trigger-operations.lambda';
import { appId, askTriggers as ask, faultsIn, leadToTriggers } from './trigger-operations.test.support';

describe('the operations on triggers', () => {
  const { aws, installation, bringChange } = useWorkflows();
  leadToTriggers();
  const installationId = () => installation().id;
  const filters = { event: 'push', branches: ['release/**'] };
  const put = (more: object = {}) =>
    ask('put', { installationId: installationId(), triggerId: 'nightly', workflow: 'ci', filters, ...more });
  const gone = () => `App ${appId} was uninstalled from installation ${installationId()}`;
  const list = async (more: object = {}) => {
    const [, body] = await ask('list', { installationId: installationId(), ...more });
    return body;
  };

  it('keep a trigger, with what was left to defaults filled in', async () => {
    const [status, body] = await put({ repositoryId: 5, parameters: '{"depth":3}' });
    const record = {
      triggerId: 'nightly',
      workflow: 'ci',
      repositoryId: 5,
      filters: { ...filters, ignoreBots: true, ignoreOwn: true },
      parameters: '{"depth":3}',
      updatedAt: expect.any(String),
    };
    expect([status, body]).toEqual([200, { trigger: record }]);
    expect(await list()).toEqual({ triggers: [record] });
  });

  it('take what they answered, and keep the same by it', async () => {
    await put({ filters: { event: 'pull_request', drafts: 'skip', labels: ['run ci'], whenFiltered: 'skipped' } });
    const [{ updatedAt: _first, ...kept }] = Object(await list()).triggers;
    expect(kept.filters.actions).toEqual(['opened', 'synchronize', 'reopened', 'ready_for_review']);
    await put({ ...kept, filters: kept.filters });
    const [{ updatedAt: _second, ...again }] = Object(await list()).triggers;
    expect(again).toEqual(kept);
  });

  it.each([
    ['a workflow that nobody offers', { workflow: 'other' }, '/workflow', 'which are ci'],
    ['a pattern that is none', { filters: { event: 'push', branches: ['[z-a]'] } }, '/filters', '[z-a]'],
    [
      'what would mean nothing',
      { filters: { event: 'push', paths: ['!docs/**'] } },
      '/filters',
      'paths holds no pattern',
    ],
    [
      'a filter of another event',
      { filters: { event: 'push', labels: ['x'] } },
      '/filters',
      'labels is no filter of push',
    ],
    [
      'a change of what nothing changes',
      { filters: { event: 'workflow_run', ignoreOwn: false } },
      '/filters',
      'ignoreOwn is no filter of workflow_run',
    ],
    [
      'an approval of what ran already',
      { filters: { event: 'workflow_run', forks: 'approve' } },
      '/filters',
      'Say run or skip',
    ],
    ['a bot that is ignored', { filters: { event: 'push', authors: ['x[bot]'] } }, '/filters', 'ignoreBots: false'],
    ['parameters that are no JSON', { parameters: '{depth}' }, '/parameters', 'JSON text of an object'],
    ['parameters that are no object', { parameters: '[1]' }, '/parameters', 'JSON text of an object'],
    ['too many bytes', { parameters: `{"a":"${'ä'.repeat(2_100)}"}` }, '/parameters', '4096 bytes'],
    [
      'too many patterns',
      { filters: { event: 'push', branches: Array.from({ length: 100 }, (_, index) => `${index}${'x'.repeat(100)}`) } },
      '/filters',
      '8192 characters',
    ],
  ])('refuse %s, and keep nothing', async (_what, more, path, message) => {
    const [status, faults] = faultsIn(await put(more));
    expect([status, faults]).toEqual([400, [{ path, message: expect.stringContaining(message) }]]);
    expect(await list()).toEqual({ triggers: [] });
  });

  it('refuse more than an installation may have', async () => {
    aws().intercept(({ operation, input }) =>
      operation === 'Query' && field(input, 'Select') === 'COUNT' ? { status: 200, body: '{"Count":100}' } : undefined,
    );
    expect(faultsIn(await put())).toEqual([400, expect.stringContaining('has 100 triggers, which is the most')]);
  });

  it('refuse an installation that is gone, whatever host it was on, and take one that is away', async () => {
    await bringChange('suspend');
    expect((await put())[0]).toBe(200);
    await bringChange('deleted');
    expect(faultsIn(await put())).toEqual([400, expect.stringContaining(gone())]);
    expect((await put({ installationId: installationId() + 1_000 }))[0]).toBe(200);
    expect(await list()).toEqual({ triggers: [] });
  });

  it('keep nothing of an installation that goes while it is put', async () => {
    let isTold = false;
    aws().intercept(async ({ operation, input }) => {
      if (isTold || operation !== 'PutItem' || field(input, 'TableName') !== 'triggers') return undefined;
      isTold = true;
      await bringChange('deleted');
      return undefined;
    });
    expect(faultsIn(await put())).toEqual([400, expect.stringContaining(gone())]);
    expect([isTold, await list()]).toEqual([true, { triggers: [] }]);
  });

  it('name a workflow as soon as it is offered', async () => {
    const row = { Key: { Delivery: { S: 'deployment' }, Part: { S: 'workflows' } } };
    expect((await put())[0]).toBe(200);
    aws().intercept(({ operation, input }) =>
      operation === 'GetItem' && JSON.stringify(field(input, 'Key')) === JSON.stringify(row.Key)
        ? { status: 200, body: '{}' }
        : undefined,
    );
    expect((await put())[0]).toBe(400);
  });

  it('list page by page, and only those of the installation', async () => {
    for (const triggerId of ['c', 'a', 'b']) await put({ triggerId });
    await put({ triggerId: 'other', installationId: installationId() + 1_000 });
    const first = Object(await list({ maxResults: 2 }));
    const second = Object(await list({ maxResults: 2, nextToken: first.nextToken }));
    const names = [first, second].map(({ triggers }) =>
      triggers.map(({ triggerId }: { triggerId: string }) => triggerId),
    );
    expect([names, second.nextToken]).toEqual([[['a', 'b'], ['c']], undefined]);
  });

  it('delete one, and say so of what is not there', async () => {
    await put();
    const named = { installationId: installationId(), triggerId: 'nightly' };
    expect(await ask('delete', named)).toEqual([
      200,
      { trigger: expect.objectContaining({ triggerId: 'nightly', workflow: 'ci' }) },
    ]);
    const [status, message] = faultsIn(await ask('delete', named));
    expect([status, message]).toEqual([
      404,
      `There is no trigger nightly of installation ${installationId()} of App ${appId}. ListTriggers names those there are.`,
    ]);
    expect(await list()).toEqual({ triggers: [] });
  });

  it('serve nothing else at their URL', async () => {
    const requestContext = { http: { method: 'POST' }, authorizer: { iam: { userArn: 'arn:aws:iam::0:role/x' } } };
    const answer = await handler(
      { rawPath: '/tokens/app', headers: {}, requestContext },
      {
        getRemainingTimeInMillis: () => 15_000,
      },
    );
    expect([answer.statusCode, answer.body]).toEqual([
      404,
      expect.stringContaining('POST /triggers/put, POST /triggers,'),
    ]);
  });
});
