import { generateKeyPairSync } from 'node:crypto';
import { parsePrivateKey } from './private-key';
import { otherFormOf, readPrivateKeyText } from './private-key-text';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const pkcs8Bytes = privateKey.export({ type: 'pkcs8', format: 'der' });

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const inLines = (text: string, width = 76) => text.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n');
const escaped = (text: string) => text.replaceAll('\n', '\\n');
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

const forms: Record<string, (pem: string) => string | Buffer> = {
  'as GitHub gives it': (pem) => pem,
  'with the line ends of Windows': (pem) => pem.replaceAll('\n', '\r\n'),
  'without its last line end': (pem) => pem.trimEnd(),
  'after a byte order mark': (pem) => `\ufeff${pem}`,
  'on one line with literal \\n': (pem) => escaped(pem),
  'on one line with literal \\r\\n': (pem) => pem.replaceAll('\n', '\\r\\n'),
  'on one line with spaces': (pem) => pem.replaceAll('\n', ' '),
  'on one line with nothing': (pem) => pem.replaceAll('\n', ''),
  'in double quotes': (pem) => `"${escaped(pem)}"\n`,
  'in single quotes': (pem) => `'${pem}'`,
  'in an .env line': (pem) => `GITHUB_APP_ID=123\nGITHUB_PRIVATE_KEY="${escaped(pem)}"\nOTHER=x\n`,
  'in an .env line without quotes': (pem) => `export KEY=${escaped(pem)}\n`,
  'in lines of an .env file': (pem) => `KEY="${pem}"\nNEXT='y'\n`,
  'indented, as in YAML': (pem) => `key: |\n${pem.replace(/^/gm, '  ')}\n`,
  'in JSON': (pem) => JSON.stringify({ id: 1, pem, webhook_secret: 'x' }),
  'in base64': (pem) => base64(pem),
  'in base64 on lines': (pem) => inLines(base64(pem)),
  'in base64 in an .env line': (pem) => `ID=1\nPRIVATE_KEY=${base64(pem)}\nOTHER=abc\n`,
  'in base64 in quotes': (pem) => `PRIVATE_KEY="${base64(pem)}"\n`,
  'in UTF-16 of PowerShell': (pem) => Buffer.from(`\ufeff${pem}`, 'utf16le'),
  'in UTF-16 without a mark': (pem) => Buffer.from(pem, 'utf16le'),
  'in UTF-16, big end first': (pem) => swapped(`\ufeff${pem}`),
  'in UTF-16 without a mark, big end first': (pem) => swapped(pem),
  'in UTF-16, on one line': (pem) => Buffer.from(`\ufeff"${escaped(pem)}"\r\n`, 'utf16le'),
  'without first and last line': (pem) => pem.split('\n').slice(1, -2).join('\n'),
  'as bytes': (pem) => Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64'),
};

const readKey = (form: string | Buffer) => parsePrivateKey(readPrivateKeyText(Buffer.from(form)).text);

describe('readPrivateKeyText', () => {
  describe.each([
    ['PKCS#1', pkcs1],
    ['PKCS#8', pkcs8],
  ])('of %s', (_, pem) => {
    it.each(Object.entries(forms))('reads a key %s', (_name, form) => {
      expect(readKey(form(pem)).pkcs8).toEqual(pkcs8Bytes);
    });
  });

  it.each([
    ['two keys', pkcs1 + pkcs8, /2 PEM blocks/],
    ['two keys on one line', escaped(pkcs1 + pkcs8), /2 PEM blocks/],
    ['a key that was cut off', pkcs1.slice(0, 900), /cut off/],
    ['a key that was cut off, on one line', escaped(pkcs1).slice(0, 900), /cut off/],
    ['a damaged key', pkcs1.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'), /damaged/],
    ['the base64 of something else', base64('hello, this is nothing'), /not a PEM file/],
    ['a public key', pkcs1.replaceAll('RSA PRIVATE', 'PUBLIC'), /public key/],
    ['an encrypted key', pkcs1.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n'), /passphrase/],
    ['nothing', '', /not a PEM file/],
  ])('leaves %s to be refused with its reason', (_, text, reason) => {
    expect(() => readKey(text)).toThrow(reason);
  });

  // What is removed with the key is gone.
  it.each(Object.entries(forms))('knows whether there is more than a key %s', (name, form) => {
    const more = /in (lines of )?an \.env (file|line)$|YAML|JSON/.test(name) && !name.includes('without quotes');
    expect(readPrivateKeyText(Buffer.from(form(pkcs1))).besides).toBe(more ? 'more' : 'nothing');
  });
});

describe('otherFormOf', () => {
  it.each([
    ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-rsa', /PuTTY/],
    ['a JSON Web Key', '{"kty":"RSA","n":"x"}', /JSON Web Key/],
    ['a key in a URL', encodeURIComponent(pkcs1), /for a URL/],
    ['a key from a word processor', pkcs1.replaceAll('-----', '—–'), /word processor/],
    ['a key without hyphens', pkcs1.replaceAll('-----', ''), /five hyphens/],
    ['a token', 'ghs_notReallyOne', /token of GitHub/],
    ['a client secret', '0123456789abcdef0123456789abcdef01234567\n', /client secret/],
  ])('names %s', (_, text, form) => {
    expect(otherFormOf(text)).toMatch(form);
  });

  it('says nothing of a text that could be anything', () => {
    expect(otherFormOf('hello')).toBeUndefined();
  });
});
