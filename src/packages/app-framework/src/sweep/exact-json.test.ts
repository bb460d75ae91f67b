import fc from 'fast-check';
import { exactJson } from './exact-json';

describe('exactJson', () => {
  it('writes whole numbers beyond 2^53 as they were', () => {
    expect(exactJson({ id: 9007199254740993n, list: [1n, null, 'a"b'] })).toBe(
      '{"id":9007199254740993,"list":[1,null,"a\\"b"]}',
    );
  });

  it('writes all else as JSON.stringify does', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(exactJson(value)).toBe(JSON.stringify(value))));
  });
});
