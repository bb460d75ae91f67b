import { createHash } from 'node:crypto';
import { runTool, useToolWorld } from '../tool-world.test.support';

describe('get-app-token', () => {
  const world = useToolWorld();
  beforeEach(() => {
    world().on('/tokens/app', {
      status: 200,
      body: { appToken: 'head.claims.sign', appId: 7, expirationTime: '2026-11-01T12:00:00Z' },
    });
  });

  const hashedToken = createHash('sha256').update('head.claims.sign').digest('base64');

  it('hides the token and tells its hash', async () => {
    for (const options of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await runTool(['get-app-token', '7', ...options]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(hashedToken);
      expect(stdout + stderr).not.toContain('head.claims');
    }
    expect(world().askedOf('/tokens/app')).toEqual([{ appId: 7 }, { appId: 7 }]);
  });

  it('shows the token where it is asked to', async () => {
    const { stdout } = await runTool(['get-app-token', '7', '--show-token', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ appId: 7, appToken: 'head.claims.sign', hashedToken });
    expect((await runTool(['get-app-token', '7', '--show-token'])).stdout).toMatch(/Token +head\.claims\.sign\n/);
  });

  it('asks the deployment that is named', async () => {
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    expect((await runTool(['get-app-token', '7'])).exitCode).toBe(2);
    await runTool(['get-app-token', '7', '--table', 'others']);
    expect(world().asked.map(({ path }) => path)).toEqual(['/others/tokens/app']);
  });

  it('fails as not found where the deployment does not know the App', async () => {
    const headers = { 'x-amzn-errortype': 'NotFoundError' };
    world().on('/tokens/app', { status: 404, headers, body: { message: 'App 7 has no key here.' } });
    expect(await runTool(['get-app-token', '7'])).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: 'error: App 7 has no key here.\n',
    });
  });

  it.each([
    [502, '<html>Bad gateway</html>', 5, /status 502 .* Try again later/],
    [504, 'upstream timed out', 5, /status 504/],
    [200, '<html>Sign in</html>', 5, /status 200 .* HTTPS_PROXY/],
    [403, '<html>Blocked</html>', 4, /status 403/],
  ])('has words for a %s whose body is %p', async (status, body, exitCode, words) => {
    world().on('/tokens/app', { status, body, headers: { 'content-type': 'text/html' } });
    expect(await runTool(['get-app-token', '7'])).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringMatching(words),
    });
  });
});
