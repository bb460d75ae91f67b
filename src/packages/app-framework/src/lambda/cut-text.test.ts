import fc from 'fast-check';
import { cutBytes, cutText } from './cut-text';

describe('cutBytes', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aé', 2, 'a'],
    ['aé', 3, 'aé'],
    ['a\u{1f600}b', 4, 'a'],
    ['a\u{1f600}b', 5, 'a\u{1f600}'],
    ['é', 0, ''],
  ])('cuts %j to %i bytes as %j', (text, most, kept) => {
    expect(cutBytes(text, most)).toBe(kept);
  });

  it('keeps as many whole characters as there is room for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, most) => {
        const kept = cutBytes(text, most);
        const [next = ''] = text.slice(kept.length);
        expect(text.startsWith(kept)).toBe(true);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(most);
        if (kept !== text) expect(Buffer.byteLength(kept + next)).toBeGreaterThan(most);
      }),
    );
  });
});

describe('cutText', () => {
  it('keeps as many whole characters as there is room for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, most) => {
        const kept = cutText(text, most);
        const [next = ''] = text.slice(kept.length);
        expect(text.startsWith(kept)).toBe(true);
        expect(Buffer.from(kept).toString()).toBe(kept);
        expect(kept.length).toBeLessThanOrEqual(most);
        if (kept !== text) expect((kept + next).length).toBeGreaterThan(most);
      }),
    );
  });
});
