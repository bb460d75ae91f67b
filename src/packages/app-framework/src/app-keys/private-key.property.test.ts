import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { parsePrivateKey, UnusablePrivateKeyError } from './private-key';

const rsaKey = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
const key = rsaKey(2048);
const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = key.export({ type: 'pkcs8', format: 'pem' }).toString();
const other = rsaKey(2048).export({ type: 'pkcs1', format: 'pem' }).toString();
const spki = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
const der = key.export({ type: 'pkcs8', format: 'der' });

const pem = fc.constantFrom(pkcs1, pkcs8);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
/** Text without the five dashes that begin a PEM block. */
const harmlessText = anyText.filter((text) => !text.includes('-----') && !/Proc-Type/.test(text));

/** What becomes of a text: the key that it holds, or the sentence that refuses it. Anything else that is thrown fails the test. */
function outcomeOf(text: Uint8Array | string): { key: Buffer } | { refusal: string } {
  try {
    return { key: parsePrivateKey(text).pkcs8 };
  } catch (error) {
    if (error instanceof UnusablePrivateKeyError) {
      return { refusal: error.message };
    }
    throw error;
  }
}

/** A refusal is one sentence of ours, says what to do, and repeats none of the file. */
function expectRefused(text: string): void {
  const outcome = outcomeOf(text);
  if ('key' in outcome) {
    throw new Error(`It was taken for a key: ${text.length} characters.`);
  }
  expect(outcome.refusal).toMatch(/^This is not a private key that can be imported: .+\. Generate a private key on/);
  for (const line of text.split('\n').filter((each) => /^[A-Za-z0-9+/=]{32,}$/.test(each))) {
    expect(outcome.refusal).not.toContain(line);
  }
}

describe('parsePrivateKey, whatever it is given,', () => {
  it('refuses every text that is no PEM', () => {
    fc.assert(fc.property(harmlessText, expectRefused));
  });

  it('refuses random bytes between the lines of a private key', () => {
    const label = fc.constantFrom(
      'RSA PRIVATE KEY',
      'PRIVATE KEY',
      'EC PRIVATE KEY',
      'PUBLIC KEY',
      'ENCRYPTED PRIVATE KEY',
    );
    fc.assert(
      fc.property(label, fc.uint8Array({ maxLength: 1500 }), (name, bytes) => {
        const body = Buffer.from(bytes)
          .toString('base64')
          .replace(/(.{64})/g, '$1\n');
        expectRefused(`-----BEGIN ${name}-----\n${body}\n-----END ${name}-----\n`);
      }),
    );
  });

  it('refuses a key that is cut off anywhere', () => {
    fc.assert(
      fc.property(pem, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        // The last line may lack its line end, and nothing else.
        expectRefused(text.slice(0, Math.floor(share * (text.trimEnd().length - 1))));
      }),
    );
  });

  it('refuses a key of which a line inside is missing', () => {
    fc.assert(
      fc.property(pem, fc.nat(), (text, at) => {
        const lines = text.trimEnd().split('\n');
        lines.splice(1 + (at % (lines.length - 2)), 1);
        expectRefused(`${lines.join('\n')}\n`);
      }),
    );
  });

  it('refuses two or more blocks in one file, in any order, with anything between them', () => {
    const block = fc.constantFrom(pkcs1, pkcs8, other, spki, sec1, encrypted);
    fc.assert(
      fc.property(fc.array(fc.tuple(block, harmlessText), { minLength: 2, maxLength: 4 }), (blocks) => {
        expectRefused(blocks.map(([text, between]) => `${text}${between}\n`).join(''));
      }),
    );
  });

  it('takes the key as it is, however the file was saved', () => {
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const before = fc.constantFrom(
      '',
      '\uFEFF',
      'Bag Attributes\n    friendlyName: octo-app\n',
      '\n\n',
      '# octo-app\n',
    );
    const after = fc.constantFrom('', '\n', '\n\n  \n', '\u0000', '# end\n');
    fc.assert(
      fc.property(pem, lineEnd, before, after, (text, newline, head, tail) => {
        const saved = `${head}${text}${tail}`.replaceAll('\n', newline);
        expect(outcomeOf(saved)).toEqual({ key: der });
      }),
    );
  });

  it('takes the same key in whichever form it is kept', () => {
    const written = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.trimEnd().replaceAll('\n', '\\n'),
      (text) => Buffer.from(text).toString('base64'),
      (text) => text.replace(/-----.*-----/g, ''),
    );
    const wrapped = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `"${text}"`,
      (text) => `GITHUB_KEY='${text}'`,
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => text.replaceAll('\n', '\n  '),
    );
    const encoded = fc.constantFrom<(text: string) => Buffer>(
      (text) => Buffer.from(text),
      (text) => Buffer.from(`\uFEFF${text}`),
      (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
      (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
      (text) => Buffer.from(text, 'utf16le'),
    );
    fc.assert(
      fc.property(pem, written, wrapped, encoded, (text, write, wrap, encode) => {
        expect(outcomeOf(encode(wrap(write(text))))).toEqual({ key: der });
      }),
      { numRuns: 300 },
    );
  });

  it('refuses any bytes that are no key', () => {
    const bytes = fc.uint8Array({ maxLength: 2000 }).map((some) => Buffer.from(some));
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          bytes.map((some) => Buffer.from(some.toString('base64'))),
        ),
        (some) => {
          expect(outcomeOf(some)).toEqual({ refusal: expect.any(String) });
        },
      ),
    );
  });

  it('takes the numbers of a key whose version was damaged, and not its version', () => {
    const body = key.export({ type: 'pkcs1', format: 'der' });
    // SEQUENCE, two bytes of length, then INTEGER of one byte: the version.
    expect([...body.subarray(4, 7)]).toEqual([2, 1, 0]);
    body[6] = 0xfc;
    const text = `-----BEGIN RSA PRIVATE KEY-----\n${body.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END RSA PRIVATE KEY-----\n`;
    expect(outcomeOf(text)).toEqual({ key: der });
  });

  it('never takes a changed file for another key than it was', () => {
    fc.assert(
      fc.property(pem, fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), (text, at, change) => {
        const position = at % text.length;
        const changed = `${text.slice(0, position)}${change}${text.slice(position + 1)}`;
        const outcome = outcomeOf(changed);
        if ('key' in outcome) {
          expect(outcome.key.equals(der)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
