import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { ClosedPull } from './retire-deployments';

/** Whether a pull request is closed is asked of GitHub: its events come late, and jobs are run again. */
export const pullRoute = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';

export function isClosedPull(pull: unknown): boolean {
  return field(pull, 'state') === 'closed';
}

/** The pull request that an event says is closed; absent where it does not say whose. */
export function closedPull(payload: unknown, delivery: GitHubEventDetail): ClosedPull | undefined {
  const { host, app_id: appId, installation, repository } = delivery;
  const pull = field(payload, 'pull_request');
  const pullRequest = field(pull, 'number');
  const closedAt = new Date(String(field(pull, 'closed_at')));
  if (!installation || !repository || typeof pullRequest !== 'number' || Number.isNaN(closedAt.getTime()))
    return undefined;
  return {
    ...{ host, appId, pullRequest, closedAt },
    installationId: installation.id,
    repositoryId: repository.id,
    repository: repository.full_name,
  };
}
