import { createFindCommands } from './find-commands';

const findCommands = createFindCommands('my-bot');
const found = (comment: string) => findCommands(comment).commands;

describe('createFindCommands', () => {
  it.each([
    ['by its name', '@my-bot deploy staging', 'deploy staging'],
    ['by a slash', '/my-bot deploy staging', 'deploy staging'],
    ['in any case', '@My-BOT Deploy', 'Deploy'],
    ['spoken to', '@my-bot, deploy\n', 'deploy'],
    ['spoken to with a colon', '@my-bot: deploy', 'deploy'],
    ['after a line break of Windows', 'Ready.\r\n@my-bot deploy\r\nThanks', 'deploy'],
    ['after up to three spaces', '   @my-bot deploy', 'deploy'],
    ['within a paragraph', 'Ready:\n@my-bot deploy\nThanks.', 'deploy'],
    ['in the next line of a list', '- ready\n  @my-bot deploy', 'deploy'],
    ['after code that is closed', '```\n@my-bot no\n```\n@my-bot deploy', 'deploy'],
    ['after a quoted block of code', '> ```\n> @my-bot no\n> ```\n@my-bot deploy', 'deploy'],
    ['after a quote and an empty line', '> @my-bot no\n\n@my-bot deploy', 'deploy'],
    ['behind a code span', 'See `a`.\n@my-bot echo `b`', 'echo `b`'],
    ['after a comment that is closed', '<!-- @my-bot no -->\n@my-bot deploy', 'deploy'],
    ['in what is folded', '<details><summary>x</summary>\n\n@my-bot deploy\n\n</details>', 'deploy'],
    ['behind a link', 'See [this](https://example.com).\n@my-bot echo (hi)', 'echo (hi)'],
    ['with no word', '@my-bot', ''],
    ['with an invisible mark, which is kept', '@my-bot deploy\ufeff', 'deploy\ufeff'],
    ['with a separator of lines, which is kept', '@my-bot deploy \u2028', 'deploy \u2028'],
    ['above a mail', '@my-bot deploy\n\nFrom: Mona\nSent: Monday\n\nreply+AB@reply.github.com', 'deploy'],
    ['above the line of Outlook', 'Ok\n\n@my-bot deploy\n\n____________________\nMona', 'deploy'],
    ['behind what is no header', 'Environment: staging\nVersion: 1\n\n@my-bot deploy', 'deploy'],
    ['with a space that does not break', '@my-bot\u00a0deploy', 'deploy'],
  ])('finds a command %s', (_how, comment, command) => {
    expect(found(comment)).toEqual([command]);
  });

  it.each([
    ['in the middle of a line', 'Ask @my-bot deploy'],
    ['of a name that goes on', '@my-bot-other deploy'],
    ['of the account of the bot', '@my-bot[bot] deploy'],
    ['of a team', '@my-bot/team deploy'],
    ['of a mail address', '@my-bot.example.com deploy'],
    ['of a path', '/my-bot/deploy now'],
    ['in an address', 'https://example.com/@my-bot deploy'],
    ['in fenced code', '```\n@my-bot deploy\n```'],
    ['in fenced code of tildes', '~~~ sh\n@my-bot deploy\n~~~'],
    ['in fenced code that is never closed', '```\n@my-bot deploy\n\n@my-bot deploy'],
    ['in tildes that backticks do not close', '~~~\n```\n@my-bot deploy'],
    ['in fenced code of Windows', '```\r\n@my-bot deploy\r\n```\r\n'],
    ['in fenced code of a list', '- ```\n  @my-bot deploy\n  ```'],
    ['in indented code', 'Text\n\n    @my-bot deploy'],
    ['in code that a tab indents', '\t@my-bot deploy'],
    ['in a code span', 'See `this\n@my-bot deploy\nthat`'],
    ['in a code span of two backticks', '``a `\n@my-bot deploy ``'],
    ['in a quote', '> @my-bot deploy'],
    ['in a quote in a quote', '> > @my-bot deploy'],
    ['in a quote that goes on without its mark', '> Somebody wrote\n@my-bot deploy'],
    ['in a quote in a list', '- > a\n@my-bot deploy'],
    ['in an HTML comment', '<!--\n@my-bot deploy\n-->'],
    ['in an HTML comment within a paragraph', 'Text <!-- a > b\n@my-bot deploy -->'],
    ['in preformatted text', '<pre>\n\n@my-bot deploy\n</pre>'],
    ['in a quote of HTML', '<blockquote>\n@my-bot deploy\n</blockquote>'],
    ['in a quote of HTML with empty lines', '<blockquote>\n\n@my-bot deploy\n\n</blockquote>'],
    ['in code of HTML', 'Text <code>\n@my-bot deploy\n</code>'],
    ['in the title of a link', '[a](b "\n@my-bot deploy\n")'],
    ['in a mail that was answered', 'Thanks!\n\nOn Mon, 2 Nov 2026, Mona <m@example.com> wrote:\n\n@my-bot deploy'],
    ['in one whose first line is wrapped', 'On Mon, 2 Nov 2026 at 10:00,\nMona wrote:\n@my-bot deploy'],
    ['in one of Outlook', 'Ok\n\n________________________________\nFrom: Mona\nSent: Monday\nTo: x\n\n@my-bot deploy'],
    ['in a forwarded one', '-----Original Message-----\n@my-bot deploy'],
    ['in one in German', 'Am Mo., 2. Nov. 2026 um 10:00 schrieb Mona <m@example.com>:\n@my-bot deploy'],
    ['in one in Polish', 'Ok\n\nOd: Mona\nWysłano: poniedziałek\nDo: x\n\n@my-bot deploy'],
    ['in one in Russian', 'Ok\n\nОт: Mona\nОтправлено: 2 ноября\n\n@my-bot deploy'],
    ['in one with an address, in any language', 'Ok\n\nXyz: Mona <m@example.com>\nCc: x\n@my-bot deploy'],
    ['behind headers that are spread', 'Ok\n\nFrom: Mona\n\nSent: Monday\n\nTo: x\n\n@my-bot deploy'],
    ['behind headers with others between', 'From: Mona\nReply-To: x\nCc: y\nDate: Monday\n\n@my-bot deploy'],
    ['behind headers in another order', 'Date: Monday\nFrom: Mona\n\n@my-bot deploy'],
    ['below the line of Outlook', 'Ok\n\n________________________________\nMona\n\n@my-bot deploy'],
    ['in a mail of GitHub', 'Ok\n\n@my-bot deploy\n\n—\nReply to this email directly, or unsubscribe.'],
    ['beside an address of GitHub', 'Ok\n\nMona, notifications@github.com\n\n@my-bot deploy'],
    ['beside the address of a thread', 'Ok\n\n@my-bot deploy\n\nweb <reply+AB@reply.github.com>'],
    ['in code whose fence has a separator of lines', '```\u2028`\n\n```\n@my-bot deploy\n```\n\n```'],
    ['in code that a space without a break does not close', '```\n```\u00a0\n@my-bot deploy\n```'],
    ['in text that is struck out, with empty lines', '<del>\n\n@my-bot deploy\n\n</del>'],
    ['in a sample of output', '<samp>\n\n@my-bot deploy\n\n</samp>'],
    ['in old code of HTML', '<tt>\n\n@my-bot deploy\n\n</tt>'],
    ['in what is hidden', '<div hidden>\n\n@my-bot deploy\n\n</div>'],
    ['behind a separator of lines', '\u2028@my-bot deploy'],
    ['behind an invisible space', '\u200b@my-bot deploy'],
    ['with an invisible space in the name', '@my\u200b-bot deploy'],
    ['with an invisible space behind the name', '@my-bot\u200b deploy'],
    ['behind a mark that turns the text around', '\u202e@my-bot deploy'],
    ['with letters that look like it', '@my-b\u043et deploy'],
    ['behind a mark of a list', '- @my-bot deploy'],
    ['in a heading', '# @my-bot deploy'],
  ])('finds none %s', (_where, comment) => {
    expect(found(comment)).toEqual([]);
  });

  it('takes all commands of a comment, in order', () => {
    const comment = Array.from({ length: 8 }, (_, index) => `@my-bot echo ${index}\n`).join('\n');

    expect(found(comment)).toEqual(Array.from({ length: 8 }, (_, index) => `echo ${index}`));
  });

  it('scans nothing where nothing mentions the bot', () => {
    expect(findCommands('`'.repeat(60_000)).steps).toBe(0);
    expect(findCommands(`${'`'.repeat(60_000)} @my-bot`).steps).toBeGreaterThan(0);
  });

  it.each([
    ['quotes in quotes', '> '],
    ['lists in lists', '- '],
    ['links that never close', '[a]('],
    ['emphasis that never closes', '*a_ '],
    ['backticks of every length', '` `` ```` ``````` \\`'],
    ['code that commands stand between', '`\n@my-bot a\n'],
    ['tags that never close', '<a b="'],
    ['commands', '@my-bot a\n'],
    ['empty lines in lists', '- a\n\n\n'],
    ['comments that never close', '<!-- \n'],
  ])('costs twice as much for twice as many %s', (_what, shape) => {
    const cost = (bytes: number) => findCommands(`${shape.repeat(bytes / shape.length)}\n@my-bot a`).steps;

    expect(cost(32_000) / cost(16_000)).toBeLessThan(2.2);
    expect(cost(64_000)).toBeLessThan(64_000 * 40);
  });

  it.each(['', 'my bot', '@my-bot', 'my-bot[bot]', '-bot'])('refuses %j as the name of a bot', (name) => {
    expect(() => createFindCommands(name)).toThrow('is no name of a bot');
  });
});
