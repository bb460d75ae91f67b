import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { runTool, useToolWorld } from '../tool-world.test.support';

const id = '2cdf7d867e6dc9240a6acbd4dd6c533530ccff2b';
const view = {
  job: id,
  workflow: 'ci',
  status: 'RUNNING',
  repository: 'octo-org/website',
  sha: 'b'.repeat(40),
  attempt: 1,
  startedBy: 'octocat',
  createdAt: '2026-11-28T20:00:00.000Z',
  updatedAt: '2026-11-28T20:01:00.000Z',
  deliveryId: 'one',
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:ci:one',
};

const isFound = (answer: object) => ['new', 'known'].includes(String(Object(answer).kind));

describe('jobs', () => {
  const world = useToolWorld();
  let names: string[];
  let answer: object;
  let asked: unknown[];
  beforeEach(() => {
    names = ['jobs-of-mine'];
    asked = [];
    const { tagging, lambda } = world().aws;
    tagging.on(GetResourcesCommand).callsFake(({ TagFilters }) => ({
      ResourceTagMappingList:
        TagFilters[0].Values[0] === 'JobOperations'
          ? names.map((name) => ({ ResourceARN: `arn:aws:lambda:us-east-1:000000000000:function:${name}` }))
          : [],
    }));
    lambda.on(InvokeCommand).callsFake(({ FunctionName, Payload }) => {
      const input = JSON.parse(Buffer.from(Payload).toString());
      asked.push([FunctionName, input]);
      const isFirst = input.operation === 'show' && isFound(answer);
      return { Payload: Buffer.from(JSON.stringify(isFirst ? { kind: 'jobs', jobs: [view] } : answer)) };
    });
  });

  it('list tells of those that have not ended, within 80 columns, and of a repository', async () => {
    answer = { kind: 'jobs', jobs: [view], leftOut: 400 };
    const { exitCode, stdout } = await runTool(['jobs', 'list']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/11-28 20:00 {2}2cdf7d867e {2}RUNNING {2}ci +octo-org\/website/);
    expect(stdout).toContain('400 that are older are left out.');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    answer = { kind: 'jobs', jobs: [] };
    const none = await runTool(['jobs', 'list', '--repository', 'octo-org/website', '--function', 'other']);
    expect(none.stdout).toContain('No job of octo-org/website is kept.');
    expect(asked).toEqual([
      ['jobs-of-mine', { operation: 'list' }],
      ['other', { operation: 'list', repository: 'octo-org/website' }],
    ]);
  });

  it('show tells all of one', async () => {
    answer = { kind: 'jobs', jobs: [{ ...view, error: 'Broken', stopReason: 'Stopped by octocat.' }] };
    const { stdout } = await runTool(['jobs', 'show', id]);
    for (const part of [id, 'Broken', 'Stopped by octocat.', ':execution:ci:one', 'octocat'])
      expect(stdout).toContain(part);
    expect(JSON.parse((await runTool(['jobs', 'show', id, '--json'])).stdout).jobs).toHaveLength(1);
  });

  it.each([
    ['cancel', { kind: 'stopped', job: view }, 'is being stopped'],
    ['cancel', { kind: 'ended', job: view }, 'nothing to stop'],
    ['rerun', { kind: 'new', job: view, next: 'next', attempt: 2 }, 'runs again as job next, attempt 2'],
    ['rerun', { kind: 'known', job: view, next: 'next', attempt: 2 }, 'was run again before, as job next'],
  ])('%s says what came of it: %j', async (name, said, text) => {
    answer = said;
    const { exitCode, stdout } = await runTool(['jobs', name, id]);
    expect([exitCode, asked.at(-1)]).toEqual([0, ['jobs-of-mine', { operation: name, job: id }]]);
    expect(stdout).toContain(text);
  });

  it.each([
    ['show', { kind: 'not-found' }, 3, 'There is no job'],
    ['cancel', { kind: 'ambiguous' }, 2, 'give more of the id'],
    ['rerun', { kind: 'open', job: view }, 4, 'has not ended'],
    ['rerun', { kind: 'skipped', job: view }, 4, 'was never run'],
    ['rerun', { kind: 'lost', job: view, reason: 'The App was suspended.' }, 4, 'The App was suspended.'],
    ['rerun', { kind: 'held back', job: view, account: 'new-owners' }, 4, 'belongs to new-owners, which accounts'],
    ['rerun', {}, 1, 'deploy it again'],
  ])('refuses: %s answered %j', async (name, said, code, text) => {
    answer = said;
    const { exitCode, stderr } = await runTool(['jobs', name, id]);
    expect(stderr).toContain(text);
    expect(exitCode).toBe(code);
  });

  it('asks which deployment is meant where there are several, and says where there is none', async () => {
    names.push('others');
    expect((await runTool(['jobs', 'list'])).stderr).toContain('--function NAME');
    names.length = 0;
    expect((await runTool(['jobs', 'list'])).exitCode).toBe(3);
  });
});
