import fc from 'fast-check';
import { ApiError } from './api-error';
import { inputOf, type Reference, shapeOf } from './model';
import type { OperationName } from './operations';
import { parseInput } from './parse-input';
import { largestBodyBytes, serveOperation } from './serve-operation';

const operations: OperationName[] = [
  'GetAppToken',
  'GetInstallationToken',
  'RefreshCachedData',
  'GetInstallationData',
  'GetInstallations',
  'RevokeInstallationTokens',
];
const token = { appId: 7, owner: 'octo-org' };

function refusalOf(operation: OperationName, input: unknown): ApiError {
  try {
    parseInput(operation, input);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error(`${operation} took ${JSON.stringify(input)}`);
}

describe('parseInput', () => {
  it.each([
    ['scopedown', { ...token, scopedown: { repositoryNames: ['web'] } }, '/scopedown'],
    ['repositoryName', { ...token, scopeDown: { repositoryName: ['web'] } }, '/scopeDown/repositoryName'],
    ['an unknown member that is null', { ...token, scope: null }, '/scope'],
    ['__proto__', JSON.parse('{"appId": 7, "owner": "a", "__proto__": {"fresh": true}}'), '/__proto__'],
    ['a name with a slash', { ...token, 'a/b~c': 1 }, '/a~1b~0c'],
  ])('refuses %s, and names it', (_what, input, path) => {
    const { shape, message, members } = refusalOf('GetInstallationToken', input);
    expect(shape).toBe('ValidationException');
    expect(message).toContain(`${path} is not known here`);
    expect(members.fieldList).toEqual([{ path, message: expect.any(String) }]);
  });

  it.each(operations)('refuses an unknown member of %s at every depth', (operation) => {
    for (const path of structuresIn({ target: inputOf(operation) })) {
      const input = path.reduceRight<object>((inner, name) => ({ [name]: inner }), { misspelt: 1 });
      const { members } = refusalOf(operation, input);
      const expected = ['', ...path, 'misspelt'].join('/');
      expect(members.fieldList).toContainEqual({ path: expected, message: expect.stringMatching(/^is not known/) });
    }
  });

  it('says which members there are', () => {
    expect(refusalOf('GetInstallationToken', { ...token, scopeDown: { repos: 1 } }).message).toContain(
      'where repositoryIds, repositoryNames, permissions may stand',
    );
    expect(refusalOf('RefreshCachedData', { now: 1 }).message).toBe(
      '1 member is invalid: /now is not known here, where appId may stand',
    );
  });

  it('does not look into what is too long', () => {
    const input = { ...token, scopeDown: { repositoryIds: Array(501).fill(0), repositoryNames: ['!'.repeat(300)] } };
    expect(refusalOf('GetInstallationToken', input).members.fieldList).toEqual([
      { path: '/scopeDown/repositoryIds', message: 'must have at most 500 entries, but has 501' },
      { path: '/scopeDown/repositoryNames/0', message: expect.stringMatching(/^must have at most .*, but has 300$/) },
    ]);
  });

  it('lists the first 20 faults and counts the others', () => {
    const { message, members } = refusalOf('GetInstallationToken', {
      ...token,
      scopeDown: { repositoryIds: Array(500).fill(0) },
    });
    expect(message).toMatch(/^500 members are invalid: .*; and 480 more$/);
    expect(members.fieldList).toHaveLength(20);
  });
});

describe('what is answered and logged', () => {
  const filled = (piece: (index: number) => string) => {
    const pieces: string[] = [];
    for (let bytes = 0; bytes < largestBodyBytes - 1_000; bytes += (pieces.at(-1)?.length ?? 0) + 1) {
      pieces.push(piece(pieces.length));
    }
    return pieces.join(',');
  };
  const hostile: readonly (readonly [string, string])[] = [
    ['ids', `{"appId": 7, "owner": "a", "scopeDown": {"repositoryIds": [${filled(() => '0')}]}}`],
    ['names', `{"appId": 7, "owner": "a", "scopeDown": {"repositoryNames": [${filled(() => '"!"')}]}}`],
    ['permissions', `{"appId": 7, "owner": "a", "scopeDown": {"permissions": {${filled((i) => `"!${i}": "x"`)}}}}`],
    ['unknown members', `{${filled((i) => `"${i}": 1`)}}`],
    ['escapes', `{${filled((i) => `"${'\\u0000'.repeat(64)}${i}": 1`)}}`],
    ['one long name', `{"${'~'.repeat(largestBodyBytes - 10)}": 1}`],
    ['one long value', `{"appId": 7, "owner": "${'a'.repeat(largestBodyBytes - 100)}"}`],
    ['one long list of lists', `[${'['.repeat(largestBodyBytes - 10)}`],
  ];

  async function outcomeOf(body: string) {
    let logged = 0;
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      logged += String(line).length;
      return true;
    });
    const serve = serveOperation('GetInstallationToken', () => Promise.reject(new Error('not reached')));
    const event = {
      rawPath: '/tokens/installation',
      headers: { 'content-type': 'application/json' },
      body,
      requestContext: { http: { method: 'POST' }, authorizer: { iam: { userArn: 'arn:aws:iam::1:user/a' } } },
    };
    const answer = await serve(event, { getRemainingTimeInMillis: () => 5_000 });
    write.mockRestore();
    return { status: answer.statusCode, answered: answer.body.length, logged };
  }

  it.each(hostile)('stays small, however many %s are wrong', async (_what, body) => {
    const { status, answered, logged } = await outcomeOf(body);
    expect(status).toBe(400);
    expect(answered).toBeLessThan(32_000);
    expect(logged).toBeLessThan(32_000);
  });

  it('stays small for whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), fc.integer({ min: 1, max: 2_000 }), async (json, times) => {
        const scope = `{"repositoryNames": [${Array(times).fill(json).join(',')}], "permissions": ${json}}`;
        const { answered, logged } = await outcomeOf(`{"appId": 7, "owner": "a", "scopeDown": ${scope}}`);
        expect(answered).toBeLessThan(32_000);
        expect(logged).toBeLessThan(32_000);
      }),
      { numRuns: 60 },
    );
  });
});

/** Paths of the structures in an input, the input itself first. */
function structuresIn({ target }: Reference): string[][] {
  const { type, members = {} } = shapeOf(target);
  if (type !== 'structure') return [];
  const inner = Object.entries(members).flatMap(([name, member]) =>
    structuresIn(member).map((path) => [name, ...path]),
  );
  return [[], ...inner];
}
