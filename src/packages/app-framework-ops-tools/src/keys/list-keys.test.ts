import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';

describe('list-keys', () => {
  const world = useToolWorld();

  const standings = async (...args: string[]) => {
    const { exitCode, stdout } = await runTool(['list-keys', ...args, '--json']);
    expect(exitCode).toBe(0);
    const { keys } = JSON.parse(stdout);
    return keys.map(({ appId, kmsKeyArn, standing }: Record<string, string>) => [appId, kmsKeyArn, standing]);
  };

  it('lists the keys of all Apps or of one, and says what they are to it', async () => {
    const [current, old] = [
      givenKey(world(), 'current'),
      givenKey(world(), 'old', { tags: { Status: 'Inactive' }, createdOn: new Date('2025-01-01') }),
    ];
    const other = givenKey(world(), 'other', { tags: { AppId: '8' } });
    world().rows.set(7, { KmsKeyArn: current }).set(8, { KmsKeyArn: other });
    expect(await standings()).toEqual([
      [7, current, 'current'],
      [7, old, 'retired'],
      [8, other, 'current'],
    ]);
    expect(await standings('--app-id', '8')).toEqual([[8, other, 'current']]);
    const { stdout } = await runTool(['list-keys']);
    expect(stdout).toContain('current: the App signs with it');
  });

  it('lists the key of the App first, then the others from new to old, also where all are of one moment', async () => {
    const createdOn = new Date('2026-01-01');
    const retired = { tags: { Status: 'Inactive' } };
    const oldest = givenKey(world(), 'oldest', { ...retired, createdOn: new Date('2025-01-01') });
    const before = givenKey(world(), 'before', { ...retired, createdOn });
    const current = givenKey(world(), 'current', { createdOn });
    const left = givenKey(world(), 'left', { ...retired, createdOn: new Date('2026-02-01') });
    world().rows.set(7, { KmsKeyArn: current });
    expect((await standings()).map(([, arn]: [number, string]) => arn)).toEqual([current, left, before, oldest]);
  });

  // Keys of older importers have no tag AppId, and the row knows them all the same.
  it('lists the key that a row names though it has no tag of its App', async () => {
    const arn = givenKey(world(), 'older', { tags: { AppId: '', AppTable: '' } });
    world().rows.set(7, { KmsKeyArn: arn });
    expect(await standings('--app-id', '7')).toEqual([[7, arn, 'current']]);
  });

  it('names keys of Apps that the table does not know', async () => {
    const arn = givenKey(world(), 'stray', { tags: { AppId: '9' } });
    const { exitCode, stdout } = await runTool(['list-keys']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${arn} belongs to App 9, which table apps does not know`);
  });

  it('says that an App cannot sign whose key is gone', async () => {
    world().rows.set(7, { KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/gone' });
    expect((await runTool(['list-keys'])).stdout).toContain('The App cannot sign');
  });

  it('fails as not found for an App that has neither row nor key, as other commands do', async () => {
    world().rows.set(7, { KmsKeyArn: givenKey(world(), 'current') });
    expect(await runTool(['list-keys', '--app-id', '999'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Table apps has no row for App 999'),
    });
    const stray = givenKey(world(), 'stray', { tags: { AppId: '999' } });
    const { exitCode, stdout } = await runTool(['list-keys', '--app-id', '999']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${stray} belongs to App 999`);
  });

  it('changes nothing', async () => {
    world().rows.set(7, { KmsKeyArn: givenKey(world(), 'current') });
    await runTool(['list-keys']);
    const sent = world()
      .aws.kms.calls()
      .map(({ args: [command] }) => command.constructor.name);
    expect(new Set(sent)).toEqual(
      new Set(['DescribeKeyCommand', 'GetPublicKeyCommand', 'ListResourceTagsCommand', 'GetKeyLastUsageCommand']),
    );
  });
});
