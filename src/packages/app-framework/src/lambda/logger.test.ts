import { givenLoggedLines } from './logged-lines.test.support';
import { logError, logInfo, logRecord, logWarning } from './logger';

const lines = givenLoggedLines();

describe('logInfo', () => {
  it('writes one line of JSON with the event before the fields', () => {
    logInfo('it happened', { appId: 1, text: 'two\nlines', big: 9007199254740993n });

    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(['level', 'event', 'timestamp', 'appId', 'text', 'big']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'INFO', text: 'two\nlines', big: '9007199254740993' });
  });

  it.each([{}, { owner: 'octo-org' }])(
    'writes ids that no number holds, beside %j, and leaves out what is absent',
    (fields) => {
      logInfo('it happened', { ...fields, ids: [9007199254740993n], absent: undefined });

      const { level, event, timestamp, ...rest } = JSON.parse(lines[0] ?? '');
      expect(rest).toEqual({ ...fields, ids: ['9007199254740993'] });
    },
  );

  it('cuts what an error quotes', () => {
    logError('it failed', new Error('x'.repeat(100_000)));

    expect(lines[0]?.length).toBeLessThan(10_000);
  });
});

/** What Lambda keeps of a line when the function's log level is set, by its documentation. */
function isKept(line: string, level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'): boolean {
  const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
  const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
  const said = JSON.parse(line);
  const isRead = levels.includes(said.level) && rfc3339.test(String(said.timestamp));
  return levels.indexOf(isRead ? said.level : 'INFO') >= levels.indexOf(level);
}

describe('the log level of the function', () => {
  it('leaves errors, warnings, audit and metrics where it is WARN, and takes the rest', () => {
    logInfo('talk');
    logWarning('look here');
    logRecord('token vended');
    logError('it failed', new Error('why'));

    expect(lines.filter((line) => isKept(line, 'WARN')).map((line) => JSON.parse(line).event)).toEqual([
      'look here',
      'token vended',
      'it failed',
    ]);
    expect(lines.filter((line) => isKept(line, 'ERROR')).map((line) => JSON.parse(line).event)).toEqual(['it failed']);
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
