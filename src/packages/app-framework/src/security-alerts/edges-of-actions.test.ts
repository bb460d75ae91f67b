import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeAlert, dependencyAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const own = 'refs/pull/1/merge';
const rule = (security_severity_level: string) => ({ rule: { description: 'Rule', security_severity_level } });

describe('at their edges, actions of security alerts', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const told = (alert: object, action = 'created') => world.tell(handler, 'dependabot_alert', { action, alert });
  const pushed = () => world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number: 1 } });

  it('track by the event what the App may not list', async () => {
    const message = 'Resource not accessible by integration';
    world.on('GET', `${world.repository}/dependabot/alerts`, { status: 403, body: { message } });
    await told(dependencyAlert(7, { state: 'fixed' }), 'fixed');
    expect(world.issues()).toEqual([]);
    await told(dependencyAlert(7));
    expect(world.issues()).toMatchObject([{ state: 'open' }]);
  });

  it('call nobody by the title of an issue', async () => {
    const security_advisory = { ghsa_id: 'GHSA-a', summary: 'Ask @octocat', severity: 'critical' };
    const alert = dependencyAlert(7, { security_advisory });
    world.open({ dependabot: [alert] });
    await told(alert);
    expect(world.issues()).toMatchObject([{ title: '[Security] left-pad: Ask @\u200boctocat' }]);
  });

  it('leave the issue of an open alert alone that nobody would write an issue of by now', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(dependencyAlert(7));
    world.configured({ own: '{ "security": { "dependabot": { "critical": ["annotate"] } } }' });
    await told(dependencyAlert(7));
    expect(world.issues()).toMatchObject([{ state: 'open' }]);
  });

  it('find an issue though GitHub’s clocks differ', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    await told(dependencyAlert(7));
    const alert = dependencyAlert(7, { created_at: '2026-11-01T12:00:00Z' });
    world.open({ dependabot: [alert] });
    const [ours] = world.issues();
    const next = `<${world.gitHub().url}${world.repository}/issues?page=2>; rel="next"`;
    world.on('GET', `${world.repository}/issues`, ({ query }) =>
      query.page === '2'
        ? { body: [{ ...ours, created_at: '2026-11-01T11:58:00Z' }] }
        : { headers: { link: next }, body: [{ number: 1, created_at: '2026-11-01T11:59:00Z' }] },
    );
    await told(alert);
    expect(world.issues()).toHaveLength(1);
  });

  it('edit no comment with their mark that somebody else wrote', async () => {
    world.open({ code: { [own]: [codeAlert(5, rule('high'))] } });
    await pushed();
    Object.assign(world.comments()[0] ?? {}, { user: { login: 'mona', type: 'User' } });
    world.open({ code: { [own]: [codeAlert(6, rule('high'))] } });
    await pushed();
    expect(world.comments()).toHaveLength(2);
  });

  it('mark as many lines as GitHub takes, and list so many, the worst first', async () => {
    const medium = Array.from({ length: 60 }, (_, index) => codeAlert(index + 1, rule('medium')));
    world.open({ code: { [own]: [...medium, codeAlert(99, rule('high'))] } });
    world.configured({ own: '{ "security": { "code_scanning": { "high": ["annotate"] } } }' });
    await pushed();
    const { annotations, summary } = Object(world.check(1, 'my-bot/security-notes')?.output);
    expect(annotations).toHaveLength(50);
    expect(summary).toMatch(/^- \*\*high\*\* \[Code scanning alert 99\]/);
    expect(summary).toContain('- and 11 more');
  });

  it('say of many mistakes in a configuration how many there are besides', async () => {
    const security = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`source${index}`, {}]));
    world.configured({ own: JSON.stringify({ security }) });
    await pushed();
    const { summary } = Object(world.check(1)?.output);
    expect(summary).toContain('source8');
    expect(summary).not.toContain('source9');
    expect(summary).toContain('- and 3 more');
  });

  it('mark a mistake in the line that it has come to', async () => {
    const config = { filename: '.github/my-bot.json', status: 'modified' };
    world.pulls({ number: 1, files: [config] });
    const proposed = async (text: string) => {
      world.on('GET', `${world.repository}/contents/.github%2Fmy-bot.json`, ({ query }) =>
        query.ref === shaOf(1)
          ? { body: { type: 'file', size: text.length, content: Buffer.from(text).toString('base64') } }
          : { status: 404, body: { message: 'Not Found' } },
      );
      await pushed();
      return world.check(1, 'my-bot/security-config')?.output;
    };
    expect(await proposed('{\n"security": 7 }')).toMatchObject({ annotations: [{ start_line: 2 }] });
    expect(await proposed('{\n\n"security": 7 }')).toMatchObject({ annotations: [{ start_line: 3 }] });
    expect(await proposed(`"${'x'.repeat(70_000)}"`)).toMatchObject({
      annotations: [{ message: expect.stringContaining('65536 are read') }],
    });
  });

  it('look at no proposal that cannot be read', async () => {
    world.pulls({ number: 1, files: [{ filename: '.github/my-bot.json', status: 'modified' }] });
    await pushed();
    expect(world.checks().map(({ name }) => name)).toEqual(['my-bot/security']);
  });

  it('note nothing that blocks', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    world.configured({ own: '{ "security": { "dependabot": { "critical": ["block", "annotate"] } } }' });
    await pushed();
    expect(world.checks()).toMatchObject([{ name: 'my-bot/security', conclusion: 'failure' }]);
  });

  it('tell the topic what the documentation shows', async () => {
    const docs = readFileSync(join(__dirname, '../../../../../docs/security-alerts.md'), 'utf8');
    const example = JSON.parse(/```json\n(\{\n {2}"version"[^`]*)```/.exec(docs)?.[1] ?? '');
    process.env.APP_FRAMEWORK_SECURITY_TOPIC = 'arn:aws:sns:eu-west-1:111111111111:findings';
    const { finding, delivery } = example;
    const alert = dependencyAlert(7, {
      html_url: finding.url,
      created_at: finding.knownSince,
      security_vulnerability: { severity: 'critical', vulnerable_version_range: finding.dependency.range },
    });
    world.open({ dependabot: [alert] });
    await world.tell(handler, 'dependabot_alert', { action: 'created', alert }, { delivery_key: delivery });
    delete process.env.APP_FRAMEWORK_SECURITY_TOPIC;
    expect(world.aws().published.map((one) => JSON.parse(String(Object(one).Message)))).toEqual([example]);
  });
});
