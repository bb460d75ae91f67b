import type { GitHubOutcome } from '../github/outcome';
import type { JobDeployment } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import { field } from '../lambda/parsed-json';
import { isClosedPull, pullRoute } from './closed-pull';
import { isOfApp } from './deployment-marks';
import { type Displaced, deploymentStatusOf, hasEnded } from './deployment-status';
import type { DeploymentsTable } from './deployments-table';

/** A request about the repository of a job. */
export interface DeploymentRequest {
  readonly route: `${'GET' | 'POST'} /repos/{owner}/{repo}/deployments/{deployment_id}/statuses` | typeof pullRoute;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type AskOfJob = (
  job: KeptJob,
  request: DeploymentRequest,
  remainingMilliseconds: () => number,
) => Promise<GitHubOutcome>;

export interface ShowDeploymentCollaborators {
  readonly table: Pick<DeploymentsTable, 'isOvertaken'>;
  /** Reads deployments. */
  readonly ask: AskOfJob;
  /** Reads pull requests. */
  readonly askPull: AskOfJob;
  /** Writes, in the pace of the installation. */
  readonly write: AskOfJob;
}

export type ShowDeployment = ReturnType<typeof createShowDeployment>;
type Deployed = KeptJob & { readonly deployment: JobDeployment };

/** Says at a job's deployment what has become of the job: once, and of what succeeded only while nothing newer is in its place. */
export function createShowDeployment({ table, ask, askPull, write }: ShowDeploymentCollaborators) {
  return async function show(job: Deployed, remainingMilliseconds: () => number): Promise<GitHubOutcome> {
    const displaced = await displacement(job, remainingMilliseconds);
    if (typeof displaced === 'object') return displaced;
    const said = await say(job, displaced, remainingMilliseconds);
    if (displaced !== undefined || said.kind !== 'answered') return said;
    // What took its place meanwhile may have found nothing to be said inactive yet.
    const since = await displacement(job, remainingMilliseconds);
    if (since === undefined || typeof since === 'object') return since ?? said;
    return say(job, since, remainingMilliseconds);
  };

  async function say(
    job: Deployed,
    displaced: Displaced | undefined,
    remainingMilliseconds: () => number,
  ): Promise<GitHubOutcome> {
    const { deployment } = job;
    const { state, description } = deploymentStatusOf(job, displaced);
    const about = { deployment_id: deployment.id };
    const route = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const listing = { route: `GET ${route}`, parameters: { ...about, per_page: 100 } } as const;
    const told = await ask(job, listing, remainingMilliseconds);
    if (told.kind !== 'answered') return told;
    const statuses: readonly unknown[] = Array.isArray(told.data) ? told.data : [];
    // What it ends as is said once; what it is in it may be in again, and only the last of it counts.
    const candidates = hasEnded(job) ? statuses : statuses.slice(0, 1);
    const isSaid = (one: unknown) =>
      field(one, 'state') === state && field(one, 'description') === description && isOfApp(one, job.appId);
    if (candidates.some(isSaid)) return told;
    const log_url = logUrlOf(job);
    const parameters = {
      ...{ ...about, state, description, environment: deployment.environment },
      ...(log_url !== undefined && { log_url }),
      ...(deployment.url !== undefined && { environment_url: deployment.url }),
    };
    return write(job, { route: `POST ${route}`, parameters }, remainingMilliseconds);
  }

  /** What has taken the place of a success; an outcome where GitHub did not tell. */
  async function displacement(
    job: Deployed,
    remainingMilliseconds: () => number,
  ): Promise<Displaced | Exclude<GitHubOutcome, { kind: 'answered' }> | undefined> {
    if (job.status !== 'SUCCEEDED') return undefined;
    if (job.deployment.whenClosed !== undefined && job.pullRequest !== undefined) {
      const parameters = { pull_number: job.pullRequest };
      const told = await askPull(job, { route: pullRoute, parameters }, remainingMilliseconds);
      if (told.kind !== 'answered') return told;
      if (isClosedPull(told.data)) return 'closed';
    }
    return (await table.isOvertaken(job, job.deployment, remainingMilliseconds)) ? 'overtaken' : undefined;
  }
}

/** The page of its check run, where that is known. */
export function logUrlOf({ host, repository, checkRunId }: KeptJob): string | undefined {
  return checkRunId === undefined ? undefined : `https://${host}/${repository}/runs/${checkRunId}`;
}
