import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { sealAppJwt, signAppJwtLocally, unsignedAppJwt } from './app-jwt';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe('unsignedAppJwt', () => {
  it('claims the App as text, starts 60 s ago, ends in 480 s and stays below the 10 minutes of GitHub', () => {
    const appIds = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(appIds, times, fc.uuid(), (appId, now, jwtId) => {
        const { signingInput, expiresAt } = unsignedAppJwt({ appId, now, jwtId });
        const seconds = Math.floor(now.getTime() / 1000);
        expect(claimsOf(signingInput)).toEqual({
          iat: seconds - 60,
          exp: seconds + 480,
          iss: String(appId),
          jti: jwtId,
        });
        expect(expiresAt.getTime()).toBe((seconds + 480) * 1000);
        expect(signingInput).toMatch(/^[\w-]+\.[\w-]+$/);
      }),
    );
  });
});

describe('sealAppJwt', () => {
  it('puts the signature behind in base64url', () => {
    const unsigned = unsignedAppJwt({ appId: 1, now: new Date(), jwtId: 'a' });

    expect(sealAppJwt(unsigned, Uint8Array.from([251, 255]))).toBe(`${unsigned.signingInput}.-_8`);
  });
});

describe('signAppJwtLocally', () => {
  it('signs with RS256 so that the public key verifies it', () => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();

    const [header = '', payload = '', signature = ''] = signAppJwtLocally(
      { appId: 5, now: new Date(), jwtId: 'b' },
      pem,
    ).split('.');

    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, createPublicKey(pem), Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
  });
});
