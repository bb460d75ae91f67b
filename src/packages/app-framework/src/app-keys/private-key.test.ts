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
  const encryptedOf = (type: 'pkcs1' | 'pkcs8') =>
    rsa(2048)
      .privateKey.export({ ...encrypted, type })
      .toString();
  const whole = pkcs1();
  const lines = whole.split('\n');
  const changedAt = (position: number) => {
    const body = whole.slice((lines[0] ?? '').length + 1);
    const now = body[position] === 'A' ? 'B' : 'A';
    return `${body.slice(0, position)}${now}${body.slice(position + 1)}`;
  };

  it.each([
    ['an empty file', '', /not a PEM file/],
    ['a text that is no PEM', 'no key', /not a PEM file/],
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

  const oneLine = whole.trimEnd().replaceAll('\n', '\\n');
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
  const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
  const body = lines.slice(1, -2);

  it.each<[string, string | Buffer]>([
    ['a file of bytes', Buffer.from(whole)],
    ['one line with literal \\n', oneLine],
    ['one line with literal \\r\\n', whole.trimEnd().replaceAll('\n', '\\r\\n')],
    ['one line with blanks for line ends', whole.replaceAll('\n', ' ')],
    ['a line in quotes', `"${oneLine}"`],
    ['lines in single quotes', `'${whole}'`],
    ['a line of an .env file', `GITHUB_PRIVATE_KEY="${oneLine}\\n"\n`],
    ['an exported line of a shell', `export KEY='${whole}'\n`],
    ['the last line of an .env file', `APP_ID=1\nKEY="${oneLine}"`],
    ['a member of JSON', JSON.stringify({ private_key: whole })],
    ['a block of YAML', `key: |\n${lines.map((line) => `  ${line}`).join('\n')}\n`],
    ['lines with blanks around them', lines.map((line) => `\t ${line}  `).join('\r\n')],
    ['lines that go on', lines.join('\\\n')],
    ['blank lines between the lines', whole.replaceAll('\n', '\n\n')],
    ['a file with a mark', Buffer.from(`\uFEFF${whole}`)],
    ['UTF-16 of PowerShell', utf16(`\uFEFF${whole.replaceAll('\n', '\r\n')}`)],
    ['UTF-16 the other way', swapped(utf16(`\uFEFF${whole}`))],
    ['UTF-16 without a mark', utf16(whole)],
    ['UTF-16 the other way, without a mark', swapped(utf16(whole))],
    ['base64 of the file', base64(whole)],
    ['base64 of the file in lines', base64(whole).replace(/.{76}/g, '$&\r\n')],
    ['base64 of the file in an .env line', `KEY=${base64(whole)}\n`],
    ['base64 of the file in quotes', `KEY: "${base64(whole)}"`],
    ['base64 of one line with literal \\n', base64(oneLine)],
    ['base64 of UTF-16', base64(utf16(`\uFEFF${whole}`))],
    ['what stands between the first and the last line', body.join('\n')],
    ['the same on one line', body.join('')],
    ['DER', Buffer.from(body.join(''), 'base64')],
  ])('reads %s as the key that it is', (_, input) => {
    expect(parsePrivateKey(input).pkcs8.equals(parsePrivateKey(whole).pkcs8)).toBe(true);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['an encrypted key on one line', encryptedOf('pkcs8').replaceAll('\n', '\\n'), /passphrase/],
    ['an old encrypted key on one line', encryptedOf('pkcs1').replaceAll('\n', '\\n'), /passphrase/],
    ['base64 of an encrypted key', base64(encryptedOf('pkcs8')), /passphrase/],
    ['base64 of a public key', base64(rsa(2048).publicKey.export({ type: 'spki', format: 'pem' })), /public key/],
    ['one line cut off', oneLine.slice(0, 900), /cut off/],
    ['two keys on two lines of an .env file', `A="${oneLine}"\nB="${oneLine}"\n`, /2 PEM blocks/],
    ['base64 of half a file', base64(whole).slice(0, 800), /cut off/],
    ['bare base64 of a part of the key', body.slice(0, 10).join(''), /not a PEM file/],
    ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n', /PuTTY/],
    ['a JSON Web Key', '{"kty":"RSA","d":"AA"}', /JSON Web Key/],
    ['a key that is encoded for a URL', encodeURIComponent(whole), /encoded for a URL/],
    ['a key with long dashes', whole.replaceAll('-----', '—–—'), /word processor/],
    ['a token', 'ghp_abcdef', /token of GitHub/],
    ['an SSH public key', 'ssh-rsa AAAA me@here', /SSH public key/],
  ])('names %s', (_, input, reason) => {
    expect(() => parsePrivateKey(input)).toThrow(reason);
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
