import { createSign } from 'node:crypto';
import * as fc from 'fast-check';
import { createClock } from '../world/clock';
import { checkAppJwt, longestJwtLifetimeSeconds } from './app-jwt';
import { makeAppKey } from './app-keys';
import { type App, createApps } from './apps';

const now = 1_800_000_000;

describe('checkAppJwt', () => {
  const apps = createApps({ clock: createClock(() => now * 1000) });
  const owner = { id: 1, nodeId: 'O_1', type: 'Organization', login: 'acme' } as const;
  const app = apps.create({ id: 9_007_199_254_740_991, owner, permissions: {} });
  const pems: string[] = [];

  const check = (jwt: string) => checkAppJwt({ jwt, nowSeconds: now, findApp: apps.byIssuer });
  const good = { iat: now - 60, exp: now + 480, iss: app.id };
  const refusal = (message: string, status = 401) => ({ refusal: { status, message } });

  beforeAll(async () => {
    for (const _ of [1, 2]) {
      const { key, pem } = await makeAppKey();
      app.keys.set(key.fingerprint, key);
      pems.push(pem);
    }
  });

  it('accepts a JWT by any of the keys, with the id as number or digits, or the client id', () => {
    for (const pem of pems) {
      for (const iss of [app.id, String(app.id), app.clientId]) {
        expect(check(sign({ ...good, iss }, pem))).toEqual({ app });
      }
    }
  });

  it('accepts exactly the times GitHub accepts', () => {
    const around = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -2000, max: 2000 }));
    return fc.assert(
      fc.property(around, around, (iat, exp) => {
        const isRight = iat <= 0 && exp > 0 && exp <= longestJwtLifetimeSeconds;
        expect('app' in check(sign({ ...good, iat: now + iat, exp: now + exp }, pemAt(0)))).toBe(isRight);
      }),
      {
        numRuns: 60,
        examples: [
          [0, 600],
          [0, 601],
          [1, 480],
          [-60, 0],
          [-60, 1],
        ],
      },
    );
  });

  it('refuses a JWT in which any one character was changed', () => {
    const jwt = sign(good, pemAt(0));
    // The last character of a part may carry bits that nobody reads, so the ends are left alone.
    const inside = fc.integer({ min: 0, max: jwt.length - 2 }).filter((at) => !/[.]/.test(jwt.slice(at, at + 2)));
    return fc.assert(
      fc.property(inside, fc.constantFrom(...'AZaz09-_'), (at, letter) => {
        fc.pre(jwt[at] !== letter);
        expect(check(jwt.slice(0, at) + letter + jwt.slice(at + 1))).not.toHaveProperty('app');
      }),
      { numRuns: 300 },
    );
  });

  it('refuses whatever strangers send, without failing', () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    return fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        expect(check(parts.join('.'))).toHaveProperty('refusal');
      }),
    );
  });

  it('refuses a key that is not registered, in the words of GitHub', async () => {
    const { pem } = await makeAppKey();
    expect(check(sign(good, pem))).toEqual(refusal('A JSON web token could not be decoded'));
  });

  it('refuses a removed key while the other still works', async () => {
    const { key, pem } = await makeAppKey();
    app.keys.set(key.fingerprint, key);
    expect(check(sign(good, pem))).toEqual({ app });
    app.keys.delete(key.fingerprint);
    expect(check(sign(good, pem))).toHaveProperty('refusal');
    expect(check(sign(good, pemAt(0)))).toEqual({ app });
  });

  it('refuses other algorithms, even over a right signature', () => {
    for (const alg of ['none', 'HS256', 'RS512', 'rs256']) {
      expect(check(sign(good, pemAt(0), alg))).toEqual(refusal('A JSON web token could not be decoded'));
    }
  });

  it('refuses each wrong claim with its own message', () => {
    const tooFar = "'Expiration time' claim ('exp') is too far in the future";
    const gone =
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    const early = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    const cases: [object, object][] = [
      [{ exp: now + 601 }, refusal(tooFar)],
      [{ exp: now }, refusal(gone)],
      [{ exp: undefined }, refusal(gone)],
      [{ exp: String(now + 100) }, refusal(gone)],
      [{ iat: now + 1 }, refusal(early)],
      [{ iat: now - 0.5 }, refusal(early)],
      [{ iat: undefined }, refusal(early)],
      [{ iss: undefined }, refusal("Missing 'issuer' claim ('iss') in assertion")],
      [{ iss: [app.id] }, refusal("'Issuer' claim ('iss') must be an Integer")],
      [{ iss: 4711 }, refusal('Integration not found', 404)],
    ];
    for (const [change, answer] of cases) expect(check(sign({ ...good, ...change }, pemAt(0)))).toEqual(answer);
  });

  it('refuses every JWT of an App without keys', () => {
    const bare: App = apps.create({ owner, permissions: {} });
    const jwt = sign({ ...good, iss: bare.id }, pemAt(0));
    expect(check(jwt)).toEqual(refusal('Integration must generate a public key'));
  });

  function pemAt(index: number): string {
    return pems[index] ?? '';
  }
});

function sign(claims: object, pem: string, alg = 'RS256'): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(pem, 'base64url')}`;
}
