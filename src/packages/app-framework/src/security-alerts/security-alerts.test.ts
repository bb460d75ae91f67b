import examples from '@octokit/webhooks-examples';
import { securityEvents } from '../security-findings/read-event';
import { codeAlert, dependencyAlert, secretAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

describe('securityAlerts', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const told = (alert: object, action = 'created') => world.tell(handler, 'dependabot_alert', { action, alert });
  const pushed = (number: number) =>
    world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number } });

  it('blocks the heads of all open pull requests while anything is open, and frees them when all is closed', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ dependabot: [dependencyAlert(7)], secrets: [secretAlert(3)] });
    expect(await told(dependencyAlert(7))).toBe('settled');
    expect([world.check(1), world.check(2)]).toMatchObject([{ conclusion: 'failure' }, { conclusion: 'failure' }]);
    expect(world.check(1)).toMatchObject({ output: { title: '2 open findings block this' } });

    world.open({ secrets: [secretAlert(3)] });
    await told(dependencyAlert(7, { state: 'fixed' }), 'fixed');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure', output: { title: '1 open finding blocks this' } });

    world.open({});
    await world.tell(handler, 'secret_scanning_alert', { action: 'resolved', alert: secretAlert(3) });
    expect([world.check(1), world.check(2)]).toMatchObject([{ conclusion: 'success' }, { conclusion: 'success' }]);
    expect(world.checks()).toHaveLength(2);
  });

  it('judges each new head, and writes nothing where the check says it already', async () => {
    world.open({ secrets: [secretAlert(3)] });
    await pushed(1);
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    await pushed(1);
    expect(world.written()).toEqual(['POST check-runs']);
    world.pulls({ number: 1, sha: shaOf(11) });
    await pushed(1);
    expect(world.check(11)).toMatchObject({ conclusion: 'failure' });
  });

  it('lets an event that comes late undo nothing', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(dependencyAlert(7, { state: 'fixed' }), 'fixed');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    expect(world.issues()).toMatchObject([{ state: 'open' }]);

    world.open({});
    await told(dependencyAlert(7), 'created');
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    expect(world.issues()).toMatchObject([{ state: 'closed' }]);
  });

  it('asks what code scanning has where the event says, and lets a late event undo nothing there either', async () => {
    const tellCode = (action: string, ref: string) =>
      world.tell(handler, 'code_scanning_alert', { action, alert: codeAlert(5), ref });
    world.open({ code: { 'refs/heads/main': [codeAlert(5)] } });
    await tellCode('created', 'refs/heads/main');
    expect(world.issues()).toMatchObject([{ state: 'open' }]);

    world.open({ code: { 'refs/heads/main': [] } });
    await tellCode('created', 'refs/heads/main');
    expect(world.issues()).toMatchObject([{ state: 'closed' }]);
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  it('judges the other heads where one cannot be written to, and comes again for that', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ dependabot: [dependencyAlert(7)] });
    const gone = { status: 422, body: { message: 'No commit found for SHA' } };
    world.on('GET', `${world.repository}/commits/${shaOf(1)}/check-runs`, gone);
    expect(await told(dependencyAlert(7))).toBe('again');
    expect(world.check(2)).toMatchObject({ conclusion: 'failure' });
  });

  it('says nothing is well where GitHub does not let it look', async () => {
    const message = 'Resource not accessible by integration';
    world.on('GET', `${world.repository}/secret-scanning/alerts`, { status: 403, body: { message } });
    await pushed(1);
    expect(world.check(1)).toMatchObject({ conclusion: 'action_required' });
    expect(world.said()).toContain('GitHub does not let the App look at alerts');

    const off = { status: 404, body: { message: 'Secret scanning is disabled on this repository.' } };
    world.on('GET', `${world.repository}/secret-scanning/alerts`, off);
    await pushed(1);
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  it('tries again where GitHub fails, and says nothing meanwhile', async () => {
    world.on('GET', `${world.repository}/dependabot/alerts`, { status: 502, body: { message: 'Bad gateway' } });
    expect(await pushed(1)).toBe('again');
    expect(world.checks()).toEqual([]);
  });

  it('says nothing at all where it may look at no alerts: the App is there for something else', async () => {
    for (const source of ['code-scanning', 'dependabot', 'secret-scanning']) {
      const body = { message: 'Resource not accessible by integration' };
      world.on('GET', `${world.repository}/${source}/alerts`, { status: 403, body });
    }
    expect(await pushed(1)).toBe('settled');
    expect(world.written()).toEqual([]);
  });

  it('counts for a pull request what code scanning has there, and what it has elsewhere only where it did not look', async () => {
    const own = { 'refs/pull/1/merge': [] };
    world.pulls({ number: 1 }, { number: 2, from: 77 });
    world.open({ code: { 'refs/heads/main': [codeAlert(5)], ...own } });
    const payload = { action: 'created', alert: codeAlert(5), ref: 'refs/heads/main' };
    await world.tell(handler, 'code_scanning_alert', payload);

    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    expect(world.check(2)).toMatchObject({ conclusion: 'failure' });
    expect(JSON.stringify(world.check(2))).toContain('it comes from a fork');
  });

  it('lets through the pull request that takes the vulnerable dependency away, and no other', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ dependabot: [dependencyAlert(7)] });
    const vulnerabilities = [{ advisory_ghsa_id: 'GHSA-aaaa-bbbb-cccc' }];
    const change = { manifest: 'package.json', name: 'left-pad', vulnerabilities };
    const compare = `${world.repository}/dependency-graph/compare/${shaOf(0)}...`;
    world.on('GET', `${compare}${shaOf(1)}`, { body: [{ ...change, change_type: 'removed' }] });
    world.on('GET', `${world.repository}/dependency-graph/sbom`, { body: { sbom: { packages: [] } } });
    const moved = ['removed', 'added'].map((change_type) => ({ ...change, change_type }));
    world.on('GET', `${compare}${shaOf(2)}`, { body: moved });
    await told(dependencyAlert(7));

    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    expect(world.check(2)).toMatchObject({ conclusion: 'failure' });
  });

  it('says where it stops no merge, and where it does', async () => {
    world.open({ secrets: [secretAlert(3)] });
    await pushed(1);
    expect(JSON.stringify(world.check(1))).toContain('does not tell whether a merge into `main` waits');

    world.on('GET', `${world.repository}/rules/branches/main`, { body: [] });
    await pushed(1);
    expect(JSON.stringify(world.check(1))).toContain('This stops no merge yet');

    const required = { parameters: { required_status_checks: [{ context: 'my-bot/security' }] } };
    world.on('GET', `${world.repository}/rules/branches/main`, { body: [required] });
    await pushed(1);
    expect(JSON.stringify(world.check(1))).not.toContain('merge yet');
  });

  it('judges the groups of a merge queue, and a commit whose check is wanted again', async () => {
    world.open({ secrets: [secretAlert(3)] });
    world.checkable(shaOf(8));
    const ends = { head_sha: shaOf(8), head_ref: 'refs/heads/q', base_sha: shaOf(0), base_ref: 'refs/heads/main' };
    await world.tell(handler, 'merge_group', { action: 'checks_requested', merge_group: ends });
    expect(world.check(8)).toMatchObject({ conclusion: 'failure' });

    const again = (name: string) =>
      world.tell(handler, 'check_run', { action: 'rerequested', check_run: { name, head_sha: shaOf(1) } });
    await again('somebody else’s');
    expect(world.check(1)).toBeUndefined();
    await again('my-bot/security');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('looks at all heads once for all alerts that arrived before', async () => {
    world.open({ dependabot: [dependencyAlert(7), dependencyAlert(8)] });
    const early = { received_at: new Date(Date.now() - 60_000).toISOString() };
    const alert = (number: number) => ({ action: 'created', alert: dependencyAlert(number) });
    await world.tell(handler, 'dependabot_alert', alert(7), early);
    const asked = () =>
      world
        .gitHub()
        .asked()
        .filter((one) => one.endsWith('/check-runs')).length;
    const before = asked();
    await world.tell(handler, 'dependabot_alert', alert(8), early);

    expect(asked()).toBe(before);
    expect(world.issues()).toHaveLength(2);
  });

  it('refuses a name that is none of a bot or of a configuration', () => {
    expect(() => securityAlerts({ bot: 'my bot' })).toThrow('"my bot" is no name of a bot');
    expect(() => securityAlerts({ bot: 'my-bot', file: '../x.yml' })).toThrow('is no name of a configuration');
  });

  it('comes to an end with each real payload of its events', async () => {
    const payloads = examples
      .filter(({ name }) => securityEvents.some((one) => one === name))
      .flatMap(({ name, examples: recorded }) => recorded.map((payload) => ({ event: name, payload })));
    expect(payloads.length).toBeGreaterThan(40);
    for (const { event, payload } of payloads) {
      const body = Object(payload);
      if (body.pull_request) body.pull_request.number = 1;
      if (body.merge_group) world.checkable(body.merge_group.head_sha);
      expect([event, await world.tell(handler, event, body)]).toEqual([event, 'settled']);
    }
  });
});
