import { runTool, useToolWorld } from '../tool-world.test.support';

describe('get-table-name', () => {
  const world = useToolWorld();

  it('lists the App tables of the account and region', async () => {
    world().tables.push('a-second');
    const { exitCode, stdout } = await runTool(['get-table-name']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Available tables:\n1\. a-second.*\n2\. apps\nTotal tables found: 2\n$/);
    const { tables } = JSON.parse((await runTool(['get-table-name', '--json'])).stdout);
    expect(tables).toMatchObject([
      { name: 'a-second', arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/a-second', served: 'no' },
      { name: 'apps', served: 'yes' },
    ]);
  });

  it('says which of them no deployment reads any more', async () => {
    world().tables.push('left-over');
    const { stdout } = await runTool(['get-table-name']);
    expect(stdout).toMatch(/1\. apps\n2\. left-over \(no function reads it\)\n/);
  });

  it('does not judge where functions of an older version are', async () => {
    world().deployments.splice(0, 1, { url: world().url });
    expect(JSON.parse((await runTool(['get-table-name', '--json'])).stdout).tables).toMatchObject([
      { served: 'unknown' },
    ]);
  });

  it('fails as not found where there is none', async () => {
    world().tables.length = 0;
    const { exitCode, stdout, stderr } = await runTool(['get-table-name']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('AWS_PROFILE');
  });
});
