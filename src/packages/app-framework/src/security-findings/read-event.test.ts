import examples from '@octokit/webhooks-examples';
import fc from 'fast-check';
import { severities } from './finding';
import { readAlert } from './read-alert';
import { readEvent, securityEvents } from './read-event';

const recorded = (name: string) => examples.find((one) => one.name === name)?.examples ?? [];
const alertEvents = ['code_scanning_alert', 'dependabot_alert', 'security_advisory'];

describe('readEvent', () => {
  it.each(alertEvents)('makes a finding of each real %s, or says why not', (event) => {
    const payloads = recorded(event);
    expect(payloads.length).toBeGreaterThan(2);
    const read = payloads.map((payload) => readEvent(event, payload));
    for (const said of read) {
      if (said.kind === 'alert') {
        expect(severities).toContain(said.finding.severity);
        expect(said.finding.url).toMatch(/^https:/);
        expect(said.finding.title).not.toBe('');
      } else expect(said).toEqual({ kind: 'nothing', reason: 'the action updated leaves the alert as it is' });
    }
    expect(read.filter(({ kind }) => kind === 'alert').length).toBeGreaterThan(1);
  });

  it('takes nothing of the event that Dependabot’s took the place of, nor of any other', () => {
    for (const { name, examples: payloads } of examples) {
      if (securityEvents.some((one) => one === name)) continue;
      for (const payload of payloads) expect(readEvent(name, payload)).toMatchObject({ kind: 'nothing' });
    }
    expect(recorded('repository_vulnerability_alert')).toHaveLength(4);
  });

  it.each([
    [
      'pull_request',
      { action: 'edited', pull_request: { number: 1 }, changes: { title: {} } },
      'the base was not edited',
    ],
    ['pull_request', { action: 'labeled', pull_request: { number: 1 } }, 'leaves head and base as they are'],
    ['merge_group', { action: 'checks_requested', merge_group: { head_sha: 'x' } }, 'no head or no base'],
    ['check_run', { action: 'created', check_run: { head_sha: 'a'.repeat(40) } }, 'says nothing of security alerts'],
    ['dependabot_alert', { action: 'created', alert: { number: 0 } }, 'no number'],
    ['dependabot_alert', { action: 'created', alert: { number: 1, html_url: 'javascript:x' } }, 'no address'],
    ['code_scanning_alert', { action: 'created' }, 'no alert'],
    ['secret_scanning_alert', { action: 'validated', alert: { number: 1 } }, 'leaves the alert as it is'],
    ['secret_scanning_alert', { action: 'constructor', alert: { number: 1 } }, 'leaves the alert as it is'],
    ['security_advisory', { action: 'published', security_advisory: { ghsa_id: '<x>' } }, 'no id'],
  ])('says of %s %j why it is nothing', (event, payload, reason) => {
    expect(readEvent(event, payload)).toEqual({ kind: 'nothing', reason: expect.stringContaining(reason) });
  });

  it('reads whatever comes, and what it makes of it can be shown', () => {
    const members = [
      'action',
      'alert',
      'number',
      'html_url',
      'rule',
      'state',
      'security_advisory',
      'ghsa_id',
      'severity',
    ];
    const value = fc.oneof(
      fc.anything({ maxDepth: 3 }),
      fc.constantFrom<unknown>('created', 1, 'https://x/1', 'open'),
      fc.string(),
    );
    const payload = fc.dictionary(
      fc.constantFrom(...members),
      fc.oneof(value, fc.dictionary(fc.constantFrom(...members), value)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...securityEvents), payload, (event, given) => {
        const said = readEvent(event, given);
        if (said.kind !== 'alert') return;
        expect(severities).toContain(said.finding.severity);
        expect(said.finding.title).not.toMatch(/[\n\r]/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('readAlert', () => {
  const codeWith = (rule: object) =>
    readAlert('code_scanning', {
      number: 1,
      html_url: 'https://x/1',
      state: 'open',
      rule: { description: 'x', ...rule },
    });

  it.each([
    [{ security_severity_level: 'medium', severity: 'error' }, 'medium'],
    [{ severity: 'error' }, 'critical'],
    [{ severity: 'warning' }, 'high'],
    [{ severity: 'note' }, 'medium'],
    [{ severity: 'none' }, 'low'],
    [{}, 'low'],
  ])('reckons a rule with %j as %s', (rule, severity) => {
    expect(codeWith(rule)).toMatchObject({ severity });
  });

  it('takes a dependency whose severity is not known for the worst', () => {
    const alert = { number: 1, html_url: 'https://x/1', state: 'open', security_advisory: { severity: 'unheard of' } };
    expect(readAlert('dependabot', alert)).toMatchObject({ severity: 'critical' });
  });

  it('masks what looks like a token in the words of a rule', () => {
    const token = `ghp_${'a'.repeat(36)}`;
    expect(JSON.stringify(codeWith({ description: `Found ${token}` }))).not.toContain(token);
  });
});
