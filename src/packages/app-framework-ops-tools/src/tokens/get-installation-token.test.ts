import { runTool, useToolWorld, usualToken } from '../tool-world.test.support';

describe('get-installation-token', () => {
  const world = useToolWorld();

  const token = 'ghs_1.a-b.c_d';
  const getting = (...options: string[]) => ['get-installation-token', '7', '--owner', 'octo-org', ...options];
  const asked = () => world().askedOf('/tokens/installation');

  it('prints the token alone for programs', async () => {
    const ended = await runTool(getting('--format', 'token'));
    expect(ended).toMatchObject({ exitCode: 0, stdout: `${token}\n`, stderr: '' });
  });

  // https://cli.github.com/manual/gh_help_environment
  it.each([
    ['https://api.github.com', `GH_TOKEN=${token}\n`],
    ['https://api.octo.ghe.com', `GH_TOKEN=${token}\nGH_HOST=octo.ghe.com\n`],
    ['https://ghe.example.com:8443/api/v3', `GH_ENTERPRISE_TOKEN=${token}\nGH_HOST=ghe.example.com:8443\n`],
  ])('prints the variables that gh reads for an App of %s', async (GitHubApiUrl, stdout) => {
    world().rows.set(7, { KmsKeyArn: 'arn:key', GitHubApiUrl });
    expect(await runTool(getting('--format', 'env'))).toMatchObject({ exitCode: 0, stdout, stderr: '' });
  });

  it('takes a row without a host for one of github.com', async () => {
    world().rows.set(7, { KmsKeyArn: 'arn:key' });
    expect((await runTool(getting('--format', 'env'))).stdout).toBe(`GH_TOKEN=${token}\n`);
  });

  it('believes the deployment where only the URL is given, and looks nothing up', async () => {
    world().rows.set(7, { KmsKeyArn: 'arn:key', GitHubApiUrl: 'https://ghe.example.com/api/v3' });
    const named = getting('--format', 'env', '--endpoint', world().url);
    const told = `GH_ENTERPRISE_TOKEN=${token}\nGH_HOST=ghe.example.com\n`;
    expect((await runTool(named)).stdout).toBe(told);
    expect((await runTool([...named, '--host', 'github.com'])).stdout).toBe(told);
    expect(world().aws.dynamoDb.calls()).toEqual([]);
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
    const body = { ...usualToken, installationToken: 'ghs_1\nPATH=/tmp' };
    world().on('/tokens/installation', { status: 200, body });
    const { exitCode, stdout, stderr } = await runTool(getting('--format', 'token'));
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
    [['--permission', 'pull-requests=write'], { scopeDown: { permissions: { pull_requests: 'write' } } }],
    [['--repository', 'Octo-Org/web'], { scopeDown: { repositoryNames: ['web'] } }],
    [['--minimum-lifetime', '50'], { minimumLifetime: 50 }],
    [['--fresh'], { fresh: true }],
  ])('asks for no more than %p', async (options, scope) => {
    expect((await runTool(getting(...options))).exitCode).toBe(0);
    expect(asked()).toEqual([{ appId: 7, owner: 'octo-org', ...scope }]);
  });

  it.each([
    [['--node-id', 'O_1'], { nodeId: 'O_1' }],
    [['--installation-id', '8'], { installationId: 8 }],
    [['--enterprise', 'octo-enterprise'], { enterprise: 'octo-enterprise' }],
    [
      ['--installation-id', '8', '--repository', 'octo-org/web'],
      { installationId: 8, scopeDown: { repositoryNames: ['octo-org/web'] } },
    ],
  ])('names the installation by %p', async (options, target) => {
    await runTool(['get-installation-token', '7', ...options]);
    expect(asked()).toEqual([{ appId: 7, ...target }]);
  });

  it('takes the account from a repository that names it', async () => {
    await runTool(['get-installation-token', '7', '--repository', 'octo-org/web', '--repository', 'docs']);
    expect(asked()).toEqual([{ appId: 7, owner: 'octo-org', scopeDown: { repositoryNames: ['web', 'docs'] } }]);
  });

  it.each([
    [['--owner', 'octo-org', '--repository', 'other/web']],
    [['--repository', 'octo-org/web', '--repository', 'other/docs']],
  ])('refuses two accounts: %p', async (options) => {
    const { exitCode, stderr } = await runTool(['get-installation-token', '7', ...options]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('two are named: octo-org and other');
    expect(asked()).toEqual([]);
  });

  it('shows what the token turned out to reach', async () => {
    const { stdout } = await runTool(getting('--repository', 'web', '--permission', 'contents=read'));
    expect(stdout).toMatch(/Repositories +web\nPermissions +contents=read\n/);
    expect((await runTool(getting())).stdout).toMatch(/Repositories +all of the installation\n/);
  });

  it('asks the deployment that is named, or the URL, looking nothing up', async () => {
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    expect((await runTool(getting())).exitCode).toBe(2);
    await runTool(getting('--table', 'others'));
    world().aws.tagging.resetHistory();
    await runTool(getting('--endpoint', `${world().url}/named/`));
    expect(world().asked.map(({ path }) => path)).toEqual([
      '/others/tokens/installation',
      '/named/tokens/installation',
    ]);
    expect(world().aws.tagging.calls()).toEqual([]);
  });
});
