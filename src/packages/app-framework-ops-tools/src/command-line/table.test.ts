import { formatFields, formatTable } from './table';

describe('formatTable', () => {
  it('pads columns and cuts nothing', () => {
    expect(formatTable(['A', 'LONG HEAD'], [['a long cell', 'b']])).toBe('A            LONG HEAD\na long cell  b');
  });
});

describe('formatFields', () => {
  it('leaves out what is absent', () => {
    expect(formatFields({ One: '1', Absent: undefined, Three: '3' })).toBe('One    1\nThree  3');
  });
});
