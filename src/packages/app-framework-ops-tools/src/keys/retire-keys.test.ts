import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';

describe('retire-keys', () => {
  const world = useToolWorld();
  let [current, old] = ['', ''];
  beforeEach(() => {
    current = givenKey(world(), 'current');
    old = givenKey(world(), 'old', {
      tags: { ReplacedBy: current, ReplacedOn: new Date().toISOString() },
      createdOn: new Date('2025-01-01'),
    });
    world().rows.set(7, { KmsKeyArn: current });
  });

  const keyAt = (arn: string) => ({
    state: world().keys.get(arn)?.state,
    status: world().keys.get(arn)?.tags.get('Status'),
  });
  const untouched = { state: 'Enabled', status: 'Active' };

  it('retires what another key has replaced, once the wait is over, and never the current one', async () => {
    expect(await runTool(['retire-keys', '--app-id', '7', '--wait', '0'])).toMatchObject({
      exitCode: 0,
      questions: [],
    });
    expect([keyAt(current), keyAt(old)]).toEqual([untouched, { state: 'Enabled', status: 'Inactive' }]);
  });

  it('leaves a key alone whose wait is not over, with --no-wait', async () => {
    const { exitCode, stdout } = await runTool(['retire-keys', '--app-id', '7', '--no-wait']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('waiting');
    expect(keyAt(old)).toEqual(untouched);
  });

  it.each([
    ['--now', /disables at once/],
    ['--schedule-deletion=7', /has KMS delete in 7 days/],
  ])('changes nothing after a no to %s', async (option, question) => {
    const { exitCode, questions } = await runTool(['retire-keys', '--app-id', '7', '--wait', '0', option], {
      answer: 'no',
    });
    expect(exitCode).toBe(4);
    expect(questions).toEqual([expect.stringMatching(question)]);
    expect([keyAt(current), keyAt(old)]).toEqual([untouched, untouched]);
  });

  it('disables at once after a yes', async () => {
    expect((await runTool(['retire-keys', '--app-id', '7', '--now'], { answer: 'yes' })).exitCode).toBe(0);
    expect([keyAt(current), keyAt(old)]).toEqual([untouched, { state: 'Disabled', status: 'Inactive' }]);
  });

  it('has KMS delete in as many days as it was told, unasked with --yes', async () => {
    const args = ['retire-keys', '--app-id', '7', '--wait', '0', '--schedule-deletion', '30', '--yes', '--json'];
    const { exitCode, stdout } = await runTool(args);
    expect(exitCode).toBe(0);
    const [{ kmsKeyArn, deletionDate }] = JSON.parse(stdout).keys;
    expect(kmsKeyArn).toBe(old);
    expect(Math.round((Date.parse(deletionDate) - Date.now()) / 86_400_000)).toBe(30);
    expect(keyAt(current)).toEqual(untouched);
  });

  it('fails as not found for an App without a row', async () => {
    expect(await runTool(['retire-keys', '--app-id', '999'])).toMatchObject({ exitCode: 3 });
  });

  it('retires the keys of the table that is named', async () => {
    world().tables.push('others');
    world().deployments.push({ table: 'others', url: world().url });
    expect((await runTool(['retire-keys', '--app-id', '7', '--wait', '0'])).exitCode).toBe(2);
    expect((await runTool(['retire-keys', '--app-id', '7', '--wait', '0', '--table', 'others'])).exitCode).toBe(0);
    expect(keyAt(old)).toEqual(untouched);
    expect((await runTool(['retire-keys', '--app-id', '7', '--wait', '0', '--table', 'apps'])).exitCode).toBe(0);
    expect(keyAt(old).status).toBe('Inactive');
  });
});
