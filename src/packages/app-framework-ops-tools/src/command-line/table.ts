/** Columns of a terminal that nobody made wider. */
const WIDTH = 80;

/** Columns side by side for people, with a head. Cells are padded, never cut; a column without a value is left out. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((_, column) => column).filter((column) => rows.some((row) => row[column]));
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [head, ...rows]
    .map((line) =>
      columns
        .map((column) => (line[column] ?? '').padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
