import { shownPayload } from './masked-payload';

const shown = (payload: unknown) => shownPayload(JSON.stringify(payload)).text;

describe('shownPayload', () => {
  it.each([
    ['a token of GitHub in prose', { body: `see ghs_${'x'.repeat(36)} there` }, 'x'.repeat(36)],
    ['what a member is called a secret', { alert: { secret: 'hunter2', secret_type: 'slack' } }, 'hunter2'],
    ['credentials within an address', { clone_url: 'https://user:hunter2@github.com/a/b' }, 'hunter2'],
    ['a token in a query', { url: 'https://example.com/?a=1&access_token=hunter2&b=2' }, 'hunter2'],
    ['a key of AWS', { body: 'AKIAABCDEFGHIJKLMNOP' }, 'ABCDEFGHIJKLMNOP'],
    ['a key of AWS in a line of its own', { body: 'see\nAKIAABCDEFGHIJKLMNOP' }, 'ABCDEFGHIJKLMNOP'],
    ['a webhook of Slack', { url: 'https://hooks.slack.com/services/T01/B02/hunter2' }, 'hunter2'],
    ['a token of GitLab', { body: `is\nglpat-${'hunter2-'.repeat(3)}` }, 'hunter2'],
    ['a key of Stripe', { body: `is\nsk_live_${'hunter2'.repeat(4)}` }, 'hunter2'],
    ['names in camel case', { accessToken: 'hunter2' }, 'hunter2'],
    ['names that begin with an abbreviation', { APIKey: 'hunter2' }, 'hunter2'],
    ['an access key', { aws_secret_access_key: 'hunter2' }, 'hunter2'],
    ['several in a list', { tokens: ['hunter2'] }, 'hunter2'],
    ['whatever is below such a name', { clientCredentials: { user: { pin: ['hunter2'] } } }, 'hunter2'],
    ['a number', { passcode: 471_100 }, '471100'],
    ['a private key', { body: '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END' }, 'hunter2'],
  ])('masks %s', (_what, payload, secret) => {
    expect(JSON.stringify(payload)).toContain(secret);
    expect(shown(payload)).not.toContain(secret);
    expect(shown(payload)).toContain('***');
  });

  it('leaves the rest as it is', () => {
    const payload = {
      action: 'opened',
      secret_type: 'slack',
      permissions: { secrets: 'read', organization_secrets: 'write' },
      ...{ tokenId: 5, secretary: 'Ann', monkey: 'Bo', has_secret: true, token: null },
      url: 'https://a.b/?c=d#e',
    };
    expect(JSON.parse(shown(payload))).toEqual(payload);
  });

  it('shows the beginning of what is long, and says how much more there is', () => {
    const { text, more } = shownPayload(JSON.stringify({ body: 'x'.repeat(150_000) }));
    expect([text.length, more]).toEqual([
      100_000,
      JSON.stringify({ body: 'x'.repeat(150_000) }, null, 2).length - 100_000,
    ]);
  });

  it('shows what is no JSON as it came, masked', () => {
    expect(shownPayload('no JSON, https://a:hunter2@b/').text).toBe('no JSON, https://***@b/');
  });
});
