import { webhookHandler } from '@aws/app-framework-for-github-apps-on-aws/runtime';

export const handler = webhookHandler(async ({ payload, octokit, logger }) => {
  const { issue, repository } = payload as {
    issue: { number: number };
    repository: { name: string; owner: { login: string } };
  };
  await octokit?.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner: repository.owner.login,
    repo: repository.name,
    issue_number: issue.number,
    body: 'Thank you for opening this issue.',
  });
  logger.info('greeted', { issue: issue.number });
});
