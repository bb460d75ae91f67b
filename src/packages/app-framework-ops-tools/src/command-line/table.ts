/** Columns of a terminal that nobody made wider. */
const WIDTH = 80;

/**
 * Columns side by side for people, with a head; where that is wider than a terminal, one row below the other. Cells are padded, never cut.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  if (table.every((line) => line.length <= WIDTH)) return table.join('\n');
  return rows
    .map((row) => formatFields(Object.fromEntries(head.map((name, column) => [name, row[column] || undefined]))))
    .join('\n\n');
}

/** Names and values one below the other, long values on several lines. A value that is absent is left out. */
export function formatFields(fields: Readonly<Record<string, string | undefined>>, indent = ''): string {
  const present = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const width = Math.max(...present.map(([name]) => name.length));
  return present
    .flatMap(([name, value]) => {
      const margin = ' '.repeat(indent.length + width + 2);
      const label = `${indent}${name.padEnd(width)}  `;
      return wrapped(value, WIDTH - margin.length).flatMap((line, index) => {
        if (margin.length + line.length <= WIDTH) return [(index === 0 ? label : margin) + line];
        // What has no space to break at, as an ARN, gets a line to itself.
        return [...(index === 0 ? [label.trimEnd()] : []), `${indent}  ${line}`];
      });
    })
    .join('\n');
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
