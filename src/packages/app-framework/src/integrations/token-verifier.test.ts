import { generateKeyPairSync } from 'node:crypto';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { issuer, publicKey, token } from './issuer.test.support';
import { createTokenVerifier } from './token-verifier';

const gitHub = useFakeGitHub();
const other = 'https://cognito.example.com/pool';
const user = { userId: 'user-1', label: 'user-1' };
const otherKey = {
  ...publicKey,
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
};
const offer = (...keys: readonly object[]) => gitHub().on('GET /keys', { body: { keys } });
const bearer = (kid: string, change: object = {}) => `Bearer ${token(change, { header: { kid } })}`;
const asked = () =>
  gitHub()
    .asked()
    .filter((one) => one === 'GET /keys').length;

/** Issuers whose keys a fake serves, and a clock that is set by hand. */
function verifying({ others = true, timeoutMilliseconds = 60_000 } = {}) {
  let time = Date.parse('2026-11-01T00:00:00Z');
  const { url } = gitHub();
  gitHub().on('GET /other-keys', { body: { keys: [publicKey] } });
  const ofClient = { audience: ['client-1'], audienceIn: 'client_id', jwksUri: `${url}/other-keys` } as const;
  const userOf = createTokenVerifier({
    issuers: [
      { issuer, audience: ['spa'], audienceIn: 'aud', subjects: 'plain', jwksUri: `${url}/keys` },
      ...(others ? [{ issuer: other, subjects: 'with issuer', ...ofClient } as const] : []),
    ],
    timeoutMilliseconds,
    now: () => new Date(time),
  });
  const pass = (seconds: number) => {
    time += seconds * 1_000;
  };
  return { userOf, pass };
}

describe('a token whose key its issuer does not list', () => {
  it('is refused, and the issuer asked once in ten seconds, however many keys are named', async () => {
    const { userOf, pass } = verifying();
    offer(publicKey);
    expect(await userOf(bearer('made-up'))).toBeUndefined();
    expect(await userOf(bearer('made-up'))).toBeUndefined();
    // It may be new since: another one is not the one that was asked for.
    expect([await userOf(bearer('k2')), await userOf(bearer('k3'))]).toEqual(['unsettled', 'unsettled']);
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 1]);
    offer(publicKey, { ...publicKey, kid: 'k2' });
    pass(9.9);
    expect([await userOf(bearer('k2')), asked()]).toEqual(['unsettled', 1]);
    pass(0.1);
    expect([await userOf(bearer('k2')), asked()]).toEqual([user, 2]);
    offer({ ...publicKey, kid: 'k3' });
    expect([await userOf(bearer('k3')), asked()]).toEqual(['unsettled', 2]);
    pass(10);
    expect([await userOf(bearer('k3')), asked()]).toEqual([user, 3]);
  });

  it('is refused without a question where it names none', async () => {
    const { userOf } = verifying();
    offer(publicKey);
    expect([await userOf(`Bearer ${token({}, { header: { kid: undefined } })}`), asked()]).toEqual([undefined, 0]);
  });

  it('waits for the answer to who asked just before', async () => {
    const { userOf } = verifying();
    offer(publicKey);
    expect(await Promise.all(['k1', 'k2', 'k1'].map((kid) => userOf(bearer(kid))))).toEqual([user, 'unsettled', user]);
    expect(asked()).toBe(1);
  });

  it.each<[string, object]>([
    ['signs nothing', { use: 'enc' }],
    ['is none', { n: 5 }],
  ])('is as one that is listed and %s', async (_what, odd) => {
    const { userOf } = verifying();
    offer(publicKey, { ...publicKey, kid: 'k2', ...odd });
    for (let times = 0; times < 3; times += 1) expect(await userOf(bearer('k2'))).toBeUndefined();
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 1]);
  });
});

describe('a token that nobody signed', () => {
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const exchange = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });

  it.each<[string, object, string]>([
    ['one of a curve', { ...curve, alg: 'ES256', use: 'sig' }, 'ES256'],
    ['one of a curve that names no algorithm', curve, 'ES256'],
    ['one that signs nothing, and does not say so', exchange, 'EdDSA'],
    ['one that is on no curve', { ...curve, x: 'AA', alg: 'ES256' }, 'ES256'],
  ])('is refused where its key is %s', async (_what, key, alg) => {
    const { userOf } = verifying();
    offer(publicKey, { ...key, kid: 'k2' });
    expect(await userOf(`Bearer ${token({}, { header: { alg, kid: 'k2' } })}`)).toBeUndefined();
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 1]);
  });

  it.each([true, false])('has no issuer asked where it names another one, beside others: %s', async (others) => {
    const { userOf } = verifying({ others });
    offer(publicKey);
    for (const iss of ['https://evil.example.com', undefined, 5, { issuer }])
      expect(await userOf(bearer('k2', { iss }))).toBeUndefined();
    for (const text of ['Bearer a.b.c', 'Bearer a..c', `Bearer ${'AA.'.repeat(2)}`])
      expect(await userOf(text)).toBeUndefined();
    expect(asked()).toBe(0);
  });

  it('is told to the operator by what was wrong with it, and by nothing that it says', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { userOf } = verifying();
    offer(publicKey);
    const named = [{ iss: 'https://made-up.example.com' }, { aud: 'made-up' }].map((claims) => bearer('k1', claims));
    for (const text of [bearer('made-up'), ...named]) expect(await userOf(text)).toBeUndefined();
    const written = write.mock.calls.join('\n');
    write.mockRestore();
    for (const reason of ['Its issuer has no such key', 'The token is of another issuer', 'Audience not allowed'])
      expect(written).toContain(`"reason":"${reason}"`);
    expect(written).not.toContain('made-up');
  });
});

