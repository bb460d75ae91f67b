// A webhook has its effect: set at GitHub, an issue is opened, the bot of the test app answers it, and the ledger tells of it.
import { asGitHub, call, opsTools } from './demo-callers.mjs';
import { until } from './until.mjs';

/** `gitHub` is the control of the local GitHub, `app` the App that is installed on its owner. */
export async function webhookJob({ narrator, outputs, env, operator, gitHub, gitHubUrl, app }) {
  const repository = `${app.owner}/${app.repositories[0]}`;

  await narrator.step('Sending the webhooks of the App to the deployment', async (tell) => {
    const set = [
      ['--app-id', `${app.appId}`],
      ['--webhook-url', localAddressOf(outputs.WebhookEndpoint, env)],
      ['--webhook-secret-arn', outputs.WebhookSecretArn],
    ];
    // GitHub has sent nothing yet that could be sent again as a proof: the next step is the proof.
    const said = await opsTools(operator, ['update-webhook-config', ...set.flat()]);
    for (const line of said.trim().split('\n')) tell(line);
  });

  await narrator.step('Opening an issue, which the bot of the test app answers', async (tell) => {
    const { number } = await gitHub.openIssue({ repository, title: 'It works' });
    const { installationToken } = await call(env, outputs, 'InstallationTokenCallerRole', (client) =>
      client.getInstallationToken({ appId: app.appId, owner: app.owner }),
    );
    const answered = await until('a comment of the bot', async () => {
      const [first] = await asGitHub(gitHubUrl, `/repos/${repository}/issues/${number}/comments`, installationToken);
      return first;
    });
    tell(`${answered.user.login} wrote: ${answered.body.split('\n')[0]}`);
  });

  await narrator.step('Asking what became of the webhooks', async (tell) => {
    const said = await opsTools(operator, ['deliveries', 'list', '--event', 'issues']);
    for (const line of said.trim().split('\n')) tell(line);
  });
}

/** The stack's own address leads nowhere at a local AWS, the same API has another one there (docs/local.md). */
export function localAddressOf(endpoint, { AWS_ENDPOINT_URL }) {
  const { hostname, pathname } = new URL(endpoint);
  return `${AWS_ENDPOINT_URL}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
}
