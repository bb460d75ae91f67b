import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copiedRuns } from './copied-runs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'copied-runs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
}
const letters = (text: string) => [...text];

describe('copiedRuns', () => {
  it('finds a run in two files once, in its whole length, whatever its indentation', () => {
    const one = written('one.ts', 'x', ...letters('abcdef'), 'y');
    const other = written('other.ts', ...letters('abc'), '', ...letters('def').map((letter) => `  ${letter}`), 'z');
    expect(copiedRuns([one, other], 3)).toEqual([
      {
        lines: 6,
        head: 'a\nb\nc',
        at: [expect.objectContaining({ file: one, line: 2 }), expect.objectContaining({ file: other, line: 1 })],
      },
    ]);
  });

  it('finds a run that stands twice in one file', () => {
    const file = written('twice.ts', ...letters('abc'), 'x', ...letters('abc'));
    expect(copiedRuns([file], 3)).toHaveLength(1);
  });

  it('overlooks imports, and what is shorter', () => {
    const head = ["import a from 'a';", 'import {', '  b,', "} from 'b';", 'p', 'q'];
    expect(copiedRuns([written('a.ts', ...head, 'r'), written('b.ts', ...head, 's')], 3)).toEqual([]);
  });
});
