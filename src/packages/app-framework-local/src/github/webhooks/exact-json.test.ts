import { exactJson, JsonText } from './exact-json';

describe('exactJson', () => {
  it('writes every digit of an id beyond 2^53, which a careless reader then loses', () => {
    const text = exactJson([{ id: 9_007_199_254_740_993n, name: 'x', none: undefined }]);
    expect(text).toBe('[{"id":9007199254740993,"name":"x"}]');
    expect(JSON.parse(text)).toEqual([{ id: 9_007_199_254_740_992, name: 'x' }]);
  });

  it('passes on text of JSON as it is, whatever is in it', () => {
    const text = '{"id": 9007199254740995, "a": "$& \\u00e9"}';
    expect(exactJson({ payload: new JsonText(text), other: 1n })).toBe(`{"payload":${text},"other":1}`);
  });
});
