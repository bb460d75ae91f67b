import { type Node, Parser } from 'commonmark';
import fc from 'fast-check';
import { createFindCommands } from './find-commands';

const findCommands = createFindCommands('bot');
const parser = new Parser();
/** Some five seconds on a machine that does nothing else. */
const runs = Number(process.env.COMMAND_TEXT_RUNS ?? 100_000);

/** Pieces that Markdown is made of, and lines that look like commands; each command is numbered, so that it is found again. */
const pieces = [
  ...['@bot go #\n', '@bot go #\n', '\n@bot go #\n', '\n\n@bot go #\n', '\r\n/bot go #\r\n', '  @bot go #\n'],
  ...['    @bot go #\n', '\t@bot go #\n', '> @bot go #\n', '>@bot go #\n', '- @bot go #\n', '1. @bot go #\n'],
  ...['```\n', '```js\n', '````\n', '~~~\n', '~~~~ x\n', '```', '`', '``', '\\`', '\\', ' ` ', '`a`', '``a`b``'],
  ...['> ', '>', '>> ', '> ```\n', '> - ', '- ', '* ', '-\n', '1. ', '2) ', '   ', '     ', '\t', ' \t', ' '],
  ...['<!--', '-->', '<!-->', '<?', '?>', '<![CDATA[', ']]>', '<!X ', '<pre>', '</pre>', '<div>\n', '<x>\n', '</x>\n'],
  ...[
    '<a b="`">',
    "<a b='",
    '<b>',
    '<http://a`b>',
    '<script>\n',
    '>',
    '[a]: /u\n',
    '[a]: `\n',
    '[a](`)',
    '](',
    ')',
    '[',
  ],
  ...['\n', '\n\n', '\r', 'text\n', 'text ', '# head\n', '===\n', '---\n', '- - -\n', '***\n', '_', '*', '|', '&#96;'],
  // White space to Unicode, and letters to CommonMark.
  ...['\u2028', '\u2029', '\u00a0', '\ufeff', '\u2800'],
];

/**
 * Where the parser does not do what the specification says: it looks for a backtick behind a fence up to a separator of lines (section 4.5), and
 * takes all white space of Unicode for spaces in tags (section 4.6).
 */
const misread = /`{3}[^\r\n]*[\u2028\u2029][^\r\n]*`|<[^\r\n]*[\u2028\u2029\u00a0\ufeff]/;

const markdown = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 24 })
  .map((parts) => {
    let number = 0;
    return parts.join('').replace(/#(?=[\r\n])/g, () => {
      number += 1;
      return `${number};`;
    });
  })
  .filter((text) => !misread.test(text));

/** Numbers of the commands that CommonMark sees as code, as HTML or in a quote, and of those that it sees as text. */
function readByCommonMark(text: string) {
  const forbidden = new Set<string>();
  const shown = new Set<string>();
  let quotes = 0;
  const walker = parser.parse(text).walker();
  for (let event = walker.next(); event; event = walker.next()) {
    const { node, entering } = event;
    if (node.type === 'block_quote') quotes += entering ? 1 : -1;
    if (!entering) continue;
    const isText = node.type === 'text' && quotes === 0;
    for (const [, number = ''] of textOf(node).matchAll(/bot go (\d+);/g)) (isText ? shown : forbidden).add(number);
  }
  return { forbidden, shown };
}

function textOf(node: Node): string {
  return [node.literal, node.destination, node.title].filter((each) => typeof each === 'string').join(' ');
}

const numbersIn = (text: string) => findCommands(text).commands.map((command) => /^go (\d+);/.exec(command)?.[1] ?? '');

describe('createFindCommands, beside the parser of CommonMark', () => {
  it('never throws, and takes no command from code, HTML or a quote', () => {
    const taken = { found: 0, shown: 0 };
    fc.assert(
      fc.property(markdown, (text) => {
        const { forbidden, shown } = readByCommonMark(text);
        const found = numbersIn(text);
        taken.found += found.length;
        taken.shown += shown.size;
        return !found.some((number) => forbidden.has(number));
      }),
      { numRuns: runs },
    );
    // It is no parser that never finds anything.
    expect(taken.found).toBeGreaterThan(taken.shown / 4);
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        findCommands(`@bot ${text}`);
        findCommands(`${text}\n@bot`);
      }),
      { numRuns: runs / 4 },
    );
  });
});
