import fc from 'fast-check';
import { cutMarkdown } from './cut-markdown';

describe('cutMarkdown', () => {
  it('leaves a text alone that is not too long', () => {
    expect(cutMarkdown('a\n```\nb', 7)).toBe('a\n```\nb');
  });

  it('closes the fence that it cuts in, by one as long, and no other', () => {
    const within = `${'`'.repeat(4)}ts\n\`\`\`\n${'line\n'.repeat(50)}`;
    expect(cutMarkdown(within, 100)).toMatch(/line\n````\n\n\*\d+ bytes, cut\.\*$/);
    const behind = `~~~\na\n~~~\n${'line\n'.repeat(50)}`;
    expect(cutMarkdown(behind, 100)).toMatch(/line\n\n\*\d+ bytes, cut\.\*$/);
  });

  it('has no more bytes than it may, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('`', '```', '~~~', '\n', 'é', '😀', 'word '), maxLength: 200 });
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 400 }), (given, most) => {
        const cut = cutMarkdown(given, most);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
        expect(cut).not.toContain('\ufffd');
      }),
    );
  });
});
