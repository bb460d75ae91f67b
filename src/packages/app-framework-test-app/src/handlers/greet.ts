import { webhookHandler } from '@aws/app-framework-for-github-apps-on-aws/handlers';

/** Greets whoever opens an issue: once, however often the delivery is tried. */
export const handler = webhookHandler('issues.opened', async ({ payload: { issue, repository }, once, logger }) => {
  await once('greeting', (octokit) =>
    octokit.rest.issues.createComment({
      owner: repository.owner.login,
      repo: repository.name,
      issue_number: issue.number,
      body: `Thank you for opening this issue, @${issue.user?.login}.`,
    }),
  );
  logger.info('greeted', { issue: issue.number });
});
