import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { wrapForImport } from './key-wrap';

describe('wrapForImport', () => {
  it('wraps so that the holder of the wrapping key gets the same key back', () => {
    const wrapping = generateKeyPairSync('rsa', { modulusLength: 4096 });
    const pkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'der',
    });
    const wrapped = wrapForImport({ pkcs8, wrappingKey: wrapping.publicKey.export({ type: 'spki', format: 'der' }) });

    const oaep = { key: wrapping.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const aesKey = privateDecrypt(oaep, wrapped.subarray(0, 512));
    const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('A65959A6', 'hex'));
    expect(Buffer.concat([decipher.update(wrapped.subarray(512)), decipher.final()]).equals(pkcs8)).toBe(true);
  });

  it('uses another AES key each time', () => {
    const wrappingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const pkcs8 = Buffer.alloc(1200, 7);
    expect(wrapForImport({ pkcs8, wrappingKey }).equals(wrapForImport({ pkcs8, wrappingKey }))).toBe(false);
  });
});
