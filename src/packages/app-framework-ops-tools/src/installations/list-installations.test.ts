import { runTool, useToolWorld } from '../tool-world.test.support';

describe('list-installations', () => {
  const world = useToolWorld();

  const installation = (appId: number, installationId: number) => ({
    appId,
    nodeId: `O_${installationId}`,
    installationId,
    targetType: 'Organization',
    name: `org-${installationId}`,
  });

  it('lists all pages, by App and installation', async () => {
    const pages = [
      { installations: [installation(9, 1), installation(7, 3)], nextToken: 'more' },
      { installations: [installation(7, 2)] },
    ];
    world().on('/installations', () => ({ status: 200, body: pages.shift() }));
    const { exitCode, stdout } = await runTool(['list-installations', '--json']);
    expect(exitCode).toBe(0);
    const listed: { appId: number; installationId: number }[] = JSON.parse(stdout).installations;
    expect(listed.map(({ appId, installationId }) => [appId, installationId])).toEqual([
      [7, 2],
      [7, 3],
      [9, 1],
    ]);
    expect(world().askedOf('/installations')).toEqual([{}, { nextToken: 'more' }]);
  });

  it('shows them to people', async () => {
    const { stdout } = await runTool(['list-installations']);
    expect(stdout).toContain('octo-org');
    expect(stdout).toContain('O_1');
  });

  it('asks for one App only', async () => {
    await runTool(['list-installations', '--app-id', '7']);
    expect(world().askedOf('/installations')).toEqual([{ appId: 7 }]);
  });

  it('says that there are none', async () => {
    world().on('/installations', { status: 200, body: { installations: [] } });
    const { exitCode, stdout } = await runTool(['list-installations']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Install the App on an account, then run "refresh"');
    expect((await runTool(['list-installations', '--app-id', '9'])).stdout).toContain(
      'No installations of App 9 are known',
    );
  });

  it('asks the deployment that is named', async () => {
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    expect((await runTool(['list-installations'])).exitCode).toBe(2);
    await runTool(['list-installations', '--table', 'others']);
    expect(world().asked.map(({ path }) => path)).toEqual(['/others/installations']);
  });
});
