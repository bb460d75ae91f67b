import { webhookHandler } from '@aws/app-framework-for-github-apps-on-aws/handlers';

const events = ['pull_request.opened', 'pull_request.synchronize'] as const;

/**
 * Checks the head of a pull request, one after the other for each: what a later push overtook is left out. One whose title begins with "explain" is
 * told what it has.
 */
export const handler = webhookHandler(events, async ({ payload, context, once }) => {
  const { pull_request: pull, repository } = payload;
  const output = /^explain\b/i.test(pull.title) && { title: 'What it has', summary: await explained() };
  await once('check', (octokit) =>
    octokit.rest.checks.create({
      owner: repository.owner.login,
      repo: repository.name,
      name: 'head',
      head_sha: pull.head.sha,
      status: 'completed',
      conclusion: 'success',
      ...(output && { output }),
    }),
  );

  async function explained(): Promise<string> {
    const { files, diff, comments } = context.pullRequest();
    const [changed, said, { text }] = [await files(), await comments(), await diff()];
    const { message, parents } = await context.commit(pull.head.sha);
    const told = {
      files: changed.items.map(({ path }) => path),
      comments: said.items.map(({ author, body }) => `${author.login}: ${body}`),
      added: text.split('\n').filter((line) => /^\+(?!\+\+)/.test(line)).length,
      head: { message, parents: parents.length },
    };
    return `\`\`\`json\n${JSON.stringify(told, null, 2)}\n\`\`\``;
  }
});
