import { createVerify, generateKeyPairSync, sign } from 'node:crypto';
import { parsePrivateKey, UnusablePrivateKeyError } from './private-key';

const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
const pkcs1 = (bits = 2048) => rsa(bits).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

describe('parsePrivateKey', () => {
  it('reads the form that GitHub gives', () => {
    const { privateKey, publicKey } = rsa(2048);
    const parsed = parsePrivateKey(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    const signature = sign('sha256', Buffer.from('text'), parsed.key);
    expect(parsed.bits).toBe(2048);
    expect(createVerify('sha256').update('text').verify(publicKey, signature)).toBe(true);
    expect(createVerify('sha256').update('text').verify(parsed.publicKey, signature)).toBe(true);
    expect(parsed.pkcs8.equals(privateKey.export({ type: 'pkcs8', format: 'der' }))).toBe(true);
  });

  it.each([3072, 4096])('reads a key of %d bits in PKCS#8', (bits) => {
    const pem = rsa(bits).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(parsePrivateKey(pem).bits).toBe(bits);
  });

  it('reads a file with Windows line ends and text before the key', () => {
    expect(parsePrivateKey(`\uFEFFBag Attributes\r\n${pkcs1().replaceAll('\n', '\r\n')}`).bits).toBe(2048);
  });

  const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  const encryptedOld = { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  const whole = pkcs1();
  const lines = whole.split('\n');
  const changedAt = (position: number) => {
    const body = whole.slice((lines[0] ?? '').length + 1);
    const now = body[position] === 'A' ? 'B' : 'A';
    return `${body.slice(0, position)}${now}${body.slice(position + 1)}`;
  };

  it.each([
    ['an empty file', '', /not a PEM file/],
    ['a text that is no PEM', 'ghs_abc', /not a PEM file/],
    ['a public key', rsa(2048).publicKey.export({ type: 'spki', format: 'pem' }).toString(), /public key/],
    ['an RSA public key', rsa(2048).publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), /public key/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n', /certificate/],
    ['an encrypted PKCS#8 key', rsa(2048).privateKey.export(encrypted).toString(), /passphrase/],
    ['an encrypted PKCS#1 key', rsa(2048).privateKey.export(encryptedOld).toString(), /passphrase/],
    ['an elliptic curve key', ecKey.export({ type: 'sec1', format: 'pem' }).toString(), /elliptic curve/],
    ['an elliptic curve key in PKCS#8', ecKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /type ec/],
    ['an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----\n', /SSH key/],
    ['a file without its end', lines.slice(0, 10).join('\n'), /cut off/],
    [
      'a file with lines missing inside',
      [...lines.slice(0, 10), ...lines.slice(-2)].join('\n'),
      /damaged or incomplete/,
    ],
    ['a file with one character changed', `${lines[0]}\n${changedAt(600)}`, /do not belong together/],
    ['two keys in one file', `${whole}${pkcs1()}`, /2 PEM blocks/],
    ['a key of 1024 bits', pkcs1(1024), /1024 bits, which is under the 2048/],
    ['a key of a size that KMS does not take', pkcs1(2560), /2560 bits, and AWS KMS takes 2048, 3072, 4096 only/],
  ])('refuses %s with a sentence of its own', (_, text, reason) => {
    expect(() => parsePrivateKey(text)).toThrow(UnusablePrivateKeyError);
    expect(() => parsePrivateKey(text)).toThrow(reason);
  });

  it('refuses without repeating what stands in the file', () => {
    const damaged = [...lines.slice(0, 10), ...lines.slice(-2)].join('\n');
    let message = '';
    try {
      parsePrivateKey(damaged);
    } catch (error) {
      message = error instanceof Error ? `${error.message} ${error.stack} ${String(error.cause)}` : '';
    }
    expect(message).not.toBe('');
    expect(lines.slice(1, 10).some((line) => message.includes(line))).toBe(false);
  });
});
