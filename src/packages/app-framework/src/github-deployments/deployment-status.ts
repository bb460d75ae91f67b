import { type JobStatus, openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';

/** What GitHub knows of a deployment (https://docs.github.com/en/rest/deployments/statuses). */
export type DeploymentState = 'queued' | 'pending' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/** A success is earned by how the execution ended, and by nothing else. */
const states: Readonly<Record<JobStatus, DeploymentState>> = {
  QUEUED: 'queued',
  RUNNING: 'in_progress',
  WAITING: 'pending',
  SUCCEEDED: 'success',
  FAILED: 'failure',
  TIMED_OUT: 'error',
  ABORTED: 'error',
  SUPERSEDED: 'inactive',
  SKIPPED: 'inactive',
};
const words: Readonly<Record<JobStatus, string>> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  WAITING: 'waiting for approval',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'ran out of time',
  ABORTED: 'stopped',
  SUPERSEDED: 'overtaken by a newer commit',
  SKIPPED: 'skipped',
};
const shownOfId = 10;

/** Why what succeeded is not what the environment has. */
export type Displaced = 'overtaken' | 'closed';

const displacedBy: Readonly<Record<Displaced, string>> = {
  overtaken: 'a newer deployment to this environment has begun',
  closed: 'the pull request is closed',
};

/** What a deployment says of its job. GitHub takes 140 characters; a run after a redrive says something else. */
export function deploymentStatusOf({ jobId, status, redrives }: KeptJob, displaced?: Displaced) {
  const run = redrives === 0 ? '' : `, run ${redrives + 1}`;
  const why = displaced === undefined ? '' : `: ${displacedBy[displaced]}`;
  return {
    state: displaced === undefined ? states[status] : 'inactive',
    description: `Job ${jobId.slice(0, shownOfId)} ${words[status]}${run}${why}`,
  };
}

/** Spells what a deployment is to say of its job, to tell whether it says so. */
export function wantedOf({ status, redrives }: Pick<KeptJob, 'status' | 'redrives'>): string {
  return `${status}-${redrives}`;
}

/** Whether the deployment of a job says something else than what has become of it. */
export function isDeploymentDue(job: KeptJob): job is KeptJob & Required<Pick<KeptJob, 'deployment'>> {
  return job.deployment !== undefined && job.deploymentSaid !== wantedOf(job);
}

export function hasEnded({ status }: Pick<KeptJob, 'status'>): boolean {
  return !openStatuses.includes(status);
}
