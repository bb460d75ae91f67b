import { createCommands, oneOf, webhookHandler } from '@aws/app-framework-for-github-apps-on-aws/handlers';

/** Greets whoever opens an issue, and labels what calls itself a bug: once, however often the delivery is tried. */
export const greet = webhookHandler('issues.opened', async ({ payload, issue, once, logger }) => {
  const { number, title } = payload.issue;
  const body = `Thank you for opening this issue, @${payload.sender.login}.`;
  await once('greeting', (octokit) => octokit.rest.issues.createComment(issue({ body })));
  if (/^bug\b/i.test(title)) {
    await once('label', (octokit) => octokit.rest.issues.addLabels(issue({ labels: ['bug'] })));
  }
  logger.info('greeted', { issue: number });
});

/** What people have it do: `@ai3-mvp deploy staging`. */
export const bot = createCommands({ bot: 'ai3-mvp' });

bot.add(
  'deploy',
  {
    description: 'Says what it would deploy.',
    arguments: { environment: oneOf('staging', 'production') },
    permission: 'maintain',
    fresh: true,
  },
  async ({ arguments: { environment }, sha, sender, answer }) => {
    await answer(`Looking at ${environment} …`);
    // Your work begins here.
    return `Would deploy \`${sha ?? 'main'}\` to ${environment}, for @${sender.login}.`;
  },
);
