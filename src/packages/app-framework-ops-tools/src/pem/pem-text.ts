import { createPrivateKey, type KeyObject } from 'node:crypto';

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** What a PEM file begins with once it is in base64. */
const encodedBegin = Buffer.from('-----BEGIN').toString('base64').slice(0, 13);

/** A private key as PEM, and whether the file that it came from holds anything besides. */
export interface PemText {
  readonly text: string;
  readonly besides: 'nothing' | 'more';
}

/**
 * The text of a private key file in whichever form people have it: UTF-16 from PowerShell, one line with literal `\n`, quoted, a line of an
 * `.env` file, a member of a JSON document, base64 of the file, or the key without its first and last line. What is none of these, or could be
 * read in two ways, is answered as it is: whoever parses it says what is wrong.
 */
export function readPemText(bytes: Buffer): PemText {
  const text = decode(bytes);
  return onlyBlock(text) ?? fromBase64(text) ?? fromDer(bytes) ?? { text, besides: 'nothing' };
}

/** What a text is instead of a private key, for the message that refuses it; absent where its form says nothing. */
export function describeForm(text: string): string | undefined {
  if (/^PuTTY-User-Key-File/.test(text)) return 'a key of PuTTY. Generate a .pem file at GitHub';
  if (/"kty"\s*:/.test(text)) return 'a JSON Web Key. Generate a .pem file at GitHub';
  if (/-----BEGIN(%20|\+)/i.test(text)) return 'encoded for a URL. Decode it first';
  if (/[–—]+ ?BEGIN/.test(text))
    return 'changed by a word processor, which made long dashes of its hyphens. Download it again';
  if (/^[\s"']*(-{0,4}BEGIN |-----begin )/.test(text))
    return 'without the five hyphens around BEGIN. Copy the file again';
  if (/^[\s"']*(gh[a-z]_|github_pat_)/.test(text)) return 'a token of GitHub. Give the .pem file';
  if (/^[0-9a-f]{40}\s*$/i.test(text)) return 'a client secret. Give the .pem file';
  return undefined;
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.toString('utf16le').slice(1);
  if (first === 0xfe && second === 0xff) return swapped(bytes.subarray(2)).toString('utf16le');
  // Without a mark: ASCII in UTF-16 is half zeros.
  if (bytes.length > 1 && first !== 0 && second === 0) return bytes.toString('utf16le');
  if (bytes.length > 1 && first === 0 && second !== 0) return swapped(bytes).toString('utf16le');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}

/** The one PEM block in a text, with the lines that it had before it was put on one. */
function onlyBlock(text: string): PemText | undefined {
  const [found, ...others] = [...text.matchAll(block)];
  if (found === undefined || others.length > 0 || text.split('-----BEGIN ').length !== 2) return undefined;
  const [whole, label = '', content = ''] = found;
  const body = content.replace(/\\[nr]|\\(?=\s)|[\s"']/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return undefined;
  return { text: pemOf(label, body), besides: besides(text.replace(whole, '')) };
}

/** A file in base64, with or without a name before it; or the base64 of the key itself. */
function fromBase64(text: string): PemText | undefined {
  const [before = '', encoded, ...others] = text.split(new RegExp(`(?=${encodedBegin})`));
  if (text.startsWith(encodedBegin)) return encoded === undefined ? decoded(before, '') : undefined;
  if (encoded !== undefined) return others.length > 0 ? undefined : decoded(encoded, before);
  const body = text.replace(/\\[nr]|[\s"']/g, '').replace(/^[A-Za-z_][A-Za-z0-9_]*=(?=M)/, '');
  return /^MI[A-Za-z0-9+/]+={0,2}$/.test(body) ? fromDer(Buffer.from(body, 'base64')) : undefined;
}

function decoded(encoded: string, before: string): PemText | undefined {
  const word = firstWord(encoded);
  const pem = onlyBlock(Buffer.from(word, 'base64').toString('utf8'));
  return pem && { text: pem.text, besides: besides(before + encoded.slice(word.length)) };
}

/** A name for the key, quotes and space are nothing; other lines may be other secrets. */
function besides(rest: string): PemText['besides'] {
  return /^\s*(export\s+)?([A-Za-z_][A-Za-z0-9_]*\s*=)?(\\[nr]|[\s"'])*$/.test(rest) ? 'nothing' : 'more';
}

/** `base64` breaks its lines; what comes after an empty line or a quote is something else. */
function firstWord(text: string): string {
  return text.split(/\n\s*\n|["']|\n(?=[A-Za-z_][A-Za-z0-9_]*=[^=\s])/)[0] ?? '';
}

function fromDer(bytes: Buffer): PemText | undefined {
  for (const type of ['pkcs1', 'pkcs8'] as const) {
    const key = parsed(bytes, type);
    if (key) return { text: key.export({ type: 'pkcs8', format: 'pem' }).toString(), besides: 'nothing' };
  }
  return undefined;
}

function parsed(key: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject | undefined {
  try {
    return createPrivateKey({ key, type, format: 'der' });
  } catch {
    return undefined;
  }
}

function pemOf(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}
