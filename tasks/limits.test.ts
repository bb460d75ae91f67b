import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copiedRuns } from './copied-runs';

const root = join(__dirname, '..');

/** Most lines of a file, its tests included. */
const linesOfFile = 300;
/** A room keeps one of the two: many small files, or few that are longer. Tests do not count. */
const room = { files: 20, lines: 1_500 };
const linesOfEntry = 40;
const run = { lines: 6, pairs: 5 };

/** What is beyond a limit today. Nothing is added here, and what has come back within its limit goes. */
const exceptions: Readonly<Record<string, string>> = {
  'src/packages/app-framework/src/credential-manager/credential-manager.construct.test.ts':
    'one deployment for all cases',
};

const generated = /^src\/packages\/app-framework-client\/src\/|\.d\.ts$/;
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !generated.test(file) && !file.startsWith('.yarn/'));
const isTest = (file: string) => /\.test(\.support)?\.ts$|\/(acceptance|contract)\//.test(file);
const linesIn = (file: string) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;

const rooms = new Map<string, string[]>();
for (const file of sources.filter((each) => /^src\/packages\/[^/]+\/src\//.test(each) && !isTest(each))) {
  rooms.set(dirname(file), [...(rooms.get(dirname(file)) ?? []), file]);
}
const longFiles = sources.filter((file) => linesIn(file) > linesOfFile);
const fullRooms = [...rooms]
  .filter(([, files]) => files.length > room.files && sum(files.map(linesIn)) > room.lines)
  .map(([folder]) => folder);

describe('limits that keep the repository liveable', () => {
  it(`a file has at most ${linesOfFile} lines, a room at most ${room.files} files or ${room.lines} lines`, () => {
    expect([...longFiles, ...fullRooms].filter((path) => !(path in exceptions))).toEqual([]);
  });

  it('an exception that is needed no more is listed no more', () => {
    const needed = new Set([...longFiles, ...fullRooms]);
    expect(Object.keys(exceptions).filter((path) => !needed.has(path))).toEqual([]);
  });

  it(`a function starts in at most ${linesOfEntry} lines`, () => {
    const entries = sources.filter((file) => file.endsWith('.lambda.ts'));
    expect(entries.length).toBeGreaterThan(5);
    expect(entries.filter((file) => linesIn(file) > linesOfEntry)).toEqual([]);
  });

  it(`at most ${run.pairs} runs of ${run.lines} lines stand in two places`, () => {
    const told = copiedRuns(
      sources.map((file) => join(root, file)),
      run.lines,
    ).map(({ lines, head, at }) => ({
      head,
      isInTest: at.some(({ file }) => isTest(file)),
      text: `${lines} lines: ${at.map(({ file, line }) => `${file.slice(root.length + 1)}:${line}`).join(' and ')}`,
    }));
    const product = told.filter(({ isInTest }) => !isInTest).map(({ text }) => text);
    const tests = new Map(told.filter(({ isInTest }) => isInTest).map(({ head, text }) => [head, text]));
    // The lists are what a failure has to show.
    expect(product.length <= run.pairs ? [] : product).toEqual([]);
    expect(tests.size <= run.pairs ? [] : [...tests.values()]).toEqual([]);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
