import { logError, logInfo, logWarning } from './logger';

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

describe('logInfo', () => {
  it('writes one line of JSON with the event before the fields', () => {
    logInfo('it happened', { appId: 1, text: 'two\nlines', big: 9007199254740993n });

    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(['level', 'event', 'time', 'appId', 'text', 'big']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'INFO', text: 'two\nlines', big: '9007199254740993' });
  });

  it.each([
    ['a short token', 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['a stateless token', `ghs_${'eyJhbGciOi.J9-_'.repeat(30)}`],
    ['a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI3In0.c2lnbmF0dXJl-_'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
    ['half a private key', '-----BEGIN PRIVATE KEY-----\nMIIEow'],
  ])('masks %s, and stays JSON', (_what, secret) => {
    logInfo('it leaked', { text: `before ${secret}`, after: 'kept' });

    expect(JSON.stringify(lines)).not.toMatch(/16C7|J9-_|c2ln|MIIE/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      text: expect.stringMatching(/^before .*\*\*\*/),
      after: 'kept',
    });
  });
});

describe('logWarning', () => {
  it('says so', () => {
    logWarning('look here');

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'WARN', event: 'look here' });
  });
});

describe('logError', () => {
  it('writes the error with its causes, and what is no error as text', () => {
    const endless = new Error('outer', { cause: new Error('inner', { cause: 'text' }) });
    logError('it failed', endless, { appId: 7 });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'ERROR',
      appId: 7,
      error: { name: 'Error', message: 'outer', cause: { message: 'inner', cause: 'text' } },
    });
  });

  it('leaves out which principal and resource AWS names', () => {
    logError('it failed', new Error('User: arn:aws:sts::1:assumed-role/x/y may not on arn:aws:kms:eu:1:key/2 (why)'));

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      error: { message: 'User: arn:aws:sts:*** may not on arn:aws:kms:*** (why)' },
    });
    expect(lines.join()).not.toContain('key/2');
  });

  it('does not mind an error that is its own cause', () => {
    const endless = new Error('round');
    endless.cause = endless;

    expect(() => logError('it failed', endless)).not.toThrow();
  });
});
