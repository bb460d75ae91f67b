import { createCommands, onOff, optional, word } from '@aws/app-framework-for-github-apps-on-aws/handlers';

const commands = createCommands({ bot: 'ai3-mvp' });

const label = { description: 'Labels this issue.', arguments: { label: word('label') }, flags: { quiet: onOff() } };
commands.add(
  'label',
  { ...label, head: 'any' },
  async ({ arguments: { label }, flags, number, repository, once, fail }) => {
    if (number === undefined) return fail('A commit has no labels: say it on an issue or a pull request.');
    await once('label', (octokit) =>
      octokit.rest.issues.addLabels({ ...repository, issue_number: number, labels: [label] }),
    );
    return flags.quiet ? undefined : 'Labelled.';
  },
);

const sha = {
  description: 'Says which commit it would build.',
  arguments: { reason: optional(word('reason'), 'none') },
};
commands.add(
  'build',
  { ...sha, fresh: true, aliases: ['b'] },
  async ({ sha }) => `Would build \`${sha ?? 'nothing'}\`.`,
);

/** What people can have this bot do by a line of a comment. */
export const handler = commands.handler();
