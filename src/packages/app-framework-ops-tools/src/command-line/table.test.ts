import { formatFields, formatTable } from './table';

describe('formatTable', () => {
  it('pads columns and cuts nothing', () => {
    expect(formatTable(['A', 'LONG HEAD'], [['a long cell', 'b']])).toBe('A            LONG HEAD\na long cell  b');
  });

  it('leaves out a column without a value', () => {
    expect(formatTable(['A', 'EMPTY', 'B'], [['1', '', '2']])).toBe('A  B\n1  2');
  });
});

describe('formatFields', () => {
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
