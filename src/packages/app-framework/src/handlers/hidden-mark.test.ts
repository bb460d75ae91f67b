import { hidden, markOfText } from './hidden-mark';

const mark = hidden('0123456789abcdef0123456789abcdef');

describe('markOfText', () => {
  it.each([
    ['with what stands before it', `Done.\n\n${mark}`, `\n\n${mark}`],
    ['alone', mark, mark],
    ['the last of two', `${mark} ${mark}`, ` ${mark}`],
    ['none in the middle', `${mark} and more`, ''],
    ['none of another form', 'Done. <!-- app-framework as-user -->', ''],
    ['none where there is none', 'Done.  ', ''],
  ])('finds a mark at the end: %s', (_what, text, found) => {
    expect(markOfText(text)).toBe(found);
  });

  it('costs no more than a look at each character, however many spaces there are', () => {
    const spaces = `a${' '.repeat(100_000)}b`;
    const started = process.cpuUsage();

    expect(markOfText(spaces)).toBe('');
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });
});
