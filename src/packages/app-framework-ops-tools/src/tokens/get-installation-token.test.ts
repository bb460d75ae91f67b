import { runTool, startToolWorld } from '../tool-world.test.support';

describe('get-installation-token', () => {
  let world: Awaited<ReturnType<typeof startToolWorld>>;
  beforeAll(async () => {
    world = await startToolWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());

  const token = 'ghs_1.a-b.c_d';
  const getting = (...options: string[]) => ['get-installation-token', '7', '--owner', 'octo-org', ...options];
  const asked = () => world.askedOf('/tokens/installation');

  it.each([
    ['env', `GH_TOKEN=${token}\n`],
    ['token', `${token}\n`],
  ])('prints the token for programs as %s', async (format, stdout) => {
    expect(await runTool(getting('--format', format))).toMatchObject({ exitCode: 0, stdout, stderr: '' });
  });

  it('hides the token in every other format unless it is asked for', async () => {
    for (const options of [[], ['--format', 'json'], ['--json']]) {
      const { stdout } = await runTool(getting(...options));
      expect(stdout).toContain('***');
      expect(stdout).not.toContain(token);
    }
    const { stdout } = await runTool(getting('--format', 'json', '--show-token'));
    expect(JSON.parse(stdout)).toMatchObject({ installationToken: token, installationId: 8 });
  });

  it('refuses to print for programs what is no token of GitHub', async () => {
    const body = {
      installationToken: 'ghs_1\nPATH=/tmp',
      nodeId: 'O_1',
      appId: 7,
      installationId: 8,
      expirationTime: '2026-11-01T12:00:00Z',
      actualScopeDown: {},
    };
    world.on('/tokens/installation', { status: 200, body });
    const { exitCode, stdout, stderr } = await runTool(getting('--format', 'env'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/characters that GitHub does not use/);
  });

  // Left out, each of them would be a token for everything.
  it.each<[string[], object]>([
    [[], {}],
    [['--repository', 'web'], { scopeDown: { repositoryNames: ['web'] } }],
    [['--repository', 'web', '--repository', 'docs'], { scopeDown: { repositoryNames: ['web', 'docs'] } }],
    [['--repository-id', '3000000001'], { scopeDown: { repositoryIds: [3000000001] } }],
    [['--permission', 'contents=read'], { scopeDown: { permissions: { contents: 'read' } } }],
  ])('asks for no more than %p', async (options, scope) => {
    expect((await runTool(getting(...options))).exitCode).toBe(0);
    expect(asked()).toEqual([{ appId: 7, owner: 'octo-org', ...scope }]);
  });

  it.each([
    [['--node-id', 'O_1'], { nodeId: 'O_1' }],
    [['--installation-id', '8'], { installationId: 8 }],
  ])('names the installation by %p', async (options, target) => {
    await runTool(['get-installation-token', '7', ...options]);
    expect(asked()).toEqual([{ appId: 7, ...target }]);
  });

  it('shows what the token turned out to reach', async () => {
    const { stdout } = await runTool(getting('--repository', 'web', '--permission', 'contents=read'));
    expect(stdout).toMatch(/Repositories +web\nPermissions +contents=read\n/);
    expect((await runTool(getting())).stdout).toMatch(/Repositories +all of the installation\n/);
  });

  it('asks the deployment that is named, or the URL, looking nothing up', async () => {
    world.deployments.push({ table: 'others', url: `${world.url}/others` });
    expect((await runTool(getting())).exitCode).toBe(2);
    await runTool(getting('--table', 'others'));
    world.aws.tagging.resetHistory();
    await runTool(getting('--endpoint', `${world.url}/named/`));
    expect(world.asked.map(({ path }) => path)).toEqual(['/others/tokens/installation', '/named/tokens/installation']);
    expect(world.aws.tagging.calls()).toEqual([]);
  });
});
