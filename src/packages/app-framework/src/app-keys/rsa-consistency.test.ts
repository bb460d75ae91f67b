import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { isConsistentRsaKey } from './rsa-consistency';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const whole: JsonWebKey = privateKey.export({ format: 'jwk' });
const foreign: JsonWebKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

describe('isConsistentRsaKey', () => {
  it.each([2048, 3072, 4096])('takes a key of %d bits', (modulusLength) => {
    expect(isConsistentRsaKey(generateKeyPairSync('rsa', { modulusLength }).privateKey)).toBe(true);
  });

  it.each(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const)('refuses a key whose %s is of another', (name) => {
    const value = name === 'e' ? 'Aw' : foreign[name];
    const mixed = createPrivateKey({ key: { ...whole, [name]: value }, format: 'jwk' });
    expect(isConsistentRsaKey(mixed)).toBe(false);
  });
});
