import { beginsAnsweredMail, beginsHeaders } from './email-reply';

describe('beginsAnsweredMail', () => {
  it.each(['Reply to this email directly, view it on GitHub', '— Reply to this email directly, view it on GitHub'])(
    'knows the foot of a mail of GitHub: %s',
    (line) => {
      expect(beginsAnsweredMail([line], 0)).toBe(true);
      expect(beginsAnsweredMail([`I said: ${line}`], 0)).toBe(false);
    },
  );
});

describe('beginsHeaders', () => {
  it.each([
    ['at once', 0, true],
    ['over two empty lines', 2, true],
    ['farther away', 3, false],
  ])('looks for the next header %s', (_, empty, isMail) => {
    const lines = ['Von: Mona', ...Array.from({ length: empty }, () => ''), 'Betreff: Re: the page'];
    expect(beginsHeaders(lines, 0)).toBe(isMail);
  });
});
