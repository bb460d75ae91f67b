import { onOff, optional, word } from '@aws/app-framework-for-github-apps-on-aws/handlers';
import { bot } from './example-bot';

const label = { description: 'Labels this issue.', arguments: { label: word('label') }, flags: { quiet: onOff() } };
bot.add('label', { ...label, head: 'any' }, async ({ arguments: { label }, flags, number, repository, once, fail }) => {
  if (number === undefined) return fail('A commit has no labels: say it on an issue or a pull request.');
  await once('label', (octokit) =>
    octokit.rest.issues.addLabels({ ...repository, issue_number: number, labels: [label] }),
  );
  return flags.quiet ? undefined : 'Labelled.';
});

const sha = {
  description: 'Says which commit it would build.',
  arguments: { reason: optional(word('reason'), 'none') },
};
bot.add('build', { ...sha, fresh: true, aliases: ['b'] }, async ({ sha }) => `Would build \`${sha ?? 'nothing'}\`.`);

const resolve = { description: 'Closes this issue, in your name.', as: 'user', head: 'any' } as const;
bot.add('resolve', resolve, async ({ octokit, repository, number, fail }) => {
  if (number === undefined) return fail('A commit cannot be closed: say it on an issue.');
  await octokit.rest.issues.update({ ...repository, issue_number: number, state: 'closed' });
  return 'Closed.';
});

/** What people can have the example bot do by a line of a comment, and some commands more. */
export const handler = bot.handler();
