import fc from 'fast-check';
import { parseWebhookSecrets } from './webhook-secrets';

const values = (text: string) => parseWebhookSecrets(text).secrets.map(({ value }) => value);

describe('parseWebhookSecrets', () => {
  it.each([
    ['a text', 'secret', [{ version: 0, value: 'secret' }]],
    [
      'a list',
      '["a", "b"]',
      [
        { version: 0, value: 'a' },
        { version: 1, value: 'b' },
      ],
    ],
    ['one by App', '{"12": "a"}', [{ appId: 12, version: 0, value: 'a' }]],
    [
      'several by App',
      ' {"12": ["a", "b"], "34": ["c"]}\n',
      [
        { appId: 12, version: 0, value: 'a' },
        { appId: 12, version: 1, value: 'b' },
        { appId: 34, version: 0, value: 'c' },
      ],
    ],
  ])('reads %s', (_what, text, secrets) => {
    expect(parseWebhookSecrets(text)).toEqual({ secrets, oddities: [] });
  });

  it.each(['\n', '\r\n'])('drops one line end and tells of it: %j', (end) => {
    expect(parseWebhookSecrets(`secret${end}`)).toEqual({
      secrets: [{ version: 0, value: 'secret' }],
      oddities: ['a line end after the secret was dropped'],
    });
  });

  it('drops no second line end, and tells of it', () => {
    expect(values('secret\n\n')).toEqual(['secret\n']);
    expect(parseWebhookSecrets('secret\n\n').oddities).toContain('a secret begins or ends with a blank or a line end');
  });

  it.each([
    ['a blank before', ' secret'],
    ['a blank behind', 'secret '],
    ['a line end in JSON', '["secret\\n"]'],
    ['a blank behind a byte order mark', '\uFEFF secret'],
  ])('tells of %s and keeps it', (_what, text) => {
    expect(parseWebhookSecrets(text).oddities).toContain('a secret begins or ends with a blank or a line end');
    expect(values(text)[0]).not.toBe('secret');
  });

  it('tells of a byte order mark', () => {
    expect(parseWebhookSecrets('\uFEFFsecret').oddities).toEqual(['a secret begins with a byte order mark']);
  });

  it.each([
    ['', 'is no text, or empty'],
    ['\n', 'is no text, or empty'],
    ['[]', 'holds none'],
    ['{}', 'holds none'],
    ['{"12": []}', 'holds none'],
    ['[""]', 'Webhook secret 1 for all Apps is no text, or empty'],
    ['["hush-hush", null]', 'Webhook secret 2 for all Apps'],
    ['{"12": ["hush-hush", 5]}', 'Webhook secret 2 of App 12'],
    ['{"12": {"hush-hush": 1}}', 'Webhook secret 1 of App 12'],
    ['{"hush-hush": "a"}', 'no id of an App'],
    ['{"012": "hush-hush"}', 'no id of an App'],
    ['{"99999999999999999999": "hush-hush"}', 'no id of an App'],
    ['{"12": "hush-hush"', 'begins like JSON and is none'],
    ['[hush-hush]', 'begins like JSON and is none'],
  ])('refuses %j, and quotes nothing of it', (text, message) => {
    expect(() => parseWebhookSecrets(text)).toThrow(message);
    expect(() => parseWebhookSecrets(text)).not.toThrow('hush-hush');
  });

  it('reads every text that is no JSON as it stands, but for one line end', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => {
        fc.pre(!/^\s*[[{]/.test(text) && !/\n$/.test(text));
        expect(values(text)).toEqual([text]);
      }),
    );
  });

  it('reads what JSON makes of any secrets', () => {
    const list = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(list, fc.integer({ min: 1 }), (secrets, appId) => {
        expect(values(JSON.stringify(secrets))).toEqual(secrets);
        expect(parseWebhookSecrets(JSON.stringify({ [appId]: secrets })).secrets).toEqual(
          secrets.map((value, version) => ({ appId, version, value })),
        );
      }),
    );
  });
});
