import { codeAlert, dependencyAlert, secretAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

describe('actions of security alerts', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const dependabot = (action: string, alert: object, more: object = {}) =>
    world.tell(handler, 'dependabot_alert', { action, alert, ...more });
  const code = (action: string, alert: object, ref: string) =>
    world.tell(handler, 'code_scanning_alert', { action, alert, ref });
  const medium = { rule: { description: 'Rule', security_severity_level: 'medium' } };
  const high = { rule: { description: 'Rule', security_severity_level: 'high' } };

  describe('issue', () => {
    it('is opened once, closed with the alert and opened again with it, found by its mark', async () => {
      world.open({ dependabot: [dependencyAlert(7)] });
      await dependabot('created', dependencyAlert(7));
      await dependabot('created', dependencyAlert(7));
      expect(world.issues()).toMatchObject([{ state: 'open', labels: ['security', 'dependabot'] }]);

      Object.assign(world.issues()[0] ?? {}, { title: 'Called otherwise' });
      world.open({});
      await dependabot('fixed', dependencyAlert(7, { state: 'fixed' }));
      expect(world.issues()).toMatchObject([{ state: 'closed' }]);
      expect(world.comments()).toHaveLength(1);

      world.open({ dependabot: [dependencyAlert(7)] });
      await dependabot('reintroduced', dependencyAlert(7));
      expect(world.issues()).toMatchObject([{ state: 'open', title: 'Called otherwise' }]);
      expect(world.comments()).toHaveLength(2);
    });

    it('that people closed stays closed while the alert only appears elsewhere', async () => {
      world.open({ code: { 'refs/heads/main': [codeAlert(5)] } });
      await code('created', codeAlert(5), 'refs/heads/main');
      Object.assign(world.issues()[0] ?? {}, { state: 'closed' });
      await code('appeared_in_branch', codeAlert(5), 'refs/heads/main');
      expect(world.issues()).toMatchObject([{ state: 'closed' }]);
    });

    it.each([
      ['a person', { user: { login: 'mona', type: 'User' } }],
      ['another App', { performed_via_github_app: { id: 99 } }],
    ])('is not one with a mark that %s wrote', async (_who, by) => {
      world.open({ dependabot: [dependencyAlert(7)] });
      await dependabot('created', dependencyAlert(7));
      Object.assign(world.issues()[0] ?? {}, by);
      await dependabot('created', dependencyAlert(7));
      expect(world.issues()).toHaveLength(2);
    });

    it('is of what is on the default branch, and of nothing that a pull request brings', async () => {
      const ref = 'refs/pull/1/merge';
      world.open({ code: { [ref]: [codeAlert(5)] } });
      await code('created', codeAlert(5), ref);
      expect(world.issues()).toEqual([]);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    });

    it('is of nothing that a pull request brings where nobody has looked at the default branch', async () => {
      world.open({});
      world.on('GET', `${world.repository}/code-scanning/alerts`, ({ query }) =>
        query.ref ? { body: [codeAlert(5)] } : { status: 404, body: { message: 'no analysis found' } },
      );
      await code('created', codeAlert(5), 'refs/pull/1/merge');
      expect(world.issues()).toEqual([]);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    });

    it('that cannot be written keeps nothing from being blocked', async () => {
      world.open({ dependabot: [dependencyAlert(7)] });
      world.on('POST', `${world.repository}/issues`, { status: 410, body: { message: 'Issues are disabled' } });
      expect(await dependabot('created', dependencyAlert(7))).toBe('again');
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    });
  });

  describe('comment', () => {
    it('lists what the pull request brings, in one comment that names its commit', async () => {
      const ref = 'refs/pull/1/merge';
      world.open({ code: { [ref]: [codeAlert(5, high), codeAlert(6, high)] } });
      await code('created', codeAlert(5, high), ref);
      await code('created', codeAlert(6, high), ref);
      expect(world.comments()).toHaveLength(1);
      expect(world.comments()[0]?.body).toContain(`As of ${shaOf(1)} this pull request brings:`);
      expect(world.comments()[0]?.body).toContain('Code scanning alert 6');

      world.open({ code: { [ref]: [] } });
      await code('fixed', codeAlert(6, { ...high, state: 'fixed' }), ref);
      expect(world.comments()).toHaveLength(1);
      expect(world.comments()[0]?.body).toContain('nothing that this pull request brought is open');
    });

    it('says nothing of what is on the default branch already', async () => {
      const alerts = [codeAlert(5, high)];
      world.open({ code: { 'refs/heads/main': alerts, 'refs/pull/1/merge': alerts } });
      await world.tell(handler, 'pull_request', { action: 'opened', pull_request: { number: 1 } });
      expect(world.comments()).toEqual([]);
    });
  });

  describe('annotate', () => {
    it('has a check of its own, which fails nothing and marks the line', async () => {
      world.open({ code: { 'refs/heads/main': [codeAlert(5, medium)] } });
      await code('created', codeAlert(5, medium), 'refs/heads/main');
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
      const notes = () => world.check(1, 'my-bot/security-notes');
      expect(notes()).toMatchObject({
        conclusion: 'neutral',
        output: { annotations: [{ path: 'src/a.ts', start_line: 4 }] },
      });

      world.open({});
      await code('fixed', codeAlert(5, { ...medium, state: 'fixed' }), 'refs/heads/main');
      // What was marked in lines is not taken away again: another check run takes its place.
      expect(world.checks().filter(({ name }) => name === 'my-bot/security-notes')).toHaveLength(2);
      expect(notes()).toMatchObject({ conclusion: 'success' });
    });
  });

  describe('notify', () => {
    beforeEach(() => {
      process.env.APP_FRAMEWORK_SECURITY_TOPIC = 'arn:aws:sns:eu-west-1:111111111111:findings.fifo';
    });
    afterEach(() => {
      delete process.env.APP_FRAMEWORK_SECURITY_TOPIC;
    });
    const published = () => world.aws().published.map((one) => JSON.parse(String(Object(one).Message)));

    it('tells the topic what arrives where the App may look at no alerts', async () => {
      for (const source of ['code-scanning', 'dependabot', 'secret-scanning'])
        world.on('GET', `${world.repository}/${source}/alerts`, { status: 403, body: { message: 'no' } });
      await world.tell(handler, 'dependabot_alert', { action: 'created', alert: dependencyAlert(7) });
      expect(published()).toMatchObject([{ became: 'open' }]);
    });

    it('tells the topic what arrives where the App may not look at the pull request that it is of', async () => {
      world.open({});
      world.on('GET', `${world.repository}/code-scanning/alerts`, ({ query }) =>
        query.ref ? { status: 403, body: { message: 'Resource not accessible' } } : { body: [] },
      );
      await code('created', codeAlert(5), 'refs/pull/1/merge');
      expect(published()).toMatchObject([{ became: 'open', finding: { id: '5' } }]);
    });

    it('tells the topic when something opens and when it closes', async () => {
      world.open({ secrets: [secretAlert(3)] });
      await world.tell(handler, 'secret_scanning_alert', { action: 'created', alert: secretAlert(3) });
      world.open({});
      await world.tell(handler, 'secret_scanning_alert', { action: 'resolved', alert: secretAlert(3) });
      expect(published()).toMatchObject([
        { version: 1, became: 'open', repository: 'octo-org/web', finding: { source: 'secret_scanning', id: '3' } },
        { became: 'closed', finding: { isOpen: false } },
      ]);
      expect(world.aws().published[0]).toMatchObject({
        TopicArn: expect.stringMatching(/findings\.fifo$/),
        Subject: 'critical: Secret scanning alert 3 open in octo-org/web',
        MessageGroupId: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    });

    it('tells nothing that is over by now, and nothing that nobody asks for', async () => {
      world.open({});
      const payload = { action: 'appeared_in_branch', alert: codeAlert(5), ref: 'refs/heads/main' };
      await world.tell(handler, 'code_scanning_alert', payload);
      await world.tell(handler, 'secret_scanning_alert', { action: 'created', alert: secretAlert(3) });
      await dependabot('created', dependencyAlert(7, { security_advisory: { severity: 'high' } }));
      expect(published()).toEqual([]);
    });

    it('tells of advisories, which belong to no repository', async () => {
      const advisory = { ghsa_id: 'GHSA-aaaa-bbbb-cccc', severity: 'critical', summary: 'Everything is broken' };
      const more = { repository: undefined, installation: undefined };
      await world.tell(handler, 'security_advisory', { action: 'published', security_advisory: advisory }, more);
      await world.tell(
        handler,
        'security_advisory',
        { action: 'published', security_advisory: { ...advisory, severity: 'moderate' } },
        more,
      );
      expect(published()).toMatchObject([{ finding: { id: 'GHSA-aaaa-bbbb-cccc' } }]);
    });

    it('is tried again where SNS does not take it', async () => {
      world.open({ secrets: [secretAlert(3)] });
      world
        .aws()
        .intercept(({ operation }) =>
          operation === 'Publish' ? { status: 403, body: '<Code>AuthorizationError</Code>' } : undefined,
        );
      const payload = { action: 'created', alert: secretAlert(3) };
      expect(await world.tell(handler, 'secret_scanning_alert', payload)).toBe('again');
      expect(world.said()).toContain('was not taken by SNS: 403, AuthorizationError');
    });
  });

  it.each([
    ['a public', { private: false }, false],
    ['an internal', { private: true, visibility: 'internal' }, false],
    ['a private', { private: true, visibility: 'private' }, true],
  ])('say of findings in %s repository no more than those may know who read it', async (_what, seen, isWhole) => {
    world.open({ dependabot: [dependencyAlert(7)], code: { 'refs/heads/main': [codeAlert(5, medium)] } });
    const repository = { id: 42, full_name: 'octo-org/web', default_branch: 'main', ...seen };
    await dependabot('created', dependencyAlert(7), { repository });
    const written = JSON.stringify([world.checks(), world.issues(), world.comments()]);
    expect(written).toContain('Dependabot alert 7');
    for (const told of ['left-pad', 'It pads', 'package.json', 'src/a.ts']) {
      expect([told, written.includes(told)]).toEqual([told, isWhole]);
    }
  });

  it('repeat no secret, wherever GitHub puts one', async () => {
    const secret = 'sk-live-0123456789abcdef';
    const leaking = { secret, secrets: [secret], resolution_comment: secret, push_protection_bypassed: secret };
    const message = { text: `Hard-coded credential "${secret}"` };
    const alerts = {
      secrets: [secretAlert(3, leaking)],
      code: { 'refs/heads/main': [codeAlert(5, { most_recent_instance: { message, location: { path: 'a' } } })] },
      dependabot: [dependencyAlert(7, { dismissed_comment: secret })],
    };
    world.open(alerts);
    process.env.APP_FRAMEWORK_SECURITY_TOPIC = 'arn:aws:sns:eu-west-1:111111111111:findings';
    await world.tell(handler, 'secret_scanning_alert', { action: 'created', alert: secretAlert(3, leaking) });
    await code('created', alerts.code['refs/heads/main'][0] ?? {}, 'refs/heads/main');
    await dependabot('created', alerts.dependabot[0] ?? {});
    delete process.env.APP_FRAMEWORK_SECURITY_TOPIC;

    expect(world.aws().published.length).toBeGreaterThan(0);
    expect(world.issues()).toHaveLength(3);
    expect(world.said()).toContain('"hide_secret":"true"');
    expect(world.said()).not.toContain(secret);
  });
});
