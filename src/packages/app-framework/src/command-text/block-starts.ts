/** What opens and closes the blocks of Markdown, as CommonMark 0.31 says (https://spec.commonmark.org/0.31.2/). A line begins at its first character that is no space; spaces are
 * U+0020 and tabs here, and no other white space of Unicode. */

export interface Fence {
  readonly letter: string;
  readonly length: number;
}

/** Three backticks or tildes, or more. Backticks may not come again in the line. */
export function fenceAt(text: string): Fence | undefined {
  const [marks = ''] = /^(?:`{3,}(?!.*`)|~{3,})/s.exec(text) ?? [];
  return marks === '' ? undefined : { letter: marks.charAt(0), length: marks.length };
}

export function closesFence(text: string, { letter, length }: Fence): boolean {
  const [marks = ''] = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(text) ?? [];
  return marks.startsWith(letter) && marks.length >= length;
}

/** Length of the marker of a list's item; within a paragraph an empty item is none, nor one with another number than 1. */
export function listMarkerAt(text: string, place: 'in a paragraph' | 'elsewhere'): number | undefined {
  const [marker, number] = /^(?:[*+-]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(text) ?? [];
  if (marker === undefined) return undefined;
  const isEmpty = /^[ \t]*$/.test(text.slice(marker.length));
  const interrupts = !isEmpty && (number === undefined || Number(number) === 1);
  return place === 'in a paragraph' && !interrupts ? undefined : marker.length;
}

export function isHeading(text: string): boolean {
  return /^#{1,6}(?:[ \t]|$)/.test(text);
}

export function isThematicBreak(text: string): boolean {
  return /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(text);
}

export function isUnderline(text: string): boolean {
  return /^(?:=+|-+)[ \t]*$/.test(text);
}

/** How a block of HTML ends: with a line in which this is, or before a line that is blank. */
export type HtmlEnd = RegExp | 'blank line';

const blockTags =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';
const attribute =
  '(?:[ \\t]+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:[ \\t]*=[ \\t]*(?:[^"\'=<>`\\x00-\\x20]+|\'[^\']*\'|"[^"]*"))?)';
const wholeTag = new RegExp(
  `^(?:<[A-Za-z][A-Za-z0-9-]*${attribute}*[ \\t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \\t]*[>])[ \\t]*$`,
);

const htmlBlocks: readonly { readonly start: RegExp; readonly end: HtmlEnd }[] = [
  {
    start: /^<(?:script|pre|textarea|style)(?:[ \t]|>|$)/i,
    end: /<\/(?:script|pre|textarea|style)>/i,
  },
  { start: /^<!--/, end: /-->/ },
  { start: /^<[?]/, end: /\?>/ },
  { start: /^<![A-Za-z]/, end: />/ },
  { start: /^<!\[CDATA\[/, end: /\]\]>/ },
  { start: new RegExp(`^</?(?:${blockTags})(?:[ \\t]|/?>|$)`, 'i'), end: 'blank line' },
];

/** A tag of no known name begins a block only where it is alone in its line and no paragraph goes on. */
export function htmlAt(text: string, place: 'in a paragraph' | 'elsewhere'): HtmlEnd | undefined {
  if (!text.startsWith('<')) return undefined;
  const known = htmlBlocks.find(({ start }) => start.test(text));
  if (known) return known.end;
  return place === 'elsewhere' && wholeTag.test(text) ? 'blank line' : undefined;
}
