import { analysis, codeAlert, dependencyAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const own = 'refs/pull/1/merge';
const high = { rule: { description: 'Rule', security_severity_level: 'high' } };
const config = { filename: '.github/my-bot.json', status: 'modified' };

describe('what an event is to tell', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const pushed = (more: object = {}, number = 1) =>
    world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number } }, more);
  const alerted = () => world.tell(handler, 'dependabot_alert', { action: 'created', alert: dependencyAlert(7) });
  const told = () => [world.comments().length, world.check(1, 'my-bot/security-config')?.conclusion];

  beforeEach(() => {
    world.pulls({ number: 1, files: [config] });
    world.open({
      code: { [own]: [codeAlert(5, high)] },
      analyses: { [own]: [analysis(shaOf(1))] },
      dependabot: [dependencyAlert(7)],
    });
    world.on('GET', `${world.repository}/contents/.github%2Fmy-bot.json`, ({ query }) => {
      const text = '{ "security": 7 }';
      return query.ref === shaOf(1)
        ? { body: { type: 'file', size: text.length, content: Buffer.from(text).toString('base64') } }
        : { status: 404, body: { message: 'Not Found' } };
    });
  });

  it('is told, though who tells less has judged the head since', async () => {
    const slow = await world.heldAtPulls(() => pushed());
    await alerted();
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    expect(told()).toEqual([0, undefined]);

    expect(await slow.goesOn()).toBe('again');
    await pushed();
    expect(told()).toEqual([1, 'failure']);
    expect(world.check(1)).toMatchObject({ output: { title: '1 open finding blocks this' } });
  });

  it('is told once where somebody tells it who read later, whoever judged after that', async () => {
    const slow = await world.heldAtPulls(() => pushed());
    await pushed();
    await alerted();
    expect(told()).toEqual([1, 'failure']);
    const before = world.written().length;
    expect(await slow.goesOn()).toBe('settled');
    expect(world.written()).toHaveLength(before);
  });

  it('is the check again where people want it, though who judged since found it to say so already', async () => {
    await pushed();
    const check_suite = { head_sha: shaOf(1), app: { slug: 'my-bot' } };
    const wanted = () => world.tell(handler, 'check_suite', { action: 'rerequested', check_suite });
    const slow = await world.heldAtPulls(wanted);
    await pushed();
    const before = world.written().length;
    expect(await slow.goesOn()).toBe('again');
    await wanted();
    expect(world.written().slice(before)).toEqual([expect.stringMatching(/^PATCH check-runs/)]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an alert', () => alerted()],
    ['another pull request', () => pushed({}, 2)],
    [
      'an alert of another pull request',
      () => {
        const payload = { action: 'created', alert: codeAlert(6), ref: 'refs/pull/2/merge' };
        return world.tell(handler, 'code_scanning_alert', payload);
      },
    ],
  ])('is told with the next event of the repository where it was given up, here of %s', async (_what, next) => {
    world.pulls({ number: 1, files: [config] }, { number: 2 });
    world.on('GET', `${world.repository}/pulls/1`, { status: 502, body: { message: 'Bad gateway' } });
    expect(await pushed()).toBe('again');
    await next();
    expect(told()).toEqual([1, 'failure']);
  });

  it('is owed though a look at all that began before it was given up comes to its end after that', async () => {
    world.configured({});
    await alerted();
    const reply = () => ({ status: 404, body: { message: 'Not Found' } });
    const organisation = '/api/v3/repos/octo-org/.github/contents/.github%2Fmy-bot.json';
    // In an installation that nothing is remembered of.
    const slow = await world.heldAt(organisation, { reply, begin: alerted });
    const pull = `${world.repository}/pulls/1`;
    world.on('GET', pull, { status: 502, body: { message: 'Bad gateway' } });
    expect(await pushed()).toBe('again');
    expect(await slow.goesOn()).toBe('settled');
    expect(told()).toEqual([0, undefined]);
    await alerted();
    expect(told()[0]).toBe(1);
  });

  it('waits for nobody where only the answer was lost that it may write the checks', async () => {
    let isLost = false;
    world.aws().interceptAfter(({ input }) => {
      if (isLost || !JSON.stringify(input).includes('head#')) return undefined;
      isLost = true;
      return { status: 500 };
    });
    expect(await pushed()).toBe('settled');
    expect(isLost).toBe(true);
    expect(told()).toEqual([1, 'failure']);
  });

  it('is told with the next event where it was parked after its last try', async () => {
    world.on('GET', `${world.repository}/pulls/1`, { status: 403, body: { message: 'Resource not accessible' } });
    const same = { delivery_key: 'ghe.example.com#1234#parked' };
    let tries = 1;
    while ((await pushed(same)) === 'again') tries += 1;
    expect(tries).toBeGreaterThan(4);
    const check_suite = { head_sha: shaOf(2), app: { slug: 'github-actions' } };
    await world.tell(handler, 'check_suite', { action: 'completed', check_suite });
    expect(told()).toEqual([1, 'failure']);
  });
});
