import { runTool, useToolWorld } from '../tool-world.test.support';

describe('refresh', () => {
  const world = useToolWorld();

  it('asks the deployment to refresh, and tells what came of it', async () => {
    const { exitCode, stdout, stderr } = await runTool(['refresh']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Refreshing');
    expect(stdout).toMatch(/Looked at 1 App\.\n\nApps +1\nInstallations +2\nRows written +2/);
    expect(world().askedOf('/installations/refresh')).toEqual([{}]);
  });

  it('refreshes one App alone', async () => {
    const { exitCode, stderr } = await runTool(['refresh', '--app-id', '7']);
    expect({ exitCode, asked: world().askedOf('/installations/refresh') }).toEqual({
      exitCode: 0,
      asked: [{ appId: 7 }],
    });
    expect(stderr).toContain('of App 7');
  });

  it('is partly done where an App could not be refreshed, and says why', async () => {
    const counts = { apps: 2, installations: 2, written: 0, removed: 0, unchanged: 2 };
    const failures = [{ appId: 8, reason: 'its key is disabled' }];
    const body = { message: 'm', refreshedDate: '2026-11-01T12:00:00Z', counts, failures };
    world().on('/installations/refresh', { status: 200, body });
    const { exitCode, stdout } = await runTool(['refresh']);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/8 +its key is disabled/);
    expect(JSON.parse((await runTool(['refresh', '--json'])).stdout)).toMatchObject({ counts, failures });
  });

  it('refreshes the deployment that is named', async () => {
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    expect((await runTool(['refresh'])).exitCode).toBe(2);
    await runTool(['refresh', '--table', 'others']);
    expect(world().asked.map(({ path }) => path)).toEqual(['/others/installations/refresh']);
  });
});