describe('an issuer without keys', () => {
  it.each<[string, object]>([
    ['answers 503', { status: 503, body: { keys: [publicKey] } }],
    ['sends no keys', { body: { message: 'maintenance' } }],
    ['sends half a key', { body: { keys: [{ kty: 'RSA', kid: 'k1' }] } }],
    ['sends a key that signs nothing', { body: { keys: [{ ...publicKey, use: 'enc' }] } }],
    ['sends a key of no use here', { body: { keys: [{ kty: 'oct', kid: 'k1' }] } }],
    ['leads elsewhere', { status: 302, headers: { location: '/elsewhere' } }],
  ])(
    'that %s says nothing of a token, is asked once in ten seconds, and counts again afterwards',
    async (_what, down) => {
      const { userOf, pass } = verifying();
      gitHub().on('GET /elsewhere', { body: { keys: [publicKey] } });
      gitHub().on('GET /keys', down);
      await expect(userOf(bearer('k1'))).rejects.toThrow();
      for (const kid of ['k1', 'k2']) await expect(userOf(bearer(kid))).rejects.toThrow('asked again after 10 seconds');
      expect(asked()).toBe(1);
      offer(publicKey);
      pass(10);
      expect(await userOf(bearer('k1'))).toEqual(user);
    },
  );

  it('that does not answer is not waited for', async () => {
    gitHub().on('GET /keys', { silent: true });
    const cause = { name: 'TimeoutError' };
    await expect(verifying({ timeoutMilliseconds: 50 }).userOf(bearer('k1'))).rejects.toMatchObject({ cause });
  });

  it.each<[string, string, object]>([
    ['names a key that signs nothing', 'enc', { status: 503, body: { message: 'down' } }],
    ['is of an issuer whose keys are broken by then', 'k3', { body: { keys: [{ kid: 'k3' }] } }],
  ])('has no key that signs forgotten because a token %s', async (_what, kid, then) => {
    const { userOf, pass } = verifying();
    offer({ ...publicKey, kid: 'enc', use: 'enc' }, { kty: 'RSA', kid: 'half' }, publicKey);
    const ofBoth = async () => [
      await userOf(bearer('k1')),
      await userOf(bearer('k1', { iss: other, aud: undefined, client_id: 'client-1' })),
    ];
    const both = await ofBoth();
    expect(both).toEqual([user, expect.objectContaining({ userId: `${other}#user-1` })]);
    pass(10);
    gitHub().on('GET /keys', then);
    gitHub().on('GET /other-keys', { status: 503, body: { message: 'down' } });
    await expect(userOf(bearer(kid))).rejects.toThrow();
    expect(await ofBoth()).toEqual(both);
  });
});

describe('keys that are known', () => {
  it.each<[string, object[]]>([
    ['is withdrawn', [{ ...publicKey, kid: 'k2' }]],
    ['is another one by now', [otherKey]],
  ])('are asked for anew after ten minutes, and one that %s counts no longer', async (_what, keys) => {
    const { userOf, pass } = verifying();
    offer(publicKey);
    expect(await userOf(bearer('k1'))).toEqual(user);
    offer(...keys);
    pass(599);
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 1]);
    pass(1);
    expect([await userOf(bearer('k1')), asked()]).toEqual([undefined, 2]);
  });

  it.each<[string, object]>([
    ['are not to be had', { status: 503, body: { message: 'down' } }],
    ['are none', { body: { keys: [] } }],
    ['are too many', { body: { keys: Array.from({ length: 300 }, () => publicKey) } }],
  ])('count for an hour where new ones %s, which is asked once in ten seconds and told', async (_what, down) => {
    const { userOf, pass } = verifying();
    offer(publicKey);
    expect(await userOf(bearer('k1'))).toEqual(user);
    gitHub().on('GET /keys', down);
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    pass(600);
    for (let times = 0; times < 2; times += 1) expect([await userOf(bearer('k1')), asked()]).toEqual([user, 2]);
    const told = { level: 'ERROR', uri: `${gitHub().url}/keys`, error: expect.anything() };
    const lines = () => write.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines()).toMatchObject([told]);
    pass(2_999);
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 3]);
    pass(1);
    await expect(userOf(bearer('k1'))).rejects.toThrow('asked again after 10 seconds');
    pass(9);
    // Whoever asked tells this one.
    await expect(userOf(bearer('k1'))).rejects.toThrow('were not to be had');
    expect(lines()).toMatchObject([told, told]);
    write.mockRestore();
    offer(publicKey);
    pass(10);
    expect([await userOf(bearer('k1')), asked()]).toEqual([user, 5]);
  });

  it('are of a list that is no longer than lists of keys are', async () => {
    const { userOf } = verifying();
    offer(...Array.from({ length: 235 }, () => publicKey));
    expect(await verifying().userOf(bearer('k1'))).toEqual(user);
    offer(...Array.from({ length: 300 }, () => publicKey));
    const cause = { message: expect.stringContaining('more than 100000 bytes') };
    await expect(userOf(bearer('k1'))).rejects.toMatchObject({ name: 'KeysUnknownError', cause });
  });
});
