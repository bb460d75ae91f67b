import { field, parsedJson } from './parsed-json';

describe('parsedJson', () => {
  it('reads JSON, and answers nothing for what is none', () => {
    expect(parsedJson('{"a":[1]}')).toEqual({ a: [1] });
    expect(parsedJson('null')).toBeNull();
    expect(parsedJson('<html>')).toBeUndefined();
    expect(parsedJson('')).toBeUndefined();
  });
});

describe('field', () => {
  it.each([undefined, null, 'text', 7])('finds nothing in %p', (holder) => {
    expect(field(holder, 'length')).toBeUndefined();
  });

  it('finds a member of an object', () => {
    expect(field({ a: 0 }, 'a')).toBe(0);
  });
});
