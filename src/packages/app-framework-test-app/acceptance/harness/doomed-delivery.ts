import { eventually } from './eventually';
import { clientAs } from './framework-client';
import { askGitHub } from './github-api';
import { givenApp } from './given-app';
import { givenWebhook } from './given-webhook';
import { listAt } from './json';
import { handlerRow } from './ledger-rows';
import { gitHub } from './local-github';

/**
 * A delivery that a handler with a lane will give up, for GitHub takes no check runs in its repository. That takes minutes, in which other
 * things can be tested.
 */
export async function givenDoomedDelivery() {
  const app = await givenApp();
  const { login } = await gitHub.createAccount(`parked-${app.appId}`);
  const repositoryId = await gitHub.createRepository(login, 'web');
  const repository = `${login}/web`;
  const permissions = { checks: 'write', pull_requests: 'read' } as const;
  const installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
  const head = await gitHub.push({ repository, branch: 'work', files: { 'a.txt': 'a' } });
  const webhook = await givenWebhook(app.appId);
  const message = 'Checks are not available just now.';
  await gitHub.addFault({
    method: 'POST',
    path: `^/repos/${repository}/check-runs$`,
    status: 422,
    body: { message },
    times: 1_000,
  });
  const payload = {
    action: 'synchronize',
    installation: { id: installationId },
    repository: { id: repositoryId, name: 'web', full_name: repository, owner: { login } },
    pull_request: { number: 5, head: { sha: head }, updated_at: '2026-11-01T07:00:00Z' },
  };
  const deliveryId = await gitHub.postWebhook(app.appId, { event: 'pull_request', payload });
  return {
    appId: app.appId,
    deliveryId,
    /** What GitHub answers. */
    message,

    /** Waits until the handler, or a part of its work, is so far. */
    at: (wanted: { status: string; part?: string }) =>
      eventually({ what: `check-head to be at ${wanted.status}` }, async () => {
        const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId };
        const row = await handlerRow(delivery, wanted.part ?? 'check-head');
        return row?.status === wanted.status ? row : undefined;
      }),

    async checkRuns(): Promise<number> {
      const tokens = await clientAs('InstallationTokenCallerRole');
      const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, installationId });
      const path = `/repos/${repository}/commits/${head}/check-runs?filter=all`;
      return listAt((await askGitHub(app.gitHubApiUrl, path, installationToken)).body, 'check_runs').length;
    },

    async takeAway(): Promise<void> {
      await gitHub.clearFaults();
      await webhook.takeAway();
    },
  };
}
