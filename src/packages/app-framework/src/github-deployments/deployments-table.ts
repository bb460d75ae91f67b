import { createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { type Job, type JobDeployment, openStatuses } from '../jobs/job';
import { ageOf } from '../jobs/job-age';
import { deploymentText, type KeptJob, unsettledPlace } from '../jobs/job-row';
import { createClaimNewest, createUpdateJob, type JobsCollaborators, type Timed, unsettled } from '../jobs/jobs-table';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';

export type DeploymentsTable = ReturnType<typeof createDeploymentsTable>;

/** A pull request, as its rows name it. */
export type PullOf = Pick<Job, 'host' | 'appId' | 'repositoryId'> & { readonly pullRequest: number };

/**
 * What is kept of deployments in the Jobs table: with a job, its own; for each environment the newest job that deploys to it; and for each pull
 * request, that it has an environment of its own. All throw AwsCallError.
 */
export function createDeploymentsTable({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);
  const update = createUpdateJob({ tableName, now });
  const claim = createClaimNewest({ tableName, now });
  const expiry = () => ({ N: String(Math.floor(now().getTime() / 1_000) + retentionSeconds) });

  async function read(JobId: string, remainingMilliseconds: Timed): Promise<unknown> {
    const input = { Key: { JobId: { S: JobId } }, ConsistentRead: true };
    return field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
  }

  return {
    /** Lets a job deploy to an environment, unless a newer one has begun to. */
    claim: (job: KeptJob, environment: string, remainingMilliseconds: Timed) =>
      claim(environmentKey(job, environment), job, remainingMilliseconds),

    /** Whether a newer job has begun to deploy to the same environment. */
    async isOvertaken(job: KeptJob, { environment }: JobDeployment, remainingMilliseconds: Timed): Promise<boolean> {
      const item = await read(environmentKey(job, environment), remainingMilliseconds);
      const [age, by] = [numberOf(item, 'JobAge') ?? 0, textOf(item, 'ClaimedBy')];
      return by !== undefined && by !== job.jobId && (age > ageOf(job) || (age === ageOf(job) && by > job.jobId));
    },

    /** Notes that something is deployed for a pull request: before GitHub is asked whether that is open, so that whoever closes it sees this. */
    async deploysFor(pull: PullOf, remainingMilliseconds: Timed): Promise<void> {
      const input = {
        Key: { JobId: { S: pullKey(pull) } },
        UpdateExpression: 'SET DeployedAt = :at, ExpiresAt = :expires',
        ExpressionAttributeValues: { ':at': { S: now().toISOString() }, ':expires': expiry() },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** Whether anything was deployed for a pull request. */
    async isDeployedFor(pull: PullOf, remainingMilliseconds: Timed): Promise<boolean> {
      return textOf(await read(pullKey(pull), remainingMilliseconds), 'DeployedAt') !== undefined;
    },

    /** Notes the deployment of a job. One that has ended is unsettled until its deployment says so. */
    async made(job: KeptJob, deployment: JobDeployment, remainingMilliseconds: Timed): Promise<void> {
      const { UnsettledIn, UnsettledAs } = unsettledPlace(job);
      const change = {
        set: ['Deployment = :deployment', 'UnsettledIn = :in', 'UnsettledAs = :as'],
        condition: 'attribute_exists(Workflow)',
        values: { ':deployment': { S: deploymentText(deployment) }, ':in': UnsettledIn, ':as': UnsettledAs },
      };
      await update(job.jobId, change, remainingMilliseconds);
    },

    /** Notes what its deployment says, or that GitHub does not take it. A job that has ended, and whose check run says so, is settled by it unless a comment is due. */
    async said(
      { jobId, status, comment }: Pick<KeptJob, 'jobId' | 'status' | 'comment'>,
      said: string,
      remainingMilliseconds: Timed,
    ): Promise<void> {
      const change = { set: ['DeploymentSaid = :said'], values: { ':said': { S: said } } };
      const settled = {
        ...change,
        condition: '#status = :status AND Shown = :status',
        names: { '#status': 'Status' },
        values: { ...change.values, ':status': { S: status } },
        remove: unsettled,
      };
      const isLast = !openStatuses.includes(status) && comment === undefined;
      if (isLast && (await update(jobId, settled, remainingMilliseconds)) === 'written') return;
      await update(jobId, { ...change, condition: 'attribute_exists(Workflow)' }, remainingMilliseconds);
    },
  };
}

/** To GitHub names of environments that differ in the case of letters alone are one. */
function environmentKey({ host, appId, repositoryId }: KeptJob, environment: string): string {
  return `environment#${host}#${appId}#${repositoryId}#${environment.toLowerCase()}`;
}

function pullKey({ host, appId, repositoryId, pullRequest }: PullOf): string {
  return `pull#${host}#${appId}#${repositoryId}#${pullRequest}`;
}
