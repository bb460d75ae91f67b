import { SignInNeeded, webhookHandler } from '@aws/app-framework-for-github-apps-on-aws/handlers';

/** Whoever closes an issue says so in a comment of their own. Who has not signed in is asked to, once, and the note follows. */
export const handler = webhookHandler('issues.closed', async ({ payload: { issue, repository }, asUser, once }) => {
  const place = { owner: repository.owner.login, repo: repository.name, issue_number: issue.number };
  try {
    const person = await asUser();
    await person.rest.issues.createComment({ ...place, body: 'I have closed this.' });
  } catch (error) {
    if (!(error instanceof SignInNeeded)) throw error;
    const body = `@${error.login}, [sign in](${error.signInUrl}) and I note for you that you have closed this.`;
    await once('ask', (octokit) => octokit.rest.issues.createComment({ ...place, body }));
  }
});
