import { runTool } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';
import { operationsRow, usualOperations } from '../tool-world-ledger.test.support';
import { useWebhookWorld } from '../webhook-settings/webhook-world.test.support';

describe('recover-deployment', () => {
  const world = useWebhookWorld();
  let restored: string;
  beforeEach(() => {
    restored = givenKey(world(), 'restored', { tags: { AppTable: 'before' } });
    world().rows.set(7, { KmsKeyArn: restored, GitHubApiUrl: world().url });
    world().hook.url = 'https://gone.example.com/prod/webhook';
  });

  const recover = (...args: string[]) => runTool(['recover-deployment', '--app-id', '7', ...args]);
  const steps = async (...args: string[]) => {
    const { exitCode, stdout } = await recover('--yes', '--json', ...args);
    const { steps: told } = JSON.parse(stdout);
    return { exitCode, steps: told.map(({ outcome, told: words }: Record<string, string>) => [outcome, words]) };
  };

  it('adopts the key, has webhooks come here, and knows the installations', async () => {
    expect(await steps()).toEqual({
      exitCode: 0,
      steps: [
        ['done', 'adopted; tags can take minutes to count'],
        ['done', expect.stringContaining('was answered with 200')],
        ['done', '2 installations'],
      ],
    });
    expect(world().keys.get(restored)?.tags.get('AppTable')).toBe('apps');
    expect(world().hook).toMatchObject({ url: 'https://hooks.example.com/prod/webhook', secret: 'old' });
    expect(world().askedOf('/installations/refresh')).toEqual([{ appId: 7 }]);
  });

  it('has webhooks come to the public URL where there is one before this deployment', async () => {
    const operations = { ...usualOperations, publicWebhookUrl: 'https://proxy.example.com/hook' };
    const at = world().ledger.rows.findIndex(({ Part }) => Part?.S === 'operations');
    world().ledger.rows.splice(at, 1, operationsRow(operations));
    expect((await steps()).exitCode).toBe(0);
    expect(world().hook.url).toBe('https://proxy.example.com/hook');
  });

  it('has nothing handled here that the deployment before has taken', async () => {
    for (const row of [...world().ledger.rows])
      if (row.Part?.S === 'delivery') world().ledger.rows.splice(world().ledger.rows.indexOf(row), 1);
    const { exitCode, steps: told } = await steps();
    expect([exitCode, told[1]]).toEqual([0, ['done', expect.stringContaining('none yet')]]);
    expect(world().attempts).toHaveLength(1);
  });

  it('takes the row of a table that was left, and the key that it names', async () => {
    world().left.set(7, { KmsKeyArn: restored, GitHubApiUrl: world().url });
    world().rows.clear();
    const { exitCode, steps: told } = await steps('--from-table', 'before');
    expect([exitCode, told[0]]).toEqual([0, ['done', 'adopted; tags can take minutes to count']]);
    expect(world().rows.get(7)).toMatchObject({ KmsKeyArn: restored });
  });

  it('leaves a row that names another key than the table that was restored', async () => {
    const other = givenKey(world(), 'other', { tags: { AppTable: 'before' } });
    world().left.set(7, { KmsKeyArn: other, GitHubApiUrl: world().url });
    const { exitCode, steps: told } = await steps('--from-table', 'before');
    expect([exitCode, told[0][0]]).toEqual([6, 'failed']);
    expect(told[0][1]).toContain('has a row in table apps already');
  });

  it('says for people what it did, what comes back by itself, and what is lost', async () => {
    const { stdout } = await recover('--yes');
    expect(stdout).toMatch(/done +let this deployment sign[\s\S]*Comes back by itself:[\s\S]*Is lost[\s\S]*Sign-ins/);
    for (const what of ['Integrations of users', 'Triggers and schedules', 'Approvals']) {
      expect(stdout.slice(stdout.indexOf('Is lost'))).toContain(`- ${what}`);
    }
  });

  it('takes the key of its App alone, and none that was retired', async () => {
    const other = givenKey(world(), 'other', { tags: { AppTable: 'before' } });
    world().rows.set(9, { KmsKeyArn: other, GitHubApiUrl: world().url });
    expect((await steps()).exitCode).toBe(0);
    expect(world().keys.get(other)?.tags.get('AppTable')).toBe('before');

    const leaked = givenKey(world(), 'leaked', { tags: { AppTable: 'before', Status: 'Inactive' } });
    world().rows.set(7, { KmsKeyArn: leaked, GitHubApiUrl: world().url });
    expect((await steps()).steps[0]).toEqual(['failed', expect.stringContaining('its tag Status is Inactive')]);
    expect(world().keys.get(leaked)?.tags.get('Status')).toBe('Inactive');
  });

  it('asks before it takes a key from another deployment', async () => {
    const { exitCode, stdout, questions } = await runTool(['recover-deployment', '--app-id', '7'], { answer: 'no' });
    expect({ exitCode, questions: questions.length }).toEqual({ exitCode: 6, questions: 1 });
    expect(stdout).toMatch(/failed +let this deployment sign[\s\S]*Nothing was changed[\s\S]*not tried/);
    expect(world().hook.url).toBe('https://gone.example.com/prod/webhook');
  });

  it('says how a key comes here where the table is empty, and asks GitHub nothing', async () => {
    world().rows.clear();
    const { exitCode, steps: told } = await steps();
    expect(exitCode).toBe(6);
    expect(told).toEqual([
      ['failed', expect.stringContaining('run import-private-key FILE 7 apps, then this command again')],
      ['not tried', 'it takes the key'],
      ['not tried', 'it takes the key'],
    ]);
    expect(world().askedOf('/installations/refresh')).toEqual([]);
  });

  it('says the same where the row names a key that is gone', async () => {
    world().rows.set(7, { KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/gone', GitHubApiUrl: world().url });
    const { exitCode, steps: told } = await steps();
    expect([exitCode, told[0]]).toEqual([6, ['failed', expect.stringContaining('make a private key')]]);
  });

  it('makes a webhook secret for an App that has none among those of others', async () => {
    world().secret.SecretString = '{"9":"other"}';
    world().attempts.splice(0);
    expect((await steps()).exitCode).toBe(0);
    const stored = JSON.parse(world().secret.SecretString);
    expect(stored).toEqual({ 9: 'other', 7: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(world().hook.secret).toBe(stored[7]);
  });

  it('goes on where GitHub does not let the webhook be set, and says what is left', async () => {
    world().on('/app/hook/config', { status: 422, body: { message: 'url is not valid' } });
    const { exitCode, steps: told } = await steps();
    expect([exitCode, told[1], told[2]]).toEqual([
      6,
      ['failed', expect.stringContaining('url is not valid')],
      ['done', '2 installations'],
    ]);
  });

  it('is left to do where an App cannot be refreshed', async () => {
    const counts = { apps: 1, installations: 0, written: 0, removed: 0, unchanged: 0 };
    const body = {
      message: 'm',
      refreshedDate: '2026-11-01T12:00:00Z',
      counts,
      failures: [{ appId: 7, reason: 'no' }],
    };
    world().on('/installations/refresh', { status: 200, body });
    expect(await steps()).toMatchObject({
      exitCode: 6,
      steps: [['done', expect.anything()], expect.anything(), ['failed', 'no']],
    });
  });

  it('refuses to take a row from a table that has none, and asks GitHub nothing', async () => {
    world().rows.clear();
    const { exitCode, steps: told } = await steps('--from-table', 'before');
    expect([exitCode, told[0]]).toEqual([6, ['failed', 'App 7 has no row in table before. Nothing was changed.']]);
  });

  it('does nothing twice', async () => {
    await steps();
    expect((await steps()).steps[0]).toEqual(['done', 'already belongs']);
  });
});
