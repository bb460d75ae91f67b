import {
  createCommands,
  oneOf,
  startWorkflows,
  webhookHandler,
} from '@aws/app-framework-for-github-apps-on-aws/handlers';

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
    description: 'Starts the deployment of what the pull request has, or the commit.',
    arguments: { environment: oneOf('staging', 'production') },
    permission: 'maintain',
    fresh: true,
    repeatable: true,
  },
  (place) => startWorkflows(place, { command: 'deploy', given: place.arguments }),
);
