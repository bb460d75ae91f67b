import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import { field } from '../lambda/parsed-json';
import { createHandlerRegistry } from '../registrar/handler-registry-table';
import { parseDecisions } from '../triggers/event-decisions';
import { pullRequest } from '../triggers/trigger';
import { handler as start } from './run-workflows.lambda';

const action = 'opened';
const pull_request = {
  number: 5,
  user: { login: 'octocat', type: 'User' },
  head: { ref: 'work', sha: 'b'.repeat(40), repo: { id: 6 } },
  base: { ref: 'main' },
};
const repository = { id: 6, full_name: 'octo-org/docs' };
const pull = 'GET /api/v3/repos/octo-org/docs/pulls/5';
const listed = 'GET /api/v3/repos/octo-org/docs/pulls/5/files';

describe('a workflow for some files', () => {
  const { aws, gitHub } = useConnectedHandler();

  beforeAll(() => {
    const queues = { REPORT_QUEUE_URL: 'reports.fifo', STATUS_QUEUE_URL: 'statuses' };
    Object.assign(process.env, {
      JOBS_TABLE_NAME: 'jobs',
      TRIGGERS_TABLE_NAME: 'triggers',
      INSTALLATION_TABLE_NAME: 'installations',
      ...queues,
    });
  });
  beforeEach(async () => {
    gitHub().on(pull, { body: pull_request });
    const offered = [
      { name: 'docs', check: 'docs', machine: 'arn:docs', on: [pullRequest({ paths: ['docs/**'] })] },
      { name: 'code', check: 'code', machine: 'arn:code', on: [pullRequest({ paths: ['src/**'] })] },
    ];
    await createHandlerRegistry({ tableName: 'ledger' })({ Workflows: JSON.stringify(offered) });
    aws().intercept(({ operation }) => (operation === 'StartExecution' ? { status: 200 } : undefined));
  });
  const opened = (more: object = {}) =>
    bring(start, {
      event: 'pull_request',
      action,
      payload: { action, repository, pull_request },
      repository,
      installation: { id: 300 },
      ...more,
    });
  const jobs = () =>
    aws()
      .rows()
      .flatMap((row) => row.Workflow ?? []);

  it('starts where one of them changed, and GitHub is asked once for all, with a token that reads pull requests', async () => {
    gitHub().on(listed, { body: [{ filename: 'docs/new.md', previous_filename: 'old.md', status: 'renamed' }] });
    expect(await opened()).toBe('settled');

    expect(jobs()).toEqual([{ S: 'docs' }]);
    expect(gitHub().asked()).toEqual(['POST /tokens/installation', listed, pull]);
    expect(gitHub().requests[0]?.body).toMatchObject({
      scopeDown: { repositoryIds: [6], permissions: { pull_requests: 'read' } },
    });
  });

  it('holds up no other one while GitHub does not tell which files changed', async () => {
    const any = { name: 'any', check: 'any', machine: 'arn:any', on: [pullRequest({ forks: 'run' })] };
    const docs = { name: 'docs', check: 'docs', machine: 'arn:docs', on: [pullRequest({ paths: ['docs/**'] })] };
    await createHandlerRegistry({ tableName: 'ledger' })({ Workflows: JSON.stringify([docs, any]) });
    gitHub().on(listed, { status: 502, body: {} });
    expect(await opened()).toBe('again');
    expect(jobs()).toEqual([{ S: 'any' }]);
    const [told] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    expect(parseDecisions(String(told)).workflows.find(({ workflow }) => workflow === 'docs')?.decisions).toEqual([
      { kind: 'files wanted' },
    ]);
    gitHub().on(listed, { body: [{ filename: 'docs/new.md' }] });
    expect(await opened()).toBe('settled');
    expect(jobs()).toEqual([{ S: 'any' }, { S: 'docs' }]);
  });

  it('keeps with the delivery what each trigger decided, a replay apart, and which job was started', async () => {
    gitHub().on(listed, { body: [{ filename: 'docs/new.md' }] });
    await opened();
    await opened({ replay_id: 'r-1' });

    const refused = { kind: 'refused', by: 'paths', value: 'docs/new.md', meant: 'src/**' };
    const workflows = [
      { workflow: 'docs', decisions: [{ kind: 'matched' }], job: expect.stringMatching(/^[0-9a-f]{40}$/) },
      { workflow: 'code', decisions: [refused] },
    ];
    const kept = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    expect(kept.map((text) => parseDecisions(String(text)))).toEqual([
      { workflows, leftOut: 0 },
      { workflows, leftOut: 0 },
    ]);
  });

  it('starts though another that is to start cannot be, and that is tried again', async () => {
    gitHub().on(listed, { body: [{ filename: 'docs/new.md' }, { filename: 'src/new.ts' }] });
    const started: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation !== 'StartExecution') return undefined;
      const machine = field(input, 'stateMachineArn');
      started.push(machine);
      return machine === 'arn:docs' ? { status: 400, body: '{"__type":"StateMachineDoesNotExist"}' } : { status: 200 };
    });
    expect(await opened()).toBe('again');
    expect(started).toEqual(['arn:docs', 'arn:code']);
  });

  it('waits for files that GitHub does not tell now', async () => {
    gitHub().on(listed, { status: 403, headers: { 'retry-after': '900' }, body: { message: 'secondary rate limit' } });
    expect([await opened(), jobs()]).toEqual(['again', []]);
  });
});
