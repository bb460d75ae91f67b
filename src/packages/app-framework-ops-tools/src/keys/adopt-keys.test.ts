import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';

describe('adopt-keys', () => {
  const world = useToolWorld();
  let arn: string;
  beforeEach(() => {
    arn = givenKey(world(), 'restored', { tags: { AppTable: 'before' } });
    world().rows.set(7, { KmsKeyArn: arn });
  });

  const tagsOf = (keyArn: string) => Object.fromEntries(world().keys.get(keyArn)?.tags ?? []);

  it('tags the key of a row for this table, after a yes', async () => {
    const { exitCode, stdout, questions } = await runTool(['adopt-keys'], { answer: 'yes' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('adopted');
    expect(questions).toEqual([expect.stringContaining('for table apps?')]);
    expect(tagsOf(arn)).toMatchObject({ AppTable: 'apps', Status: 'Active' });
  });

  it('shows what it would do and what it did within 80 columns', async () => {
    const uuid = '0e3f1a2b-1111-2222-3333-444455556666';
    world().rows.set(7, {
      KmsKeyArn: givenKey(world(), uuid, { tags: { AppTable: 'the-table-before-it-was-restored' } }),
    });
    const { stdout, stderr } = await runTool(['adopt-keys'], { answer: 'yes' });
    for (const text of [stdout, stderr]) {
      expect(text).toMatch(/App +7\nKey\n {2}arn:\S+\nTagged for +the-table-before-it-was-restored\n/);
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('changes nothing after a no', async () => {
    const { exitCode, stderr } = await runTool(['adopt-keys'], { answer: 'no' });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('Nothing was changed.');
    expect(tagsOf(arn)).toMatchObject({ AppTable: 'before' });
  });

  it('refuses to adopt unasked where there is no terminal, and does with --yes', async () => {
    expect(await runTool(['adopt-keys'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('give --yes') });
    expect(tagsOf(arn).AppTable).toBe('before');
    expect(await runTool(['adopt-keys', '--yes'])).toMatchObject({ exitCode: 0, questions: [] });
    expect(tagsOf(arn).AppTable).toBe('apps');
  });

  it.each(['Inactive', 'Failed'])('leaves a key that is %s as it is, until it is told to take it', async (Status) => {
    arn = givenKey(world(), 'retired', { tags: { AppTable: 'before', Status, ReplacedBy: 'arn:next' } });
    world().rows.set(7, { KmsKeyArn: arn });
    const { exitCode, stdout, questions } = await runTool(['adopt-keys', '--yes', '--json']);
    expect({ exitCode, questions }).toEqual({ exitCode: 6, questions: [] });
    expect(JSON.parse(stdout).keys).toEqual([
      expect.objectContaining({ outcome: 'not adopted', reason: expect.stringContaining('replaced by arn:next') }),
    ]);
    expect(tagsOf(arn)).toMatchObject({ AppTable: 'before', Status });
    expect((await runTool(['adopt-keys', '--yes', '--retired-keys'])).exitCode).toBe(0);
    expect(tagsOf(arn)).toMatchObject({ AppTable: 'apps', Status: 'Active' });
  });

  it('asks nothing where every key belongs already', async () => {
    world().rows.set(7, { KmsKeyArn: givenKey(world(), 'own') });
    const { exitCode, stdout, questions } = await runTool(['adopt-keys'], { answer: 'no' });
    expect({ exitCode, questions }).toEqual({ exitCode: 0, questions: [] });
    expect(stdout).toContain('already belongs');
  });

  it('is partly done where a key is gone, and adopts the others', async () => {
    world().rows.set(8, { KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/gone' });
    const { exitCode, stdout } = await runTool(['adopt-keys', '--yes', '--json']);
    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout).keys).toEqual([
      expect.objectContaining({ appId: 7, outcome: 'adopted' }),
      expect.objectContaining({ appId: 8, outcome: 'not adopted', reason: expect.stringContaining('does not exist') }),
    ]);
  });

  it('adopts for the table that is named, and asks which where there are several', async () => {
    world().tables.push('others');
    world().deployments.push({ table: 'others', url: world().url });
    expect(await runTool(['adopt-keys', '--yes'])).toMatchObject({ exitCode: 2 });
    expect(tagsOf(arn).AppTable).toBe('before');
    expect((await runTool(['adopt-keys', 'others', '--yes'])).exitCode).toBe(0);
    expect(tagsOf(arn).AppTable).toBe('others');
  });

  it('refuses a table that no function reads, unless it is told to use it', async () => {
    world().tables.push('left-over');
    expect(await runTool(['adopt-keys', 'left-over', '--yes'])).toMatchObject({ exitCode: 3 });
    expect(tagsOf(arn).AppTable).toBe('before');
    expect((await runTool(['adopt-keys', 'left-over', '--yes', '--unserved-table'])).exitCode).toBe(0);
    expect(tagsOf(arn).AppTable).toBe('left-over');
  });

  // The first step of an upgrade in place.
  it('adopts before the functions of an older version are replaced, which do not name their table', async () => {
    world().deployments.splice(0, 1, { url: world().url });
    expect((await runTool(['adopt-keys', '--yes'])).exitCode).toBe(0);
    expect(tagsOf(arn).AppTable).toBe('apps');
  });
});
