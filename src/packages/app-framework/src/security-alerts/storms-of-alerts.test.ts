import { codeAlert, dependencyAlert, secretAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

describe('many security alerts', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const told = (number: number, more: object = {}) => {
    const payload = { action: 'created', alert: dependencyAlert(number) };
    return world.tell(handler, 'dependabot_alert', payload, more);
  };
  const pushed = (number: number) =>
    world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number } });
  const early = () => ({ received_at: new Date(Date.now() - 60_000).toISOString() });
  const times = (path: string) =>
    world
      .gitHub()
      .asked()
      .filter((one) => one.endsWith(path)).length;
  const alertOf = (number: number, more: object = {}) =>
    world.on('GET', `${world.repository}/dependabot/alerts/${number}`, { body: dependencyAlert(number, more) });
  const rowWith = (name: string) =>
    world
      .aws()
      .rows()
      .find((one) => name in one);

  it('are looked at one each where all heads were judged since, and no list is read for them', async () => {
    world.open({ dependabot: [dependencyAlert(7), dependencyAlert(8)] });
    await told(7, early());
    const lists = times('/dependabot/alerts');
    alertOf(8);
    await told(8, early());
    expect(times('/dependabot/alerts')).toBe(lists);
    expect(world.issues()).toHaveLength(2);

    alertOf(8, { state: 'fixed' });
    await told(8, early());
    expect(world.issues()).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
  });

  it('have no issue where they are in a pull request alone, though all heads were judged since', async () => {
    await told(7, early());
    const found = codeAlert(9);
    world.open({ code: { 'refs/pull/1/merge': [found] } });
    world.on('GET', `${world.repository}/code-scanning/alerts/9`, { body: found });
    const payload = { action: 'created', ref: 'refs/pull/1/merge', alert: found };
    await world.tell(handler, 'code_scanning_alert', payload, early());
    expect(world.issues()).toEqual([]);
  });

  it('have all looked at once more where something was given up since', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(7, early());
    world.on('GET', `${world.repository}/pulls/1`, { status: 502, body: { message: 'Bad gateway' } });
    expect(await pushed(1)).toBe('again');
    const lists = times('/dependabot/alerts');
    alertOf(7);
    await told(7, early());
    expect(times('/dependabot/alerts')).toBe(lists + 1);
  });

  it('have heads judged once while what they are judged by stays as it is', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(7);
    const judged = times('/check-runs');
    await told(7);
    expect(times('/check-runs')).toBe(judged);
    world.open({ dependabot: [dependencyAlert(7), dependencyAlert(8)] });
    await told(7);
    expect(world.check(1)).toMatchObject({ output: { title: '2 open findings block this' } });
    world.configured({ own: JSON.stringify({ security: { dependabot: { critical: ['annotate'] } } }) });
    await told(7);
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  it('go on with the next head where the time was over', async () => {
    world.pulls({ number: 1 }, { number: 2 }, { number: 3 });
    world.open({ dependabot: [dependencyAlert(7)] });
    const inTime = { getRemainingTimeInMillis: () => (world.check(2) ? 9_000 : 20_000) };
    const shown = () => [3, 2, 1].map((number) => world.check(number)?.conclusion);
    expect(await told(7, { context: inTime })).toBe('again');
    expect(shown()).toEqual(['failure', 'failure', undefined]);
    const asked = times(`${shaOf(3)}/check-runs`);
    await told(7);
    expect(shown()).toEqual(['failure', 'failure', 'failure']);
    expect(times(`${shaOf(3)}/check-runs`)).toBe(asked);
  });

  it('are judged from the first head on where they changed after the time was over', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(7, { context: { getRemainingTimeInMillis: () => (world.check(2) ? 9_000 : 20_000) } });
    world.open({});
    await told(7);
    expect([world.check(2), world.check(1)]).toMatchObject([{ conclusion: 'success' }, { conclusion: 'success' }]);
  });

  it('that GitHub could not list are judged with the next event, whatever that is about', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ dependabot: [dependencyAlert(7)] });
    world.on('GET', `${world.repository}/pulls/1`, { status: 502, body: { message: 'Bad gateway' } });
    expect(await pushed(1)).toBe('again');
    expect(world.checks()).toEqual([]);
    const check_suite = { head_sha: shaOf(2), app: { slug: 'github-actions' } };
    await world.tell(handler, 'check_suite', { action: 'completed', check_suite });
    expect([world.check(1), world.check(2)]).toMatchObject([{ conclusion: 'failure' }, { conclusion: 'failure' }]);

    const asked = world.gitHub().requests.length;
    await world.tell(handler, 'check_suite', { action: 'completed', check_suite });
    expect(world.gitHub().requests).toHaveLength(asked);
  });

  it('wait for an outage of GitHub to end, and are no try of the handler’s then', async () => {
    world.on('GET', `${world.repository}/dependabot/alerts`, { status: 503, body: { message: 'Unavailable' } });
    const detail = { delivery_key: 'ghe.example.com#1234#one' };
    for (let tries = 0; tries < 7; tries += 1) expect(await told(7, detail)).toBe('again');
    expect(rowWith('Waits')).toMatchObject({ Attempts: { N: '0' }, Waits: { N: '7' } });
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(7, detail);
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('that waited until they were parked are judged with the next event, whatever that is about', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const detail = {
      delivery_key: 'ghe.example.com#1234#waits',
      // It has come again for three days.
      received_at: new Date(Date.now() - 3 * 24 * 3_600_000).toISOString(),
      context: { getRemainingTimeInMillis: () => 9_000 },
    };
    const outcomes: unknown[] = [];
    for (let tries = 0; tries < 15; tries += 1) outcomes.push(await told(7, detail));
    expect(outcomes).toEqual([...Array(14).fill('again'), 'settled']);
    expect([rowWith('Waits'), world.checks()]).toMatchObject([{ Status: { S: 'parked' } }, []]);

    const check_suite = { head_sha: shaOf(1), app: { slug: 'github-actions' } };
    await world.tell(handler, 'check_suite', { action: 'completed', check_suite });
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('that have waited for long come again by themselves, and are judged then', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const detail = { delivery_key: 'ghe.example.com#1234#aside', received_at: new Date().toISOString() };
    const hurried = { ...detail, context: { getRemainingTimeInMillis: () => 9_000 } };
    for (let tries = 0; tries < 15; tries += 1) await told(7, hurried);
    expect([rowWith('AsideAt'), world.checks()]).toMatchObject([{ Status: { S: 'retry' } }, []]);
    expect(await told(7, detail)).toBe('settled');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    expect(rowWith('Waits')).toMatchObject({ Status: { S: 'done' } });
  });

  it('change no check that says what was read later', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    // It has read what is open, and is slow.
    const slow = await world.heldAtPulls(() => pushed(1));
    world.open({});
    await world.tell(handler, 'pull_request', { action: 'opened', pull_request: { number: 1 } });
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    expect(await slow.goesOn()).toBe('settled');
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    expect(world.checks()).toHaveLength(1);
  });

  describe('beyond what can be read', () => {
    /** A list that has another page for ever. */
    const endless = (path: string, entries: readonly object[]) =>
      world.on('GET', `${world.repository}/${path}`, ({ query }) => {
        const next = `${world.gitHub().url}${world.repository}/${path}?page=${Number(query.page ?? 1) + 1}`;
        return { headers: { link: `<${next}>; rel="next"` }, body: entries };
      });

    it('let nothing through, and no event fails of them', async () => {
      const low = { security_advisory: { ghsa_id: 'GHSA-a', summary: 'x', severity: 'low' } };
      endless('dependabot/alerts', [dependencyAlert(7, low)]);
      expect(await pushed(1)).toBe('settled');
      expect(world.check(1)).toMatchObject({ conclusion: 'action_required' });
      expect(JSON.stringify(world.check(1))).toContain('more than 5000 are open');
      endless('dependabot/alerts', [dependencyAlert(7)]);
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    });

    it('are known to be open though they are not in the part that was read', async () => {
      endless('dependabot/alerts', [dependencyAlert(7)]);
      alertOf(9);
      await told(9);
      expect(world.issues()).toMatchObject([{ title: expect.stringContaining('left-pad'), state: 'open' }]);
      alertOf(9, { state: 'fixed' });
      await told(9);
      expect(world.issues()).toMatchObject([{ state: 'closed' }]);
    });

    it('have no second issue where theirs may be among those that were not read', async () => {
      world.open({ dependabot: [dependencyAlert(7)] });
      endless('issues', [{ number: 1, created_at: '2026-11-01T00:00:00Z' }]);
      expect(await told(7)).toBe('settled');
      expect(world.issues()).toEqual([]);
      expect(world.said()).toContain('it is not among the 50 newest issues');
      const created_at = '2026-11-02T00:00:00Z';
      world.open({ dependabot: [dependencyAlert(8, { created_at })] });
      await world.tell(handler, 'dependabot_alert', { action: 'created', alert: dependencyAlert(8, { created_at }) });
      expect(world.written()).toContain('POST issues');
    });
  });

  it('of one kind keep those of another, and pull requests, from nothing', async () => {
    world.open({ secrets: [secretAlert(3)], code: { 'refs/heads/main': [codeAlert(5)] } });
    await Promise.all([
      world.tell(handler, 'secret_scanning_alert', { action: 'created', alert: secretAlert(3) }),
      world.tell(handler, 'code_scanning_alert', { action: 'created', alert: codeAlert(5), ref: 'refs/heads/main' }),
      pushed(1),
    ]);
    expect(world.check(1)).toMatchObject({ output: { title: '2 open findings block this' } });
    expect(world.checks()).toHaveLength(1);
    expect(rowWith('SweptFrom')).toBeDefined();
  });
});
