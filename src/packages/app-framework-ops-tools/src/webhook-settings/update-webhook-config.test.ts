import { runTool } from '../tool-world.test.support';
import { useWebhookWorld } from './webhook-world.test.support';

describe('update-webhook-config', () => {
  const world = useWebhookWorld();

  const url = 'https://other.example.com/prod/webhook';
  const update = (...args: string[]) =>
    runTool([
      'update-webhook-config',
      ...['--app-id', '7', '--webhook-url', url, '--webhook-secret-arn', 'arn:aws:secretsmanager:secret'],
      ...args,
    ]);

  it('sets the URL, always with the secret, and proves both by a delivery', async () => {
    const { exitCode, stdout } = await update('--table-name', 'apps');
    expect(exitCode).toBe(0);
    expect(world().hook).toEqual({ url, secret: 'old', content_type: 'json', insecure_ssl: '0' });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'sent aaaaaaaa-cc78-11e3-81ab-4c9367dc0958 again and was answered with 200',
    );
    expect(stdout).toContain('set and proven');
    expect(world().askedOf('/tokens/app')).not.toEqual([]);
    expect(world().aws.kms.calls()).toEqual([]);
  });

  it('sets the first of several secrets: the one that is in use while a rotation waits', async () => {
    world().secret.SecretString = '{"7":["old","next"]}';
    await update();
    expect(world().hook.secret).toBe('old');
  });

  it('says what there is to set by hand, since GitHub has no API for it', async () => {
    const { stdout } = await update('--callback-url', 'https://a.example.com', '--setup-url', 'https://b.example.com');
    expect(stdout).toMatch(/GitHub has no API for these[\s\S]*Callback URL +https:\/\/a[\s\S]*Setup URL +https:\/\/b/);
    expect(stdout).not.toContain('Homepage');
  });

  it.each<[string, () => void, RegExp]>([
    [
      'the deployment knows another secret',
      () => world().answerBy(() => -1),
      /answered with 401\. The deployment knows another/,
    ],
    ['the endpoint takes no delivery', () => world().answerWith(500), /answered with 500/],
  ])('is not all done where %s', async (_what, given, message) => {
    given();
    const { exitCode, stdout } = await update();
    expect(exitCode).toBe(6);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(message);
    expect(stdout).toContain('set, not proven');
  });

  it('has done all for an App that never had a delivery, and says what proves it', async () => {
    world().attempts.splice(0);
    const { exitCode, stdout } = await update();
    expect(exitCode).toBe(0);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('Secret set, not yet proven');
    expect(words).toContain('The first event that the App gets proves URL and secret');
    expect(world().hook).toMatchObject({ url, secret: 'old' });
    const told = JSON.parse((await update('--json')).stdout);
    expect(told).toMatchObject({ isProven: false, proofState: 'pending' });
  });

  it('changes nothing at GitHub for an App without a secret, and tells what GitHub refuses', async () => {
    world().secret.SecretString = '{"9":"other"}';
    expect((await update()).exitCode).toBe(3);
    expect(world().hook.secret).toBe('old');
    world().secret.SecretString = 'old';
    world().on('/app/hook/config', { status: 422, body: { message: 'url is not valid' } });
    const refused = await update();
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('url is not valid') });
  });

  it('makes a secret for an App that has none beside those of others, and sets that', async () => {
    world().secret.SecretString = '{"9":"other"}';
    world().attempts.splice(0);
    const made = await update('--new-secret');
    expect(made.exitCode).toBe(0);
    const stored = JSON.parse(world().secret.SecretString);
    expect(stored).toEqual({ 9: 'other', 7: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(world().hook.secret).toBe(stored[7]);
    expect(made.stdout + made.stderr).not.toContain(stored[7]);
  });

  it.each([
    ['that has one', '{"7":"old"}', 'App 7 has a webhook secret already'],
    ['where all have one', 'shared', 'One webhook secret is for all Apps'],
  ])('refuses to make a secret for an App %s, and changes nothing', async (_what, text, told) => {
    world().secret.SecretString = text;
    const refused = await update('--new-secret');
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining(told) });
    expect(world().secret.SecretString).toBe(text);
    expect(world().hook.secret).toBe('old');
  });

  it('stores no secret for an App that GitHub does not let be set', async () => {
    world().secret.SecretString = '{"9":"other"}';
    world().on('/app/hook/config', { status: 404, body: { message: 'Not Found' } });
    expect((await update('--new-secret')).exitCode).toBe(4);
    expect(world().secret.SecretString).toBe('{"9":"other"}');
  });

  it('refuses a URL that is not encrypted', async () => {
    expect(
      (await runTool(['update-webhook-config', '--app-id', '7', '--webhook-url', 'http://a.example.com'])).exitCode,
    ).toBe(2);
  });
});
