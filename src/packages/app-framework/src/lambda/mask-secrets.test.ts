import fc from 'fast-check';
import { givenLoggedLines } from './logged-lines.test.support';
import { logError, logInfo } from './logger';

const lines = givenLoggedLines();

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const from = (characters: string, lengths: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...characters), ...lengths });
const exactly = (characters: string, length: number) => from(characters, { minLength: length, maxLength: length });
const base64url = `${alphanumeric}-_`;
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

const jwt = fc
  .tuple(
    fc.constantFrom(['RS256', 342], ['RS256', 683], ['ES256', 86]),
    fc.record({ iss: fc.nat(), exp: fc.nat(), jti: fc.uuid() }),
    exactly(base64url, 683),
  )
  .map(([[alg, length], claims, signature]) =>
    [encoded({ alg, typ: 'JWT' }), encoded(claims), signature.slice(0, Number(length))].join('.'),
  );
const token = fc.oneof(
  fc
    .tuple(fc.constantFrom('ghs', 'ghp', 'gho', 'ghu', 'ghr'), exactly(alphanumeric, 36))
    .map((parts) => parts.join('_')),
  fc.tuple(exactly(alphanumeric, 22), exactly(alphanumeric, 59)).map(([id, secret]) => `github_pat_${id}_${secret}`),
  fc.tuple(fc.integer({ min: 1 }), jwt).map(([appId, inner]) => `ghs_${appId}_${inner}`),
  jwt,
);

// The first has the form of a token, and is a legal name all the same.
const lookalike = fc.constantFrom(
  `ghp_${'a1'.repeat(18)}`,
  'gha_run_991',
  'ghs_',
  'ghp_deploy',
  'github_pat_',
  'eyJx.y.z',
  'eyJ',
  '',
);
const nameOf = (characters: string, longest: number) =>
  fc
    .tuple(lookalike, from(characters, { minLength: 2, maxLength: longest }))
    .map(([start, rest]) => `${start}${rest}`.slice(0, longest));
const iamName = nameOf(`${alphanumeric}_+=,.@-`, 64);
const arn = fc
  .tuple(iamName, iamName)
  .map(([role, session]) => `arn:aws:sts::111122223333:assumed-role/${role}/${session}`);
const repository = nameOf(`${alphanumeric}._-`, 100);

describe('a line of the log', () => {
  it('holds no token, wherever it stands', () => {
    const around = fc.oneof(fc.string(), fc.constantFrom('\n', '\t', 'https://x-access-token:', '"', 'n', '@'));
    fc.assert(
      fc.property(around, token, around, (before, secret, after) => {
        const text = `${before}${secret}${after}`;
        logInfo('it leaked', { reason: text, deep: [{ inner: text }], [text]: 1 });
        logError('it failed', new Error(text, { cause: text }));
        const logged = lines.splice(0).join('');
        expect(logged).not.toContain(secret);
        expect(logged).not.toContain(secret.slice(-20));
        for (const line of logged.trim().split('\n')) JSON.parse(line);
      }),
    );
  });

  it('names callers, accounts and scopes as they are called', () => {
    fc.assert(
      fc.property(arn, repository, iamName, (caller, repositoryName, nodeId) => {
        const scope = { repositoryNames: [repositoryName], permissions: { contents: 'read' } };
        const fields = {
          caller,
          nodeId,
          owner: nodeId,
          hashedToken: 'Zm9v/+==',
          requestedScopeDown: scope,
          actualScopeDown: scope,
        };
        logInfo('token vended', fields);
        expect(JSON.parse(lines.pop() ?? '')).toMatchObject(fields);
      }),
    );
  });

  it.each(['gha_run_991', 'eyJx.y.z', 'ghs_runner', 'github_pat_broker', 'ghp_deploy.prod-eu_1', 'eyJ.a.b'])(
    'leaves the name %s in running text',
    (name) => {
      logInfo('request refused', { reason: `arn:aws:iam::1:role/${name} may not have ${name}.` });
      expect(JSON.parse(lines[0] ?? '').reason).toBe(`arn:aws:iam::1:role/${name} may not have ${name}.`);
    },
  );

  it.each([
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
    ['half a private key', '-----BEGIN PRIVATE KEY-----\nMIIEow'],
  ])('masks %s, and stays JSON', (_what, secret) => {
    logInfo('it leaked', { text: `before ${secret}`, after: 'kept' });
    logError('it leaked', new Error(`before ${secret}`));

    expect(lines.join()).not.toContain('MIIE');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      text: expect.stringMatching(/^before .*\*\*\*/),
      after: 'kept',
    });
  });

  it('is masked in no time, whatever it holds', () => {
    const started = process.cpuUsage();
    for (const piece of ['eyJ', `eyJ${'a'.repeat(17)}.`, 'ghs_', 'ghs_1_', `ghs_1_eyJ${'a'.repeat(20)}.`]) {
      logInfo('long', { text: piece.repeat(Math.ceil(200_000 / piece.length)) });
    }
    expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
  });
});
