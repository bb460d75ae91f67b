import { formatFields, formatTable } from './table';

describe('formatTable', () => {
  it('pads columns and cuts nothing', () => {
    expect(formatTable(['A', 'LONG HEAD'], [['a long cell', 'b']])).toBe('A            LONG HEAD\na long cell  b');
  });

  it('goes on below the last cell where it is long, within 80 columns', () => {
    const reason = 'word '.repeat(30).trim();
    const text = formatTable(
      ['APP', 'REASON'],
      [
        ['7', reason],
        ['123456', 'short'],
      ],
    );
    expect(text).toMatch(/^APP {5}REASON\n7 {7}word word .*\n {8}word/);
    expect(text).toMatch(/\n123456 {2}short$/);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.match(/word/g)).toHaveLength(30);
  });

  it('says so where it cannot keep within 80 columns', () => {
    const wide = formatTable(['ONE', 'TWO'], [['x'.repeat(81), 'y']]);
    expect(wide).toMatch(/\n\nThis table is wider than 80 columns; --json is not\.$/);
    expect(formatTable(['ONE'], [['x'.repeat(80)]])).not.toContain('wider');
  });

  it('leaves out a column without a value', () => {
    expect(formatTable(['A', 'EMPTY', 'B'], [['1', '', '2']])).toBe('A  B\n1  2');
  });
});

const hostile = 'a\u001b[2J\u202eb\r\nrelease  matched';
const harmless = 'a\ufffd[2J\ufffdb release  matched';

describe('formatFields', () => {
  it('lets no value steer the terminal, or begin a line', () => {
    expect(formatFields({ Cause: hostile })).toBe(`Cause  ${harmless}`);
    expect(formatTable(['FILE'], [[hostile]])).toBe(`FILE\n${harmless}`);
  });

  it('leaves out what is absent', () => {
    expect(formatFields({ One: '1', Absent: undefined, Three: '3' })).toBe('One    1\nThree  3');
  });

  it('goes on below the value where it is long, within 80 columns', () => {
    const text = formatFields({ Name: 'word '.repeat(40).trim(), 'And another': 'x' }, '  ');
    expect(text).toMatch(/^ {2}Name {9}word word .*\n {15}word /);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.match(/word/g)).toHaveLength(40);
  });

  it('gives what cannot be broken a line of its own, within the words around it too', () => {
    const arn = `arn:aws:kms:us-east-1:000000000000:key/${'0'.repeat(36)}`;
    expect(formatFields({ 'KMS key': arn })).toBe(`KMS key\n  ${arn}`);
    expect(formatFields({ Outcome: `none: ${arn} is gone` })).toBe(`Outcome  none:\n  ${arn}\n         is gone`);
  });
});
