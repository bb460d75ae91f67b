import { GetItemCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';

const job = '2cdf7d867e6dc9240a6acbd4dd6c533530ccff2b';
const view = { job, appId: 7, repository: 'octo-org/website', repositoryId: 5 };
const there = { appId: 7, installationId: 8, repository: 'new-owners/site', ownerId: 77 };
const noTable = new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} });

describe('jobs rerun', () => {
  const world = useToolWorld();
  let known: object;
  let asked: unknown[];
  beforeEach(() => {
    known = view;
    asked = [];
    const { aws, rows, url, on } = world();
    rows.set(7, { KmsKeyArn: 'arn', GitHubApiUrl: url });
    on('/repositories/5/installation', { status: 200, body: { id: 8 } });
    on('/repositories/5', { status: 200, body: { id: 5, full_name: 'new-owners/site', owner: { id: 77 } } });
    aws.lambda.on(InvokeCommand).callsFake(({ Payload }) => {
      const input = JSON.parse(Buffer.from(Payload).toString());
      asked.push(input);
      const answer =
        input.operation === 'show'
          ? { kind: 'jobs', jobs: [known], leftOut: 0 }
          : { kind: 'new', job: known, next: 'next', attempt: 2 };
      return { Payload: Buffer.from(JSON.stringify(answer)) };
    });
  });
  const rerun = (...more: string[]) => runTool(['jobs', 'rerun', job, '--function', 'jobs-of-mine', ...more]);
  const wanted = () => asked.at(-1);

  it('asks GitHub as the App where the repository is by now, and as its installation what it is called and whose it is', async () => {
    const { exitCode, stdout, stderr } = await rerun();
    expect([exitCode, stdout, stderr]).toEqual([0, expect.stringContaining('runs again as job next'), '']);
    expect(asked).toEqual([
      { operation: 'show', job },
      { operation: 'rerun', job, at: there },
    ]);
    expect(world().askedOf('/tokens/installation')).toEqual([
      { appId: 7, installationId: 8, scopeDown: { permissions: { metadata: 'read' } } },
    ]);
  });

  it('refuses where the App is installed on it no more, and changes nothing', async () => {
    world().on('/repositories/5/installation', { status: 404, body: { message: 'Not Found' } });
    const { exitCode, stderr } = await rerun();
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('App 7 is not installed on octo-org/website')]);
    expect(asked).toEqual([{ operation: 'show', job }]);
  });

  it.each<[string, () => void]>([
    ['GitHub fails', () => world().on('/repositories/5/installation', { status: 403, body: { message: 'no' } })],
    ['the deployment gives no token', () => world().on('/tokens/app', { status: 403, body: { message: 'no' } })],
    ['it is suspended there', () => world().on('/tokens/installation', { status: 403, body: { message: 'no' } })],
    ['GitHub names no repository', () => world().on('/repositories/5', { status: 200, body: { id: 5 } })],
    ['GitHub names no installation', () => world().on('/repositories/5/installation', { status: 200, body: {} })],
    ['no table has the App', () => world().rows.clear()],
    ['the table is gone', () => world().aws.dynamoDb.on(GetItemCommand).rejects(noTable)],
  ])('says so where %s, and leaves it to the deployment', async (_what, inject) => {
    inject();
    const { exitCode, stderr } = await rerun();
    expect([exitCode, wanted()]).toEqual([0, { operation: 'rerun', job }]);
    expect(stderr).toContain('GitHub does not tell where octo-org/website is by now');
    expect(stderr).toContain('The job goes where the newest one is, where accounts allows its owner by login.');
  });

  it('asks which deployment is meant where there are several, and changes nothing until it is named', async () => {
    const { tables, deployments, url } = world();
    tables.push('others');
    deployments.push({ table: 'others', url });
    const { exitCode, stderr } = await rerun();
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--table NAME')]);
    expect(asked).toEqual([{ operation: 'show', job }]);
    expect((await rerun('--table', 'apps')).exitCode).toBe(0);
    expect(wanted()).toEqual({ operation: 'rerun', job, at: there });
  });

  it.each<[string, () => void]>([
    ['has no row for the App', () => world().rows.clear()],
    ['is not there', () => world().aws.dynamoDb.on(GetItemCommand).rejects(noTable)],
  ])('changes nothing where the table that is named %s', async (_what, inject) => {
    inject();
    const { exitCode, stderr } = await rerun('--table', 'apps');
    expect([exitCode, stderr]).toEqual([3, expect.not.stringContaining('goes where the newest one is')]);
    expect(asked).toEqual([{ operation: 'show', job }]);
  });

  it('says so where the table that is named is there, and its deployment does not know the installation yet', async () => {
    const headers = { 'x-amzn-errortype': 'NotFoundError' };
    world().on('/tokens/installation', { status: 404, headers, body: { message: 'no installation' } });
    const { exitCode, stderr } = await rerun('--table', 'apps');
    expect([exitCode, wanted()]).toEqual([0, { operation: 'rerun', job }]);
    expect(stderr).toContain('no installation');
  });

  it('leaves it to a deployment of an earlier version, which does not tell which repository it is', async () => {
    known = { job, repository: 'octo-org/website' };
    const { exitCode, stderr } = await rerun();
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(wanted()).toEqual({ operation: 'rerun', job });
  });
});
