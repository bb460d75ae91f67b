import { createPrivateKey, type KeyObject } from 'node:crypto';

const LABEL = /-----BEGIN ([A-Z0-9 ]+)-----/g;
/** A name before the value, as in an `.env` file. */
const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*[=:](?=[\s'"]*[A-Za-z0-9+/])/;

/**
 * The PEM text of a private key in the forms that people have it in: UTF-8 or UTF-16, with or without a byte order mark; on one line with
 * literal `\n`; in quotes, behind a name, or indented; base64 of the file; the bare base64 between its first and last line; or DER.
 * Whatever is none of these, or could be read in two ways, is answered as it stands, for whoever parses it to name what is wrong.
 */
export function privateKeyText(input: Uint8Array | string): string {
  const bytes = Buffer.from(input);
  const text = typeof input === 'string' ? withoutMark(input) : decodeText(bytes);
  if (!/-----BEGIN /.test(text)) {
    return fromBase64(text) ?? fromDer(bytes) ?? text;
  }
  return onSeparateLines(text);
}

/** What a text is in place of a private key, as far as its form says it. */
export function otherFormOf(text: string): string | undefined {
  if (/^\s*PuTTY-User-Key-File/.test(text)) return 'it is a key of PuTTY';
  if (/^\s*ssh-(rsa|ed25519) /.test(text)) return 'it is an SSH public key';
  if (/"kty"\s*:/.test(text)) return 'it is a JSON Web Key';
  if (/-----BEGIN(%20|\+)/.test(text)) return 'it is encoded for a URL';
  if (/[–—]\s?BEGIN /.test(text)) return 'a word processor has made long dashes of its hyphens';
  if (/^\s*["']?(gh[a-z]_|github_pat_)/.test(text)) return 'it is a token of GitHub';
  return undefined;
}

function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff) return bigEndian(bytes.subarray(2));
  // Without a mark: of text in ASCII, every second byte is zero.
  if (first && second === 0 && bytes[3] === 0) return bytes.toString('utf16le');
  if (first === 0 && second && bytes[2] === 0) return bigEndian(bytes);
  return withoutMark(bytes.toString('utf8'));
}

function bigEndian(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le');
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** A single block gets its lines back; anything else stays, but for line ends that were written out. */
function onSeparateLines(text: string): string {
  const unescaped = text.replaceAll(/\\r(?=\\n)/g, '').replaceAll(/\\[nr]/g, '\n');
  const labels = [...unescaped.matchAll(LABEL)];
  const [label] = labels.map(([, name]) => name);
  const [, body] = new RegExp(`-----BEGIN ${label}-----([\\s\\S]*?)-----END ${label}-----`).exec(unescaped) ?? [];
  // A backslash at the end of a line is how some files continue it.
  const characters = body?.replaceAll(/\\(?=\s)|[\s"']/g, '');
  if (labels.length !== 1 || !characters || !isBase64(characters)) return unescaped;
  const before = unescaped.slice(0, labels[0]?.index);
  // A header such as "Proc-Type: 4,ENCRYPTED" is no base64, so that what is rebuilt here is the bare key.
  return /-----/.test(before) ? unescaped : pemOf(label ?? '', characters);
}

function fromBase64(text: string): string | undefined {
  const value = text.replace(ASSIGNMENT, '').replaceAll(/\\[nr]|\\(?=\s)|[\s"']/g, '');
  if (!isBase64(value)) return undefined;
  const bytes = Buffer.from(value, 'base64');
  const decoded = decodeText(bytes);
  return /-----BEGIN /.test(decoded) ? onSeparateLines(decoded) : fromDer(bytes);
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function fromDer(der: Buffer): string | undefined {
  if (der[0] !== 0x30) return undefined;
  const read = (type: 'pkcs1' | 'pkcs8') => createPrivateKey({ key: der, type, format: 'der' });
  const asPem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    return asPem(read('pkcs1'));
  } catch {
    // OpenSSL's words may quote the key, so they are dropped, here and below: not in this form is all that counts.
  }
  try {
    return asPem(read('pkcs8'));
  } catch {
    return undefined;
  }
}

function pemOf(label: string, body: string): string {
  const lines = body.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
