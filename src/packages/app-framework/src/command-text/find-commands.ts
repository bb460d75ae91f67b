import { withoutSpaces } from './command-words';
import { aboveDivider, beginsAnsweredMail, beginsHeaders, holdsGitHubMail } from './email-reply';
import { hiddenLines } from './hidden-lines';
import { readParagraphs } from './paragraphs';

/** What a comment asks of a bot. */
export interface FoundCommands {
  /** What stands behind the bot's name, in order, however many there are. */
  readonly commands: readonly string[];
  /** What finding them cost, in characters looked at; 0 where nothing mentions the bot. */
  readonly steps: number;
}

/**
 * Finds `@bot …` and `/bot …` at the beginnings of lines: not in code, quotes, HTML, links or an answered mail, and not names that only begin
 * like the bot's. Where Markdown leaves it open whether a line is code, it is no command.
 *
 * @param bot its name at GitHub, without `[bot]`
 */
export function createFindCommands(bot: string): (comment: string) => FoundCommands {
  if (!/^[a-z\d](?:[a-z\d-]{0,98}[a-z\d])?$/i.test(bot)) {
    throw new Error(
      `${JSON.stringify(bot)} is no name of a bot: give its name at GitHub, without @ and [bot], such as 'my-bot'.`,
    );
  }
  const mention = new RegExp(`[@/]${bot}`, 'i');
  const trigger = new RegExp(`^[@/]${bot}(?:[,:]?[ \\t\\u00a0]+|[,:]?$)`, 'i');

  return function findCommands(comment) {
    if (!mention.test(comment)) return { commands: [], steps: 0 };
    const { paragraphs, steps } = readParagraphs(aboveDivider(comment.split(/\r\n|\n|\r/)));
    const all = paragraphs.flatMap((paragraph) => paragraph.lines.map(({ text }) => text));
    // What stands above such a mail for sure is its first paragraph alone.
    const sure = holdsGitHubMail(comment) ? paragraphs.slice(0, 1) : paragraphs;
    let passed = 0;
    const found: string[] = [];
    let looked = 0;
    for (const paragraph of sure) {
      const lines = paragraph.lines.map(({ text }) => text);
      const isHidden = paragraph.isQuoted ? () => true : hiddenLines(paragraph);
      looked += lines.reduce((sum, { length }) => sum + length + 1, 0);
      for (const [index, { text, isBare, isInTags }] of paragraph.lines.entries()) {
        if (beginsAnsweredMail(lines, index) || beginsHeaders(all, passed + index)) return answer();
        const [name] = trigger.exec(text) ?? [];
        if (name !== undefined && isBare && !isInTags && !isHidden(index))
          found.push(withoutSpaces(text.slice(name.length)));
      }
      passed += lines.length;
    }
    return answer();

    function answer(): FoundCommands {
      return { commands: found, steps: steps + looked };
    }
  };
}
