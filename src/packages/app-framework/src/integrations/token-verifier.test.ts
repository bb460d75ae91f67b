import { useFakeGitHub } from '../github/fake-github.test.support';
import { issuer, publicKey, token } from './issuer.test.support';
import { createTokenVerifier } from './token-verifier';

const gitHub = useFakeGitHub();
const other = 'https://cognito.example.com/pool';
const user = { userId: 'user-1', label: 'user-1' };
const offer = (...keys: readonly object[]) => gitHub().on('GET /keys', { body: { keys } });
const bearer = (kid: string, change: object = {}) => `Bearer ${token(change, { header: { kid } })}`;
const asked = () =>
  gitHub()
    .asked()
    .filter((one) => one === 'GET /keys').length;

/** Issuers whose keys a fake serves, and a clock that is set by hand. */
function verifying() {
  let time = Date.parse('2026-11-01T00:00:00Z');
  const { url } = gitHub();
  gitHub().on('GET /other-keys', { body: { keys: [publicKey] } });
  const ofClient = { audience: ['client-1'], audienceIn: 'client_id', jwksUri: `${url}/other-keys` } as const;
  const userOf = createTokenVerifier({
    issuers: [
      { issuer, audience: ['spa'], audienceIn: 'aud', subjects: 'plain', jwksUri: `${url}/keys` },
      { issuer: other, subjects: 'with issuer', ...ofClient },
    ],
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
    expect([await userOf(bearer('k3')), asked()]).toEqual([user, 3]);
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

describe('an issuer without keys', () => {
  it.each<[string, object]>([
    ['answers 503', { status: 503, body: { message: 'down' } }],
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

  it.each<[string, string, object]>([
    ['names a key that signs nothing', 'enc', { status: 503, body: { message: 'down' } }],
    ['is of an issuer whose keys are broken by then', 'k3', { body: { keys: [{ kid: 'k3' }] } }],
  ])('has no key that signs forgotten because a token %s', async (_what, kid, then) => {
    const { userOf } = verifying();
    offer({ ...publicKey, kid: 'enc', use: 'enc' }, { kty: 'RSA', kid: 'half' }, publicKey);
    const ofBoth = async () => [
      await userOf(bearer('k1')),
      await userOf(bearer('k1', { iss: other, aud: undefined, client_id: 'client-1' })),
    ];
    const both = await ofBoth();
    expect(both).toEqual([user, expect.objectContaining({ userId: `${other}#user-1` })]);
    gitHub().on('GET /keys', then);
    gitHub().on('GET /other-keys', { status: 503, body: { message: 'down' } });
    await expect(userOf(bearer(kid))).rejects.toThrow();
    expect(await ofBoth()).toEqual(both);
  });
});
