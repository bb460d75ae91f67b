import { backtickRuns, codeSpans, type TextRange } from './code-spans';
import { maybeDefinesLinks, type Paragraph } from './paragraphs';

/**
 * Tells for the lines of a paragraph, asked in their order, whether they lie in a code span, or may lie in HTML, in a link's target or in its
 * title. Code spans are found as CommonMark finds them where the paragraph has nothing else that could take a backtick away; otherwise what
 * may be code counts as code.
 */
export function hiddenLines(paragraph: Paragraph) {
  const text = paragraph.lines.map((line) => line.text).join('\n');
  const starts: number[] = [];
  let length = 0;
  for (const line of paragraph.lines) {
    starts.push(length);
    length += line.text.length + 1;
  }
  const withoutSimple = text.replace(simpleTags, blanks).replace(simpleTargets, blanks);
  const tag = { start: indexOf(withoutSimple, /<[A-Za-z/!?]/), end: text.lastIndexOf('>') };
  const target = { start: indexOf(withoutSimple, /\]\(/), end: text.lastIndexOf(')') };
  const isCode = inOrder(codeSpans(text));
  const maybeCode = inOrder(rangesByLength(text));
  const definesLinks = maybeDefinesLinks(paragraph);

  return (line: number): boolean => {
    const at = starts[line] ?? 0;
    const isIn = ({ start, end }: TextRange) => start < at && at <= end;
    if (definesLinks || isIn(tag) || isIn(target)) return true;
    const isClear = tag.start >= at && target.start >= at;
    return (isClear ? isCode : maybeCode)(at);
  };
}

/** Tells of places in ascending order whether they lie in one of the ranges, which are in order, too. */
function inOrder(ranges: readonly TextRange[]): (at: number) => boolean {
  let passed = 0;
  let reach = -1;
  return (at) => {
    for (let range = ranges[passed]; range && range.start < at; range = ranges[passed]) {
      reach = Math.max(reach, range.end);
      passed += 1;
    }
    return at <= reach;
  };
}

const simpleTags = /<\/?[A-Za-z][A-Za-z0-9-]*\/?>/g;
const simpleTargets = /\]\([^\s()<>"'`\\]*\)/g;

function blanks(text: string): string {
  return ' '.repeat(text.length);
}

/** Infinity where there is none. */
function indexOf(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** From the first to the last run of each length, in order; one behind a backslash may be shorter by one. */
function rangesByLength(text: string): readonly TextRange[] {
  const ranges = new Map<number, TextRange>();
  for (const { start, end } of backtickRuns(text)) {
    const lengths = text[start - 1] === '\\' ? [end - start, end - start - 1] : [end - start];
    for (const length of lengths) ranges.set(length, { start: ranges.get(length)?.start ?? start, end });
  }
  return [...ranges.values()];
}
