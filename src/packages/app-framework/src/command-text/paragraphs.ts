import {
  closesFence,
  type Fence,
  fenceAt,
  type HtmlEnd,
  htmlAt,
  isHeading,
  isThematicBreak,
  isUnderline,
  listMarkerAt,
} from './block-starts';
import { LineCursor } from './line-cursor';

/** Lines that are neither code nor HTML and belong together. */
export interface Paragraph {
  readonly lines: ParagraphLine[];
  readonly isQuoted: boolean;
}

export interface ParagraphLine {
  /** Without the spaces before it. */
  readonly text: string;
  /** Whether nothing but spaces stands before it: no mark of a quote or a list. */
  readonly isBare: boolean;
  /** Whether a tag that quotes, or shows code, is open before it. */
  readonly isInTags: boolean;
}

type Container =
  | { readonly kind: 'quote' }
  /** What belongs to it is indented by so many columns. */
  | { readonly kind: 'item'; readonly columns: number; isEmpty: boolean };

type Leaf =
  | { readonly kind: 'paragraph'; readonly paragraph: Paragraph }
  | { readonly kind: 'fence'; readonly fence: Fence }
  | { readonly kind: 'html'; readonly end: HtmlEnd }
  | { readonly kind: 'code' };

/** Nobody nests deeper. What does is not read on, so that a line costs no more looks than this. */
const deepest = 32;

/**
 * The block structure of Markdown as far as it tells code, HTML and quotes from the rest, by the two phases of CommonMark
 * (https://spec.commonmark.org/0.31.2/#phase-1-block-structure). `steps` is what it cost: linear in the length of the lines.
 */
