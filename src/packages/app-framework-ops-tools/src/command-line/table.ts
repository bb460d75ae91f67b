/** Columns of a terminal that nobody made wider. */
const WIDTH = 80;

/** What is left for the last column at least, where it goes on below itself. */
const LEAST = 20;

/**
 * Columns side by side for people, with a head. Cells are padded, never cut; a column without a value is left out. The last column goes on
 * below itself within 80 columns; a table that is wider all the same says so.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((_, column) => column).filter((column) => rows.some((row) => row[column]));
  const lines = [head, ...rows].map((line) => columns.map((column) => printable(line[column] ?? '')));
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const table = lines.flatMap((line) => {
    const start = line.slice(0, -1).map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `);
    const last = wrapped(line.at(-1) ?? '', Math.max(WIDTH - before, LEAST));
    return last.map((part, index) => `${index === 0 ? start.join('') : ' '.repeat(before)}${part}`.trimEnd());
  });
  const isWide = table.some((line) => line.length > WIDTH);
  return [...table, ...(isWide ? ['', `This table is wider than ${WIDTH} columns; --json is not.`] : [])].join('\n');
}

/** Names and values one below the other, long values on several lines. A value that is absent is left out. */
export function formatFields(fields: Readonly<Record<string, string | undefined>>, indent = ''): string {
  const present = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const width = Math.max(...present.map(([name]) => name.length));
  return present
    .flatMap(([name, value]) => {
      const margin = ' '.repeat(indent.length + width + 2);
      const label = `${indent}${name.padEnd(width)}  `;
      return wrapped(printable(value), WIDTH - margin.length).flatMap((line, index) => {
        if (margin.length + line.length <= WIDTH) return [(index === 0 ? label : margin) + line];
        // What has no space to break at, as an ARN, gets a line to itself.
        return [...(index === 0 ? [label.trimEnd()] : []), `${indent}  ${line}`];
      });
    })
    .join('\n');
}

/** Strangers choose names of files and branches, and what programs fail with: none of it steers the terminal, or begins a line. */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
