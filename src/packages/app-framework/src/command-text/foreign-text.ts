import { cutText } from '../lambda/cut-text';
import { many } from '../lambda/many';

/** Where the whole of a text is that is cut. */
export interface WholeText {
  readonly link: string;
}

/** GitHub takes 65,536 characters of a comment; ours leave room for what stands around. */
const longestForeign = 20_000;
const longestInline = 80;
/** More than this is folded, so that the thread stays readable. */
const longestOpen = { lines: 20, characters: 2_000 };

/**
 * A text of somebody else as it may stand in a comment of ours: in a fence that nothing in it closes, so that it mentions nobody, closes no
 * issue and is no command; folded where it is long, and cut where it is very long, with a link to the whole.
 */
export function foreignText(text: string, { link }: WholeText): string {
  const kept = cutText(text, longestForeign);
  const block = fenced(kept);
  const left = text.length - kept.length;
  const rest = left === 0 ? '' : `\n\n${many(left, 'more character is', 'more characters are')} [here](${link}).`;
  const lines = kept.split('\n').length;
  const isLong = lines > longestOpen.lines || kept.length > longestOpen.characters;
  return isLong ? `${folded(many(lines, 'line'), block)}${rest}` : `${block}${rest}`;
}

/** In a fence that is longer than any in it. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** A few words of somebody else within a line. */
export function inlineCode(text: string): string {
  const line = cutText(text, longestInline).replace(/\s+/g, ' ').replaceAll('`', '\u02cb').trim();
  const shown = line === '' ? ' ' : line;
  return `\`${shown}${text.length > longestInline ? '\u2026' : ''}\``;
}

export function folded(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}
