/** The next word of a command, without its quotes. */
export type NextWord =
  | { readonly kind: 'word'; readonly text: string; readonly isQuoted: boolean; readonly end: number }
  | { readonly kind: 'end' }
  /** A quote begins there that never ends. */
  | { readonly kind: 'unclosed'; readonly quote: string };

const space = /[ \t\u00a0]/;
/** What phones make of quotation marks is read as them. */
const double = /["\u201c\u201d\u201e\u00ab\u00bb]/;
const single = /['\u2018\u2019\u201a]/;

/** Reads on from a place: the spaces, then one word. Quotes count at its beginning and behind `=`; in the middle of it they are letters. */
export function nextWord(command: string, from: number): NextWord {
  let at = from;
  while (at < command.length && space.test(command.charAt(at))) at += 1;
  if (at >= command.length) return { kind: 'end' };
  let text = '';
  let isQuoted = false;
  while (at < command.length && !space.test(command.charAt(at))) {
    const letter = command.charAt(at);
    const closing = text === '' || text.endsWith('=') ? closingOf(letter) : undefined;
    if (closing === undefined) {
      text += letter;
      at += 1;
      continue;
    }
    const end = endOfQuote(command, at + 1, closing);
    if (end === undefined) return { kind: 'unclosed', quote: letter };
    isQuoted ||= text === '';
    text += command.slice(at + 1, end).replace(/\\(["\\])/g, '$1');
    at = end + 1;
    if (isQuoted) break;
  }
  return { kind: 'word', text: isQuoted ? text : withPlainDashes(text), isQuoted, end: at };
}

/** The same for two commands that mean the same: however many spaces are in them, and whichever quotes and dashes. */
export function meaningOf(command: string): string {
  const words: string[] = [];
  for (let at = 0; ; ) {
    const next = nextWord(command, at);
    if (next.kind === 'end') break;
    if (next.kind === 'unclosed') {
      words.push(restOfCommand(command, at));
      break;
    }
    // A flag in quotes is none.
    words.push(next.isQuoted && next.text.startsWith('-') ? `"${next.text}` : next.text);
    at = next.end;
  }
  const [name = '', ...rest] = words;
  return JSON.stringify([name.toLowerCase(), ...rest]);
}

/** What stands behind a place, as it was written. */
export function restOfCommand(command: string, from: number): string {
  return withoutSpaces(command.slice(from));
}

/** Without the spaces around it; what is white space to Unicode alone is a letter that somebody may not see. */
export function withoutSpaces(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && space.test(text.charAt(start))) start += 1;
  while (end > start && space.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function closingOf(letter: string): RegExp | undefined {
  if (double.test(letter)) return double;
  if (single.test(letter)) return single;
  return letter === '`' ? /`/ : undefined;
}

/** A single quote within a word is an apostrophe; a backslash makes a letter of what follows it. */
function endOfQuote(command: string, from: number, closing: RegExp): number | undefined {
  for (let at = from; at < command.length; at += 1) {
    const letter = command.charAt(at);
    if (letter === '\\' && closing === double) at += 1;
    else if (closing.test(letter) && (closing !== single || isEndOfWord(command, at + 1))) return at;
  }
  return undefined;
}

function isEndOfWord(command: string, at: number): boolean {
  return at >= command.length || space.test(command.charAt(at));
}

/** Phones make one long dash of two short ones. */
function withPlainDashes(word: string): string {
  return word.replace(/^(?:[-\u2010-\u2015\u2212]{2}|[\u2010-\u2015\u2212])(?=\p{L})/u, '--');
}

/** Scripts and emoji need the joiners. */
const seenThrough = ['\t', '\u200c', '\u200d'];

/** Controls, formats, separators of lines and paragraphs, and letters without a shape: the joiner U+034F, fillers of Hangul, empty Braille. */
const unseen = /\u034f|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** True with characters that nobody sees, or that show the text in another order than it has: what is read would not be what is shown. */
export function hasUnseen(command: string): boolean {
  return [...command.matchAll(unseen)].some(([letter]) => !seenThrough.includes(letter));
}
