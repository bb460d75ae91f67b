import { runTool } from '../tool-world.test.support';
import { startWebhookWorld } from './webhook-world.test.support';

describe('update-webhook-config', () => {
  let world: Awaited<ReturnType<typeof startWebhookWorld>>;
  beforeAll(async () => {
    world = await startWebhookWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());

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
    expect(world.hook).toEqual({ url, secret: 'old', content_type: 'json', insecure_ssl: '0' });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'sent aaaaaaaa-cc78-11e3-81ab-4c9367dc0958 again and was answered with 200',
    );
    expect(world.askedOf('/tokens/app')).not.toEqual([]);
    expect(world.aws.kms.calls()).toEqual([]);
  });

  it('sets the first of several secrets: the one that is in use while a rotation waits', async () => {
    world.secret.SecretString = '{"7":["old","next"]}';
    await update();
    expect(world.hook.secret).toBe('old');
  });

  it('says what there is to set by hand, since GitHub has no API for it', async () => {
    const { stdout } = await update('--callback-url', 'https://a.example.com', '--setup-url', 'https://b.example.com');
    expect(stdout).toMatch(/GitHub has no API for these[\s\S]*Callback URL +https:\/\/a[\s\S]*Setup URL +https:\/\/b/);
    expect(stdout).not.toContain('Homepage');
  });

  it.each<[string, () => void, RegExp]>([
    [
      'the deployment knows another secret',
      () => world.answerBy(() => -1),
      /answered with 401\. The deployment knows another/,
    ],
    ['there is nothing to prove it by', () => void world.attempts.splice(0), /none yet/],
  ])('is not all done where %s', async (_what, given, message) => {
    given();
    const { exitCode, stdout } = await update();
    expect(exitCode).toBe(6);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(message);
  });

  it('changes nothing at GitHub for an App without a secret, and tells what GitHub refuses', async () => {
    world.secret.SecretString = '{"9":"other"}';
    expect((await update()).exitCode).toBe(3);
    expect(world.hook.secret).toBe('old');
    world.secret.SecretString = 'old';
    world.on('/app/hook/config', { status: 422, body: { message: 'url is not valid' } });
    const refused = await update();
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('url is not valid') });
  });

  it('refuses a URL that is not encrypted', async () => {
    expect(
      (await runTool(['update-webhook-config', '--app-id', '7', '--webhook-url', 'http://a.example.com'])).exitCode,
    ).toBe(2);
  });
});