export function readParagraphs(lines: readonly string[]): {
  readonly paragraphs: readonly Paragraph[];
  readonly steps: number;
} {
  const paragraphs: Paragraph[] = [];
  const containers: Container[] = [];
  let leaf: Leaf | undefined;
  let openTags = 0;
  let steps = 0;

  for (const line of lines) {
    const cursor = new LineCursor(line);
    const isRead = readLine(line, cursor);
    steps += cursor.steps + 1;
    if (!isRead) break;
  }
  return { paragraphs, steps };

  /** False where what follows is not read: it is nested too deep, or says two things. */
  function readLine(line: string, cursor: LineCursor): boolean {
    let matched = matchContainers(cursor);
    if (matched === containers.length && leaf && goesOn(leaf, cursor)) return true;
    for (;;) {
      const { indent, isBlank } = cursor.next();
      if (isBlank) break;
      const goesOnLazily = leaf?.kind === 'paragraph';
      if (indent >= 4) {
        if (goesOnLazily) break;
        begin({ kind: 'code' }, matched);
        return true;
      }
      const text = cursor.text();
      const paragraph = matched === containers.length && leaf?.kind === 'paragraph' ? leaf.paragraph : undefined;
      const isUnderlined = paragraph !== undefined && isUnderline(text);
      // Whether that is a heading, a rule or text is left open by what it underlines.
      if (isUnderlined && maybeDefinesLinks(paragraph)) return false;
      if (text.startsWith('>')) {
        skipQuoteMark(cursor);
        open({ kind: 'quote' }, matched);
      } else if (isUnderlined || isHeading(text) || isThematicBreak(text)) {
        begin(undefined, matched);
        return true;
      } else {
        const block = blockAt(text, goesOnLazily ? 'in a paragraph' : 'elsewhere');
        if (block) {
          if (block === 'over' || block.kind === 'html') noteTags(text);
          begin(block === 'over' ? undefined : block, matched);
          return true;
        }
        const marker = listMarkerAt(text, paragraph ? 'in a paragraph' : 'elsewhere');
        if (marker === undefined) break;
        open({ kind: 'item', columns: indent + skipListMarker(cursor, marker), isEmpty: true }, matched);
      }
      matched = containers.length;
      if (matched > deepest) return false;
    }
    readText(line, cursor, matched);
    return true;
  }

  /** How many of the containers the line belongs to by its marks and its indentation. */
  function matchContainers(cursor: LineCursor): number {
    for (const [index, container] of containers.entries()) {
      const { indent, isBlank } = cursor.next();
      if (container.kind === 'quote') {
        if (indent >= 4 || isBlank || !cursor.text().startsWith('>')) return index;
        skipQuoteMark(cursor);
      } else if (isBlank) {
        if (container.isEmpty) return index;
        cursor.skipSpaces();
      } else if (indent >= container.columns) cursor.skipColumns(container.columns);
      else return index;
    }
    return containers.length;
  }

  /** True where the line is no more than the next one of that block. */
  function goesOn(block: Leaf, cursor: LineCursor): boolean {
    const { indent, isBlank } = cursor.next();
    switch (block.kind) {
      case 'paragraph':
        return false;
      case 'fence':
        if (indent < 4 && closesFence(cursor.text(), block.fence)) leaf = undefined;
        return true;
      case 'html':
        noteTags(cursor.text());
        if (block.end === 'blank line' ? isBlank : block.end.test(cursor.text())) leaf = undefined;
        return true;
      case 'code':
        if (isBlank || indent >= 4) return true;
        leaf = undefined;
        return false;
    }
  }

  function begin(block: Leaf | undefined, matched: number): void {
    containers.length = matched;
    const inside = containers.at(-1);
    if (inside?.kind === 'item') inside.isEmpty = false;
    leaf = block;
  }

  function open(container: Container, matched: number): void {
    begin(undefined, matched);
    containers.push(container);
  }

  function readText(line: string, cursor: LineCursor, matched: number): void {
    if (cursor.next().isBlank) {
      containers.length = matched;
      leaf = undefined;
      return;
    }
    // Where containers were left out, this is what CommonMark calls a lazy continuation: the quote goes on.
    if (leaf?.kind !== 'paragraph') {
      const isQuoted = containers.slice(0, matched).some(({ kind }) => kind === 'quote');
      const paragraph = { lines: [], isQuoted };
      paragraphs.push(paragraph);
      begin({ kind: 'paragraph', paragraph }, matched);
    }
    const text = cursor.text();
    const isBare = /^ *$/.test(line.slice(0, line.length - text.length));
    if (leaf?.kind === 'paragraph') leaf.paragraph.lines.push({ text, isBare, isInTags: openTags > 0 });
    noteTags(text);
  }

  function noteTags(text: string): void {
    if (!text.includes('<')) return;
    const shown = text.replace(/`[^`]*`/g, '');
    for (const [, slash] of shown.matchAll(/<(\/?)(?:blockquote|code|del|kbd|pre|q|s|samp|strike|tt|var)\b/gi)) {
      openTags = Math.max(0, openTags + (slash === '' ? 1 : -1));
    }
    // Where it ends is not looked for.
    if (/<[a-z][^<>]*[\s"']hidden\b/i.test(shown)) openTags = Number.POSITIVE_INFINITY;
  }
}

/** Whether it may begin with the definition of a link, of which nothing is shown. */
export function maybeDefinesLinks({ lines }: Paragraph): boolean {
  return lines[0]?.text.startsWith('[') === true && lines.some(({ text }) => text.includes(']:'));
}

/** A block of code or HTML; one of HTML may be over in the line that it begins in. */
function blockAt(text: string, place: 'in a paragraph' | 'elsewhere'): Leaf | 'over' | undefined {
  const fence = fenceAt(text);
  if (fence) return { kind: 'fence', fence };
  const end = htmlAt(text, place);
  if (end === undefined) return undefined;
  return end !== 'blank line' && end.test(text) ? 'over' : { kind: 'html', end };
}

function skipQuoteMark(cursor: LineCursor): void {
  cursor.skipSpaces();
  cursor.skipColumns(1);
  if (cursor.isSpace()) cursor.skipColumns(1);
}

/** Answers how many columns the marker takes with the spaces after it. */
function skipListMarker(cursor: LineCursor, length: number): number {
  cursor.skipSpaces();
  cursor.skipColumns(length);
  const start = cursor.place();
  do cursor.skipColumns(1);
  while (cursor.columnsFrom(start) < 5 && cursor.isSpace());
  const spaces = cursor.columnsFrom(start);
  if (spaces >= 1 && spaces < 5 && !cursor.isAtEnd()) return length + spaces;
  cursor.goTo(start);
  if (cursor.isSpace()) cursor.skipColumns(1);
  return length + 1;
}
