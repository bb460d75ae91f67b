import fc from 'fast-check';
import { isMeant, parseGlob } from './glob';

const matches = (pattern: string, text: string) => parseGlob(pattern).matches(text);

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
const documented: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/a/b', 'feature', 'x/feature/a']],
  ['feature/**', ['feature/beta-a/my-branch', 'feature/your-branch', 'feature/mona/the/octocat'], ['feature']],
  ['main', ['main'], ['mains', 'a/main', 'Main']],
  ['releases/mona-the-octocat', ['releases/mona-the-octocat'], ['releases/mona']],
  ['*', ['main', 'releases'], ['all/the/branches']],
  ['**', ['all/the/branches', 'every/tag', ''], []],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['a/feature']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'v2/a']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1..1', 'v1.10.']],
  ['*.js', ['app.js', 'index.js'], ['js/index.js']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
  ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/a/b', 'docs']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['a/docs/x']],
  ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'], ['docsx.md']],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['mydocs/x']],
  ['**/README.md', ['README.md', 'js/README.md'], ['xREADME.md']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['src']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['my-post.mdx']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql'], ['migrate-a/b.sql']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx']],
  ['Octo*', ['Octocat'], ['octocat']],
  ['[CB]at', ['Cat', 'Bat'], ['bat', 'CBat']],
  ['[1-2]00', ['100', '200'], ['300']],
];

const piece = fc.constantFrom('a', 'b', '/', '*', '**', '**/', 'a?', 'b+', '[ab]', '\\*');
const somePattern = (pieces: number) => fc.array(piece, { minLength: 1, maxLength: pieces }).map((all) => all.join(''));
const someText = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 8 }).map((all) => all.join(''));

describe('parseGlob', () => {
  it.each(documented)("means by %s what GitHub's documentation says", (pattern, meant, not) => {
    expect(meant.filter((text) => !matches(pattern, text))).toEqual([]);
    expect(not.filter((text) => matches(pattern, text))).toEqual([]);
  });

  it.each([
    ['a\\+b', 'a+b', 'aab'],
    ['a\\*', 'a*', 'ab'],
    ['\\!a', '!a', 'a'],
    ['[+-]', '-', 'x'],
    ['é?x', 'x', 'ééx'],
    ['\u{1f600}+', '\u{1f600}\u{1f600}', ''],
  ])('reads %j', (pattern, meant, not) => {
    expect([matches(pattern, meant), matches(pattern, not)]).toEqual([true, false]);
  });

  it.each(['', '!', '?', '+a', '*+', '**/?', 'a?+', '[', '[]', '[b-a]', 'a\\', 'a'.repeat(256)])(
    'refuses %j, and says why',
    (pattern) => {
      expect(() => parseGlob(pattern)).toThrow(/^The pattern ".*" (has|ends|matches).*GitHub Actions/);
    },
  );

  it('matches as the regular expression does that says the same', () => {
    fc.assert(
      fc.property(somePattern(6), someText, (pattern, subject) => {
        expect([pattern, subject, matches(pattern, subject)]).toEqual([
          pattern,
          subject,
          reference(pattern).test(subject),
        ]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['a?'.repeat(100), '**a'.repeat(60), '**/'.repeat(80), '*a'.repeat(120), '[a-z]+'.repeat(40)])(
    'takes steps that grow with the text and no faster, whatever the pattern: %s',
    (pattern) => {
      const { matches } = parseGlob(pattern);
      const stepsFor = (length: number) => {
        const meter = { left: Number.MAX_SAFE_INTEGER };
        matches('a'.repeat(length), meter);
        return Number.MAX_SAFE_INTEGER - meter.left;
      };
      expect(stepsFor(1_000)).toBeGreaterThan(0);
      // Four times as many, and some for where it begins; trying again what failed would be sixteen times as many at least.
      expect(stepsFor(4_000)).toBeLessThan(5 * stepsFor(1_000));
    },
  );
});

describe('isMeant', () => {
  const globs = (...patterns: string[]) => patterns.map(parseGlob);

  it('goes by the last pattern that matches', () => {
    expect(isMeant(globs('src/**', '!**/*.md'), 'src/a.ts')).toBe(true);
    expect(isMeant(globs('src/**', '!**/*.md'), 'src/a.md')).toBe(false);
    expect(isMeant(globs('src/**', '!**/*.md', 'src/README.md'), 'src/README.md')).toBe(true);
    expect(isMeant(globs('!**/*.md', 'src/**'), 'src/a.md')).toBe(true);
    expect(isMeant(globs('!**/*.md'), 'src/a.ts')).toBe(false);
  });

  it('says of any text what the last regular expression says that matches it', () => {
    const listed = fc.record({ not: fc.boolean(), pattern: somePattern(4) });
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 5 }), someText, (list, subject) => {
        const last = list.findLast(({ pattern }) => reference(pattern).test(subject));
        const meant = isMeant(globs(...list.map(({ not, pattern }) => `${not ? '!' : ''}${pattern}`)), subject);
        expect([list, subject, meant]).toEqual([list, subject, last?.not === false]);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The same in one regular expression: obvious, and slow where somebody means harm. */
function reference(pattern: string): RegExp {
  const source = pattern.replace(/(?<=^|\/)\*\*\/|\*\*|\*|\\(.)|\[[^\]]*\]|./g, (part, escaped) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (escaped !== undefined) return `\\${escaped}`;
    return part;
  });
  return new RegExp(`^(?:${source})$`, 's');
}
