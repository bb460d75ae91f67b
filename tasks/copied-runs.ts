import { readFileSync } from 'node:fs';

/** Two places where the same lines stand, one after the other; lines count from 1. */
export interface CopiedRun {
  readonly lines: number;
  /** How it begins: alike for all pairs of what stands in more than two places. */
  readonly head: string;
  readonly at: readonly [Place, Place];
}

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Line extends Place {
  readonly text: string;
}

/** Runs of at least `least` lines that stand in two places. Blank lines, imports and indentation do not count. */
export function copiedRuns(files: readonly string[], least: number): CopiedRun[] {
  const texts = files.map((file) => countedLines(file, readFileSync(file, 'utf8')));
  const seen = new Map<string, { readonly text: number; readonly index: number }[]>();
  const runs: CopiedRun[] = [];
  texts.forEach((lines, text) => {
    for (let index = 0; index + least <= lines.length; index += 1) {
      const key = lines
        .slice(index, index + least)
        .map((line) => line.text)
        .join('\n');
      const earlier = seen.get(key) ?? [];
      for (const place of earlier) {
        const run = runFrom(texts[place.text] ?? [], place.index, lines, index);
        if (run && run.lines >= least) runs.push({ ...run, head: key });
      }
      seen.set(key, [...earlier, { text, index }]);
    }
  });
  return runs;
}

/** The whole run that begins here; none where it began a line before. */
function runFrom(
  one: readonly Line[],
  oneStart: number,
  other: readonly Line[],
  otherStart: number,
): Omit<CopiedRun, 'head'> | undefined {
  const [before, otherBefore] = [one[oneStart - 1], other[otherStart - 1]];
  if (before && otherBefore && before.text === otherBefore.text) return undefined;
  const mostLines = one === other ? otherStart - oneStart : Number.POSITIVE_INFINITY;
  let lines = 0;
  while (
    lines < mostLines &&
    one[oneStart + lines] &&
    one[oneStart + lines]?.text === other[otherStart + lines]?.text
  ) {
    lines += 1;
  }
  const [first, second] = [one[oneStart], other[otherStart]];
  return first && second ? { lines, at: [first, second] } : undefined;
}

function countedLines(file: string, text: string): Line[] {
  const withoutImports = text.replace(/^import [^;]*;$/gm, (statement) => statement.replace(/[^\n]/g, ''));
  return withoutImports
    .split('\n')
    .map((line, index) => ({ file, line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
}
