import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { runTool } from '../tool-world.test.support';
import { deliveryId, useWebhookWorld } from './webhook-world.test.support';

describe('rotate-webhook-secret', () => {
  const world = useWebhookWorld();

  const rotate = (...args: string[]) =>
    runTool(['rotate-webhook-secret', '--app-id', '7', '--wait', '0', '--yes', ...args]);
  const stored = () => JSON.parse(world().secret.SecretString);
  const written = () =>
    world()
      .aws.secrets.commandCalls(PutSecretValueCommand)
      .map(({ args }) => args[0].input.SecretString ?? '');

  it('stores the new one beside the old one, sets it at GitHub, sees it used, and retires the old one', async () => {
    const { exitCode, stdout, stderr } = await rotate();
    expect({ exitCode, ...(exitCode !== 0 && { stderr }) }).toEqual({ exitCode: 0 });
    const [both = '', last = '', ...more] = written();
    expect(more).toEqual([]);
    const [old, next] = JSON.parse(both)['7'];
    expect(old).toBe('old');
    expect(next).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(last)).toEqual({ 7: next, 9: 'other' });
    expect(world().hook).toMatchObject({
      secret: next,
      url: 'https://hooks.example.com/prod/webhook',
      insecure_ssl: '0',
    });
    expect(stdout + stderr).not.toContain(next);
    expect(stderr).toContain('Asking GitHub to send issues');
  });

  it('waits until every receiver knows it before GitHub is told', async () => {
    const begun = Date.now();
    let toldAt = 0;
    world().on('/app/hook/config', (body) => {
      if (body) toldAt = Date.now();
      Object.assign(world().hook, body ?? {});
      return { status: 200, body: { url: world().hook.url } };
    });
    await rotate('--wait', '1');
    expect(toldAt - begun).toBeGreaterThan(990);
  });

  it('goes on with the one that was stored before', async () => {
    world().secret.SecretString = '{"7":["old","begun"],"9":"other"}';
    expect(await rotate()).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it goes on') });
    expect(world().hook.secret).toBe('begun');
    expect(stored()).toEqual({ 7: 'begun', 9: 'other' });
  });

  it.each<[string, () => void, RegExp]>([
    ['GitHub was answered with 500', () => world().answerWith(500), /answered with 500/],
    ['nothing can prove it', () => void world().attempts.splice(0), /nothing can prove the new secret/],
    ['the ledger knows none of what GitHub lists', () => world().ledger.rows.splice(1), /that is in the ledger/],
  ])('keeps both, and says so, where %s', async (_what, given, message) => {
    given();
    const { exitCode, stdout } = await rotate();
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(message);
    expect(stdout).toContain('Both secrets work');
    expect(stored()['7']).toHaveLength(2);
  });

  it('does not say that nothing is refused where GitHub was answered with 401', async () => {
    world().answerBy(() => -1);
    const { exitCode, stdout } = await rotate();
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/answered with 401\. Deliveries are refused/);
    expect(stdout).not.toContain('no delivery is refused');
    expect(stored()['7']).toHaveLength(2);
  });

  it('is proven whatever the time is on this machine', async () => {
    world().receiveLate(600_000);
    expect(await rotate()).toMatchObject({ exitCode: 0 });
  });

  it('refuses several Apps that have secrets of their own, of which one would get that of the other', async () => {
    world().rows.set(9, { KmsKeyArn: 'arn', GitHubApiUrl: world().url });
    const { exitCode, stderr } = await rotate('--app-id', '9');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('rotate one after the other'),
    });
    expect(written()).toEqual([]);
    expect(world().hook.secret).toBe('old');
  });

  it('tells GitHub nothing where somebody wrote over the new secret during the wait', async () => {
    const rotation = rotate('--wait', '1');
    while (written().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    world().secret.SecretString = '{"7":"old","9":["other","next"]}';
    expect(await rotation).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('changed meanwhile') });
    expect(world().hook.secret).toBe('old');
  });

  it('leaves the URL at GitHub as it is', async () => {
    world().hook.url = 'https://proxy.example.com/webhook';
    await rotate();
    expect(world().hook.url).toBe('https://proxy.example.com/webhook');
  });

  it('takes no older attempt for the one that it asked for', async () => {
    world().on('/app/hook/deliveries/1/attempts', () => {
      const late = {
        id: 2,
        guid: deliveryId,
        event: 'issues',
        status_code: 503,
        delivered_at: new Date().toISOString(),
      };
      setTimeout(() => world().attempts.unshift(late), 600);
      return { status: 202, body: {} };
    });
    expect(await rotate()).toMatchObject({ exitCode: 6, stdout: expect.stringContaining('answered with 503') });
  });

  it('retires nothing where somebody changed the secret since', async () => {
    world().answerBy((secret) => {
      const place = stored()['7'].indexOf(secret);
      world().secret.SecretString = '{"7":["old","by somebody"],"9":"other"}';
      return place;
    });
    expect(await rotate()).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('changed meanwhile') });
    expect(stored()['7']).toEqual(['old', 'by somebody']);
  });

  it('rotates one that all Apps have, for those that are named', async () => {
    world().secret.SecretString = 'old';
    world().answerBy((secret) => [JSON.parse(world().secret.SecretString)].flat().indexOf(secret));
    const asked = await runTool(['rotate-webhook-secret', '--app-id', '7', '--wait', '0'], { answer: 'yes' });
    expect(asked).toMatchObject({ exitCode: 0, questions: [expect.stringContaining('one for all Apps')] });
    expect(world().secret.SecretString).toBe(world().hook.secret);
    expect(world().secret.SecretString).toMatch(/^[0-9a-f]{64}$/);
  });

  it('asks first, and obeys', async () => {
    const no = await runTool(['rotate-webhook-secret', '--app-id', '7'], { answer: 'no' });
    expect(no).toMatchObject({ exitCode: 4, questions: ['Give App 7 another webhook secret?'] });
    expect((await runTool(['rotate-webhook-secret', '--app-id', '7'])).exitCode).toBe(2);
    expect(written()).toEqual([]);
  });

  it('refuses an App without a secret, and one with more than a rotation has', async () => {
    world().secret.SecretString = '{"9":"other"}';
    expect(await rotate()).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('none of App 7') });
    world().secret.SecretString = '{"7":["a","b","c"]}';
    expect(await rotate()).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('3 secrets') });
    world().secret.SecretString = '{"7"';
    const broken = await rotate();
    expect(broken.exitCode).toBe(4);
    expect(written()).toEqual([]);
  });
});
