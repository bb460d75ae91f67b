import fc from 'fast-check';
import { exactJson } from './exact-json';

describe('exactJson', () => {
  it('writes whole numbers beyond 2^53 as they were', () => {
    expect(exactJson({ id: 9007199254740993n, list: [1n, null, 'a"b'] })).toBe(
      '{"id":9007199254740993,"list":[1,null,"a\\"b"]}',
    );
  });

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('writes %s at any depth, and long ones', (_what, text) => {
    expect(exactJson(JSON.parse(text)) === text).toBe(true);
    const long = JSON.stringify(Array.from({ length: 500_000 }, (_none, index) => index));
    expect(exactJson(JSON.parse(long)) === long).toBe(true);
  });

  it('writes all else as JSON.stringify does', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(exactJson(value)).toBe(JSON.stringify(value))));
  });
});
