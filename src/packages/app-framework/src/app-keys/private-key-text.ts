import { createPrivateKey, type KeyObject } from 'node:crypto';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** What a PEM file begins with once it is in base64. */
const ENCODED_BEGIN = Buffer.from('-----BEGIN').toString('base64').slice(0, 13);
/** A name before the value, as in an `.env` file. */
const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*[=:](?=[\s'"]*[A-Za-z0-9+/])/;

/** A private key as PEM, and whether what it came from holds anything besides. */
export interface PrivateKeyText {
  readonly text: string;
  readonly besides: 'nothing' | 'more';
}

/**
 * The PEM text of a private key in the forms that people have it in: UTF-8 or UTF-16, with or without a byte order mark; on one line with
 * literal `\n`; in quotes, behind a name, in a line of an `.env` file, in a JSON document, or indented; base64 of the file; the bare base64
 * between its first and last line; or DER. Whatever is none of these, or could be read in two ways, is answered as it stands, but for line
 * ends that were written out, for whoever parses it to name what is wrong.
 */
export function readPrivateKeyText(input: Uint8Array | string): PrivateKeyText {
  const bytes = Buffer.from(input);
  const text = typeof input === 'string' ? withoutMark(input) : decodeText(bytes);
  return onlyBlock(text) ?? fromBase64(text) ?? fromDer(bytes) ?? asItStands(text);
}

/** What a text is in place of a private key, as far as its form says it. */
export function otherFormOf(text: string): string | undefined {
  if (/^\s*PuTTY-User-Key-File/.test(text)) return 'it is a key of PuTTY';
  if (/^\s*ssh-(rsa|ed25519) /.test(text)) return 'it is an SSH public key';
  if (/"kty"\s*:/.test(text)) return 'it is a JSON Web Key';
  if (/-----BEGIN(%20|\+)/i.test(text)) return 'it is encoded for a URL';
  if (/[–—]+ ?BEGIN/.test(text)) return 'a word processor has made long dashes of its hyphens';
  if (/^[\s"']*(-{0,4}BEGIN |-----begin )/.test(text)) return 'the five hyphens around BEGIN are missing';
  if (/^[\s"']*(gh[a-z]_|github_pat_)/.test(text)) return 'it is a token of GitHub';
  if (/^[0-9a-f]{40}\s*$/i.test(text)) return 'it is a client secret';
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

/** The one PEM block in a text, with the lines that it had before it was put on one. */
function onlyBlock(text: string): PrivateKeyText | undefined {
  const [found, ...others] = [...text.matchAll(BLOCK)];
  if (found === undefined || others.length > 0 || text.split('-----BEGIN ').length !== 2) return undefined;
  const [whole, label = '', content = ''] = found;
  // A backslash at the end of a line is how some files continue it. A header such as "Proc-Type: 4,ENCRYPTED" is no base64.
  const body = bare(content);
  return isBase64(body) ? { text: pemOf(label, body), besides: besides(text.replace(whole, '')) } : undefined;
}

/** A file in base64, with or without a name before it; or the base64 of the key itself. */
function fromBase64(text: string): PrivateKeyText | undefined {
  if (text.includes('-----BEGIN ')) return undefined;
  const [before = '', ...encoded] = text.split(new RegExp(`(?=${ENCODED_BEGIN})`));
  const [found = before, ...others] = encoded;
  if (found.startsWith(ENCODED_BEGIN)) {
    return others.length > 0 ? undefined : decoded(found, found === before ? '' : before);
  }
  const value = bare(text.replace(ASSIGNMENT, ''));
  if (!isBase64(value)) return undefined;
  const bytes = Buffer.from(value, 'base64');
  const inside = decodeText(bytes);
  return inside.includes('-----BEGIN ') ? (onlyBlock(inside) ?? asItStands(inside)) : fromDer(bytes);
}

function decoded(encoded: string, before: string): PrivateKeyText {
  const word = firstWord(encoded);
  const inside = decodeText(Buffer.from(word, 'base64'));
  return { ...(onlyBlock(inside) ?? asItStands(inside)), besides: besides(before + encoded.slice(word.length)) };
}

/** A name for the key, quotes and space are nothing; other lines may be other secrets. */
function besides(rest: string): PrivateKeyText['besides'] {
  return /^\s*(export\s+)?([A-Za-z_][A-Za-z0-9_]*\s*=)?(\\[nr]|[\s"'])*$/.test(rest) ? 'nothing' : 'more';
}

/** `base64` breaks its lines; what comes after an empty line or a quote is something else. */
function firstWord(text: string): string {
  return text.split(/\n\s*\n|["']|\n(?=[A-Za-z_][A-Za-z0-9_]*=[^=\s])/)[0] ?? '';
}

function fromDer(der: Buffer): PrivateKeyText | undefined {
  if (der[0] !== 0x30) return undefined;
  const read = (type: 'pkcs1' | 'pkcs8') => createPrivateKey({ key: der, type, format: 'der' });
  const asPem = (key: KeyObject): PrivateKeyText => ({
    text: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    besides: 'nothing',
  });
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

function asItStands(text: string): PrivateKeyText {
  const isPem = text.includes('-----BEGIN ');
  return {
    text: isPem ? text.replaceAll(/\\r(?=\\n)/g, '').replaceAll(/\\[nr]/g, '\n') : text,
    besides: 'nothing',
  };
}

function bare(text: string): string {
  return text.replaceAll(/\\[nr]|\\(?=\s)|[\s"']/g, '');
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function pemOf(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}
