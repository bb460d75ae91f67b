import { Parser } from 'commonmark';
import fc from 'fast-check';
import { foreignText, inlineCode } from './foreign-text';

const link = 'https://github.com/octo-org/web/issues/5#issuecomment-1';

/** What CommonMark shows of a text that is no code. */
function shownAsText(markdown: string): string {
  let shown = '';
  const walker = new Parser().parse(markdown).walker();
  for (let event = walker.next(); event; event = walker.next()) {
    if (event.entering && event.node.type === 'text') shown += event.node.literal;
  }
  return shown;
}

describe('foreignText', () => {
  it('stands in a fence that is longer than any in it', () => {
    expect(foreignText('a\n````\n@octocat closes #1', { link })).toBe('`````text\na\n````\n@octocat closes #1\n`````');
  });

  it('is code to Markdown, whatever fences and tags are in it', () => {
    const piece = fc.constantFrom(
      '```',
      '````',
      '~~~',
      '\n',
      '@octocat ',
      'closes #1',
      '</details>',
      '> ',
      '`',
      '    ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(shownAsText(foreignText(pieces.join(''), { link }))).not.toMatch(/octocat|closes/);
        expect(shownAsText(inlineCode(pieces.join('')))).not.toMatch(/octocat|closes/);
      }),
    );
  });

  it('folds what is long, and cuts what is very long, with a link to the whole', () => {
    expect(foreignText('short', { link })).toBe('```text\nshort\n```');
    expect(foreignText('line\n'.repeat(30), { link })).toMatch(
      /^<details><summary>31 lines<\/summary>\n\n```text\nline/,
    );
    const long = foreignText('x'.repeat(70_000), { link });
    expect(long.length).toBeLessThan(21_000);
    expect(long).toContain(`50000 more characters are [here](${link}).`);
  });

  it('cuts no character in two', () => {
    expect(foreignText(`${'x'.repeat(19_999)}\u{1f600}\u{1f600}`, { link })).not.toMatch(
      /[\ud800-\udbff](?![\udc00-\udfff])/,
    );
    expect(inlineCode(`${'x'.repeat(79)}\u{1f600}\u{1f600}`)).toBe(`\`${'x'.repeat(79)}\u2026\``);
  });
});
