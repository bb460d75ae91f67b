import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { useSteps } from '../workflows/steps.test.support';
import { context } from '../workflows/workflows.test.support';
import { startByCommand } from './trigger-operations.lambda';
import { leadToTriggers } from './trigger-operations.test.support';

const octocat = { id: 9, login: 'octocat', has: 'write' } as const;
const place = { repository: 'octo-org/web', repositoryId: 5, host: 'ghe.example.com' };

describe('a job that a command runs again', () => {
  const { aws, gitHub, jobId, tell, run, failure } = useSteps();
  leadToTriggers();
  let starts = 0;
  beforeEach(async () => {
    starts = 0;
    aws().intercept(({ operation }) => {
      if (operation !== 'StartExecution') return undefined;
      starts += 1;
      return { status: 200, body: '{}' };
    });
    gitHub().on('POST /user-token', { body: { token: 'ghu_one', version: '1' } });
    gitHub().on('POST /api/v3/repos/octo-org/web/issues/7/labels', { body: [{ name: 'a' }] });
    await tell('FAILED', { error: 'SignInNeeded' });
  });
  const say = (by: object = octocat, more: object = {}) => {
    const asked = { ...place, rerun: { job: jobId().slice(0, 10), by: { ...octocat, ...by } }, ...more };
    return startByCommand(asked, context);
  };
  const attempts = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);
  /** A step of the last attempt, as its execution calls it. */
  const asStarter = () => {
    const Input = parsedJson(String(field(attempts().at(-1)?.Input, 'S')));
    return ['addLabels', { issue: 7, labels: ['a'] }, { as: 'starter', execution: { Input } }] as const;
  };

  it('is of who said so, and acts as them where it was theirs', async () => {
    const answer = await say();
    expect(answer).toMatchObject({ kind: 'new', job: { job: jobId() }, attempt: 2 });
    expect(attempts()[1]).toMatchObject({ UserId: { N: '9' }, StartedBy: { S: 'octocat' }, Attempt: { N: '2' } });
    expect(await run(...asStarter())).toEqual({ labels: ['a'] });
    const written = gitHub().requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/labels'));
    expect(written.map(({ headers }) => headers.authorization)).toEqual(['Bearer ghu_one']);
    expect(await say()).toMatchObject({ kind: 'known', next: field(answer, 'next') });
    expect([starts, attempts().length]).toEqual([2, 2]);
  });

  it('acts as nobody whose job it was not', async () => {
    await say({ id: 10, login: 'hubot' });
    expect(attempts()[1]).toMatchObject({ UserId: { N: '10' }, StartedBy: { S: 'hubot' } });
    expect(await failure(...asStarter())).toMatchObject({ name: 'StepRefused' });
  });

  it.each([
    ['maintain', 'write', 'beyond'],
    ['maintain', 'maintain', 'new'],
    ['write', 'admin', 'new'],
    ['write', 'triage', 'beyond'],
    ['triage', undefined, 'beyond'],
  ])('takes what the command took that started it: %s, of who has %s', async (permission, has, kind) => {
    Object.assign(attempts()[0] ?? {}, { Permission: { S: permission } });
    expect(await say({ has })).toMatchObject({ kind, ...(kind === 'beyond' && { permission }) });
    const isNew = kind === 'new';
    expect([attempts().length, starts]).toEqual(isNew ? [2, 1] : [1, 0]);
    expect(attempts().at(-1)).toMatchObject({ Permission: { S: permission } });
    // Operators may run all.
    expect(await operate({ operation: 'rerun', job: jobId() }, context)).toMatchObject({
      kind: isNew ? 'known' : 'new',
    });
  });

  it.each([
    ['Octocat mona', 'octocat', 'new'],
    ['octocat', 'OctoCat', 'new'],
    ['mona', 'octocat', 'of others'],
    ['octo', 'octocat', 'of others'],
  ])('takes who is named by the trigger of the command that started it: %s, by %s', async (authors, login, kind) => {
    Object.assign(attempts()[0] ?? {}, { Authors: { S: authors } });
    expect(await say({ login })).toMatchObject({ kind, ...(kind !== 'new' && { authors }) });
    expect([attempts().length, starts]).toEqual(kind === 'new' ? [2, 1] : [1, 0]);
    expect(attempts().at(-1)).toMatchObject({ Authors: { S: authors } });
    // Operators may run all.
    expect(await operate({ operation: 'rerun', job: jobId() }, context)).toMatchObject({
      kind: kind === 'new' ? 'known' : 'new',
    });
  });

  it.each([
    ['a login', { by: 'octocat' }],
    ['a person', { by: octocat }],
    ['what a command gives', { rerun: { job: 'x', by: octocat }, by: 'octocat' }],
  ])('acts as nobody where an operator asks for it with %s', async (_what, more) => {
    expect(await operate({ operation: 'rerun', job: jobId(), ...more }, context)).toMatchObject({ kind: 'new' });
    expect(attempts()).toHaveLength(2);
    expect(attempts()[1]).not.toHaveProperty('UserId');
    expect(await failure(...asStarter())).toMatchObject({ name: 'StepRefused' });
  });

  it.each([
    ['another repository', { repositoryId: 6 }],
    ['another host', { host: 'api.github.com' }],
  ])('is none of %s', async (_whose, more) => {
    expect(await say({}, more)).toEqual({ kind: 'not-found' });
    expect(attempts()).toHaveLength(1);
  });

  it('fails where nobody is named', async () => {
    await expect(async () => say({ id: undefined })).rejects.toThrow('give host, repository');
    await expect(async () => say({}, { host: undefined })).rejects.toThrow('give host, repository');
  });
});
