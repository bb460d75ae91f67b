import { runTool, useToolWorld } from '../tool-world.test.support';

describe('revoke-tokens', () => {
  const world = useToolWorld();

  const revoked = () => world().askedOf('/tokens/revoke');
  const answering = (answer: object) =>
    world().on('/tokens/revoke', {
      status: 200,
      body: { message: 'm', revoked: 0, failed: 0, unknown: 0, suspended: 0, ...answer },
    });

  it('revokes after a yes, and says how many', async () => {
    const { exitCode, stdout, questions } = await runTool(['revoke-tokens', '7'], { answer: 'yes' });
    expect(exitCode).toBe(0);
    expect(questions).toEqual([expect.stringContaining('every installation of App 7')]);
    expect(stdout).toMatch(/Revoked {2}3\nFailed {3}0/);
    expect(revoked()).toEqual([{ appId: 7 }]);
  });

  it.each([[[]], [['--suspend']]])('asks nothing of anybody after a no, with %p', async (options) => {
    const { exitCode, questions } = await runTool(['revoke-tokens', '7', ...options], { answer: 'no' });
    expect(exitCode).toBe(4);
    expect(questions).toHaveLength(1);
    expect(world().asked).toEqual([]);
  });

  it.each([[[]], [['--suspend']]])('refuses without a terminal and without --yes, with %p', async (options) => {
    const { exitCode, stderr } = await runTool(['revoke-tokens', '7', ...options]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--yes');
    expect(world().asked).toEqual([]);
  });

  it('says in its question that it suspends, and suspends', async () => {
    answering({ revoked: 1, suspended: 1 });
    const { exitCode, questions, stdout } = await runTool(['revoke-tokens', '7', '--owner', 'octo-org', '--suspend'], {
      answer: 'yes',
    });
    expect(exitCode).toBe(0);
    expect(questions).toEqual([expect.stringContaining('on octo-org and suspend it')]);
    expect(stdout).toMatch(/Suspended {2}1/);
    expect(revoked()).toEqual([{ appId: 7, owner: 'octo-org', suspend: true }]);
  });

  it.each([
    [['--owner', 'octo-org'], { owner: 'octo-org' }],
    [['--installation-id', '8'], { installationId: 8 }],
    [['--node-id', 'O_1'], { nodeId: 'O_1' }],
    [['--enterprise', 'octo-enterprise'], { enterprise: 'octo-enterprise' }],
  ])('revokes for %p only', async (options, target) => {
    expect((await runTool(['revoke-tokens', '7', ...options, '--yes'])).exitCode).toBe(0);
    expect(revoked()).toEqual([{ appId: 7, ...target }]);
  });

  it('goes on as long as each round gets further, and adds up', async () => {
    const rounds = [
      { revoked: 5, failed: 2 },
      { revoked: 2, failed: 0 },
    ];
    world().on('/tokens/revoke', () => ({
      status: 200,
      body: { message: 'm', unknown: 0, suspended: 0, ...rounds.shift() },
    }));
    const { exitCode, stdout } = await runTool(['revoke-tokens', '7', '--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Revoked {2}7\nFailed {3}0/);
  });

  it.each([[{ failed: 1 }], [{ unknown: 1 }]])('is partly done with %p left', async (left) => {
    answering(left);
    const { exitCode, stdout } = await runTool(['revoke-tokens', '7', '--yes']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('--suspend stops them at once.');
  });

  it('is not done where nothing was suspended that was to be', async () => {
    answering({ revoked: 1, suspended: 0 });
    const { exitCode, stdout } = await runTool(['revoke-tokens', '7', '--owner', 'octo-org', '--suspend', '--yes']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('Nothing was suspended');
  });

  it('is not done where the deployment says that tokens may live which it could not note down', async () => {
    answering({ revoked: 3, unknownTokensUntil: '2026-11-01T12:00:00Z' });
    const { exitCode, stdout } = await runTool(['revoke-tokens', '7', '--yes', '--json']);
    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ unknownTokensUntil: '2026-11-01T12:00:00.000Z' });
  });

  it('says what it cannot know of where it found nothing', async () => {
    answering({});
    const { exitCode, stdout } = await runTool(['revoke-tokens', '7', '--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('No live token is known here.');
  });

  it('revokes in the deployment that is named', async () => {
    world().tables.push('others');
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    expect((await runTool(['revoke-tokens', '7', '--yes'])).exitCode).toBe(2);
    await runTool(['revoke-tokens', '7', '--yes', '--table', 'others']);
    expect(world().asked.map(({ path }) => path)).toEqual(['/others/tokens/revoke']);
  });
});
