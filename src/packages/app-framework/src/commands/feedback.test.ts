import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, answers, gitHub, paths } = useCommentedRepository();

describe('the answer of a command', () => {
  it.each([
    ['within a fence', `\`\`\`\`sh\n${'x'.repeat(70_000)}\n\`\`\`\``],
    ['within what is folded', `<details><summary>x</summary>\n\n${'\u{1f600}'.repeat(40_000)}\n\n</details>`],
    ['among backticks', '`'.repeat(70_000)],
  ])('cuts a long answer %s, and leaves nothing of it open', async (_where, text) => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async () => text);
    await say(commands.handler(), '@my-bot one');

    const [answer = ''] = answers();
    expect(answer.length).toBeLessThan(65_500);
    expect(answer).toMatch(/^(`{3,})text\n.*\n\1\n\n… the rest was left out\.$/s);
    expect(Buffer.from(answer).toString()).toBe(answer);
  });

  it('has a mark that no name of an author makes', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async ({ once, repository }) => {
      const comment = { ...repository, issue_number: 5, body: 'By the author.' };
      await once('command 1', (octokit) => octokit.rest.issues.createComment(comment));
      return 'Done it.';
    });
    await say(commands.handler(), '@my-bot one');

    const written = gitHub().requests.filter(
      ({ method, path }) => method === 'POST' && path === `${paths.repository}/issues/5/comments`,
    );
    const marks = written.map(({ body }) => /app-framework (\w+)/.exec(String(Object(body).body))?.[1]);
    expect(marks).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(marks).size).toBe(2);
  });
});
