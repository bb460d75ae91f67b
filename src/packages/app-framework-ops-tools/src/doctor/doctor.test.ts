import { runTool } from '../tool-world.test.support';
import { deliveryId } from '../webhook-settings/webhook-world.test.support';
import { atGitHub, attempt, examined, other, useDoctorWorld } from './doctor-world.test.support';

describe('doctor', () => {
  const world = useDoctorWorld();

  it('says that all is well', async () => {
    const { exitCode, wrong, unknown, checks } = await examined();
    expect({ exitCode, wrong, unknown }).toEqual({ exitCode: 0, wrong: [], unknown: [] });
    expect(checks.map(({ check, state }) => `${check} ${state}`)).toEqual([
      ...['key', 'clock', 'permissions', 'acceptance', 'suspended', 'webhook-url', 'deliveries', 'webhook-secret'].map(
        (name) => `${name} fine`,
      ),
      ...['hand-made-webhooks', 'callback-url', 'quota', 'queues', 'ledger'].map((name) => `${name} fine`),
      'certificate none',
    ]);
    // This GitHub sends the first attempt again only.
    world().attempts.shift();
    expect((await runTool(['doctor'])).stdout).toMatch(/All is well\.\n$/);
  });

  it('tells people what is wrong, what to do, the command and the link', async () => {
    world().on('/app', { status: 200, body: { ...atGitHub, events: ['issues'] } });
    const { exitCode, stdout } = await runTool(['doctor', 'apps']);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/^WRONG +permissions +the App has the events/m);
    expect(stdout).toMatch(/^permissions +App 7 lacks what the deployment needs: the event push\./m);
    expect(stdout).toMatch(/^to do +Its owner, octo-org, adds it/m);
    expect(stdout).toMatch(/^ {2}app-status --app-id 7$/m);
    expect(stdout).toContain('/organizations/octo-org/settings/apps/octo-app/permissions');
    expect(stdout).toMatch(/1 finding\. Exit code 6\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !/https?:/.test(line))).toEqual([]);
  });

  it('says what it could not look at, and why, and looks at the rest', async () => {
    world().on('/', { status: 403, body: { __type: 'AccessDenied' } });
    world().on('/app/installations', { status: 404, body: { message: 'gone fishing' } });
    const { exitCode, state, wrong, unknown } = await examined();
    expect({ exitCode, state, wrong }).toEqual({ exitCode: 1, state: 'unknown', wrong: [] });
    expect(unknown.map(({ check }) => check)).toEqual([
      ...['acceptance', 'suspended', 'hand-made-webhooks', 'quota', 'queues', 'ledger'],
    ]);
    expect(JSON.stringify(unknown)).toMatch(/gone fishing/);
    expect(JSON.stringify(unknown)).toMatch(/cloudwatch:GetMetricStatistics/);
    expect((await runTool(['doctor'])).stdout).toMatch(/not all could be looked at\. Exit code 1\.\n$/);
  });

  it.each([403, 429, 503])('calls no client id wrong for an answer that does not say so: %d', async (status) => {
    world().on('/login/oauth/authorize', { status, body: '' });
    const { wrong, unknown } = await examined();
    expect(wrong).toEqual([]);
    expect(unknown).toMatchObject([{ check: 'callback-url', unseen: [expect.stringContaining(String(status))] }]);
  });

  it('sends again only what is here already: another endpoint may have taken the rest', async () => {
    world().attempts.splice(0, Number.POSITIVE_INFINITY, attempt(1, other, 5));
    const { checks } = await examined();
    expect(checks.find(({ check }) => check === 'webhook-secret')?.state).toBe('none');
    expect(world().askedOf('/app/hook/deliveries/1/attempts')).toEqual([]);
    world().attempts.splice(0, Number.POSITIVE_INFINITY, attempt(1, deliveryId, 5));
    await examined();
    expect(world().askedOf('/app/hook/deliveries/1/attempts')).toHaveLength(1);
  });

  it('takes the webhook URL that it is told in place of the one that the deployment knows', async () => {
    world().hook.url = 'https://proxy.example.com/hook';
    const { wrong } = await examined('--webhook-url', 'https://proxy.example.com/hook/');
    expect(wrong.map(({ check }) => check)).not.toContain('webhook-url');
    world().deployed({ publicWebhookUrl: 'https://proxy.example.com/hook' });
    expect((await examined()).wrong.map(({ check }) => check)).not.toContain('webhook-url');
  });

  it('looks at a deployment that takes no webhooks', async () => {
    world().ledger.names.splice(0);
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.filter(({ state }) => state === 'fine').map(({ check }) => check)).toEqual([
      ...['key', 'clock', 'acceptance', 'suspended', 'quota'],
    ]);
  });

  it('does not call a deployment well that has no App', async () => {
    world().rows.clear();
    const { exitCode, stdout } = await runTool(['doctor']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('has no App');
  });
});
