import { app, runTool, useToolWorld } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';

describe('an App named by its client id', () => {
  const world = useToolWorld();
  beforeEach(() => {
    world().rows.set(7, {
      KmsKeyArn: givenKey(world(), 'current', { privateKey: world().appKey }),
      GitHubApiUrl: world().url,
    });
  });

  const scope = ['--owner', 'octo-org'];
  it.each<[string, string[], string]>([
    ['get-app-token', [app.client_id], '/tokens/app'],
    ['get-installation-token', [app.client_id, ...scope], '/tokens/installation'],
    ['revoke-tokens', [app.client_id, '--yes'], '/tokens/revoke'],
    ['list-installations', ['--app-id', app.client_id], '/installations'],
  ])('is asked for as App 7 by %s', async (name, args, path) => {
    expect((await runTool([name, ...args])).exitCode).toBe(0);
    expect(world().askedOf(path).at(-1)).toMatchObject({ appId: 7 });
  });

  it.each<[string, string[]]>([
    ['list-keys', ['--app-id', app.client_id]],
    ['retire-keys', ['--app-id', app.client_id, '--wait', '0']],
  ])('is App 7 to %s', async (name, args) => {
    const { exitCode, stdout } = await runTool([name, ...args]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('App 7');
  });

  it('is App 7 to git-credential', async () => {
    world().rows.set(7, { KmsKeyArn: 'arn:key', ClientId: app.client_id });
    const input = 'protocol=https\nhost=github.com\npath=octo-org/web\n\n';
    expect((await runTool(['git-credential', app.client_id, 'get'], { input })).stdout).toContain('password=');
    expect(world().asked).toMatchObject([{ body: { appId: 7 } }]);
  });

  it('is looked up once', async () => {
    const lookUps = () => world().asked.filter(({ path }) => path === '/app').length;
    await runTool(['get-installation-token', app.client_id, ...scope]);
    expect({ lookUps: lookUps(), row: world().rows.get(7) }).toMatchObject({
      lookUps: 1,
      row: { ClientId: app.client_id, GitHubApiUrl: world().url },
    });
    await runTool(['get-installation-token', app.client_id, ...scope]);
    expect(lookUps()).toBe(1);
  });

  it('fails as not found where no App has it, and names those that could not be asked', async () => {
    world().rows.set(8, { KmsKeyArn: 'arn:gone', GitHubApiUrl: world().url });
    const { exitCode, stderr } = await runTool(['get-app-token', 'Iv23liUnknownUnknown']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('No App of table apps has the client id Iv23liUnknownUnknown');
    expect(stderr).toContain('App 8 could not be asked');
  });
});
