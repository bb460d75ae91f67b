/** From the first backtick to the character after the last one. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Every run of backticks, as long as it is. */
export function backtickRuns(text: string): readonly TextRange[] {
  return [...text.matchAll(/`+/g)].map(({ index, 0: run }) => ({ start: index, end: index + run.length }));
}

/**
 * Code spans of a paragraph that has no HTML and no links (https://spec.commonmark.org/0.31.2/#code-spans): a run of backticks goes on to the next
 * one of the same length. Each run is looked at once.
 */
export function codeSpans(text: string): readonly TextRange[] {
  const runs = backtickRuns(text);
  const ofLength = new Map<number, number[]>();
  for (const [index, { start, end }] of runs.entries()) {
    const known = ofLength.get(end - start);
    if (known) known.push(index);
    else ofLength.set(end - start, [index]);
  }
  for (const indexes of ofLength.values()) indexes.reverse();
  const spans: TextRange[] = [];
  let over = 0;
  for (const [index, { start, end }] of runs.entries()) {
    if (start < over) continue;
    // A backslash takes the first backtick away; within code it is a letter like others.
    const from = isEscaped(text, start, over) ? start + 1 : start;
    const candidates = ofLength.get(end - from) ?? [];
    while ((candidates.at(-1) ?? Number.POSITIVE_INFINITY) <= index) candidates.pop();
    const closing = runs[candidates.at(-1) ?? Number.POSITIVE_INFINITY];
    if (from === end || !closing) continue;
    spans.push({ start: from, end: closing.end });
    over = closing.end;
  }
  return spans;
}

/** True after an odd number of backslashes. */
function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
