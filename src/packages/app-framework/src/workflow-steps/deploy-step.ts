import { isClosedPull, pullRoute } from '../github-deployments/closed-pull';
import { isOfApp, jobOfDeployment, payloadOf, taskOfPull } from '../github-deployments/deployment-marks';
import { deploymentStatusOf } from '../github-deployments/deployment-status';
import type { DeploymentsTable } from '../github-deployments/deployments-table';
import { logUrlOf } from '../github-deployments/show-deployment';
import type { JobDeployment } from '../jobs/job';
import type { SendReport } from '../jobs/report-queue';
import { cutText } from '../lambda/cut-text';
import { field } from '../lambda/parsed-json';
import { pagesOf } from '../repository-context/pages';
import { dataOf, type Step, type StepContext } from './step';
import { StepFailure } from './step-failure';

export interface DeployCollaborators {
  readonly table: Pick<DeploymentsTable, 'claim' | 'deploysFor' | 'made'>;
  /** Has what becomes of the job shown at its deployment. */
  readonly report: SendReport;
}

type Wanted = Omit<JobDeployment, 'id'> & { readonly task: string };

const all = '/repos/{owner}/{repo}/deployments';
const statuses = `${all}/{deployment_id}/statuses` as const;
/** GitHub takes no more. */
const longestName = 255;
const longestDescription = 140;
const mostContexts = 100;

/** The step that begins a deployment. How it ends is said by whoever shows jobs, from how the execution ends. */
export const deploySteps: Readonly<Record<string, Step>> = {
  deployTo: {
    permissions: ({ given }) => ({
      deployments: 'write',
      ...(given.whenClosed !== undefined && { pull_requests: 'read' }),
    }),
    async run(step) {
      const { job, deployments, once, remainingMilliseconds } = step;
      if (!deployments) throw refused('This function deploys nothing: deploy the stack again.');
      const { table, report } = deployments;
      const { task, ...wanted } = wantedBy(step);
      await refuseOvertaken(step, { table, wanted });
      const deployment = await once({
        write: () => create(step, { ...wanted, task }),
        find: () => find(step, { ...wanted, task }),
        result: (made) => ({ ...wanted, id: field(made, 'id') }),
      });
      const made: JobDeployment = { ...wanted, id: Number(field(deployment, 'id')) };
      if (!job.deployment) await sayQueued(step, made);
      await table.made(job, made, remainingMilliseconds);
      await report({ ...job, again: `deployment-${made.id}` }, remainingMilliseconds);
      return deployment;
    },
  },
};

function wantedBy({ given, job }: StepContext): Wanted {
  const environment = given.text('environment');
  const url = given.optionalText('environmentUrl');
  const whenClosed = given.oneOf('whenClosed', ['retire', 'delete']);
  if (environment.length > longestName)
    throw refused(`The name of the environment has ${environment.length} characters, and GitHub takes ${longestName}.`);
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url))
    throw refused(`environmentUrl is ${url.slice(0, 100)}: it wants a URL that begins with https://.`);
  if (job.deployment && job.deployment.environment !== environment)
    throw refused(
      `Job ${job.jobId} deploys to ${job.deployment.environment} already, and what becomes of it is said of one environment: make a workflow for each.`,
    );
  if (whenClosed !== undefined && job.pullRequest === undefined)
    throw refused(`The job is about no pull request, so that ${environment} cannot be the environment of one.`);
  return {
    environment,
    ...(url !== undefined && { url }),
    ...(whenClosed && { whenClosed }),
    task: whenClosed && job.pullRequest !== undefined ? taskOfPull(job.pullRequest) : 'deploy',
  };
}

/** An older commit never takes the place of a newer one, and nothing is deployed for a pull request that is closed. */
async function refuseOvertaken(
  { job, ask, remainingMilliseconds }: StepContext,
  { table, wanted }: { readonly table: DeployCollaborators['table']; readonly wanted: Omit<Wanted, 'task'> },
): Promise<void> {
  const { environment, whenClosed } = wanted;
  if ((await table.claim(job, environment, remainingMilliseconds)) === 'overtaken')
    throw new StepFailure('Overtaken', `A newer job deploys to ${environment}: this one leaves it to that.`);
  if (whenClosed === undefined || job.pullRequest === undefined) return;
  const { pullRequest } = job;
  await table.deploysFor({ ...job, pullRequest }, remainingMilliseconds);
  if (isClosedPull(await dataOf(ask, { route: pullRoute, parameters: { pull_number: pullRequest } })))
    throw new StepFailure(
      'Overtaken',
      `The pull request ${pullRequest} is closed: nothing is deployed to ${environment}.`,
    );
}

async function create({ given, job, ask }: StepContext, wanted: Wanted): Promise<unknown> {
  const { environment, whenClosed, task } = wanted;
  const description = given.optionalText('description');
  const made = await dataOf(ask, {
    route: `POST ${all}`,
    parameters: {
      ...{ ref: job.sha, task, environment },
      payload: payloadOf(job, whenClosed),
      // What is merged first would be another commit than the one that the job is about.
      auto_merge: false,
      required_contexts: given.texts('requiredContexts', mostContexts),
      transient_environment: whenClosed !== undefined,
      production_environment: productionNames(given).includes(environment.toLowerCase()),
      ...(description !== undefined && { description: cutText(description, longestDescription) }),
    },
  });
  if (typeof field(made, 'id') === 'number') return made;
  throw new StepFailure('GitHubRefused', `GitHub made no deployment of ${job.sha}: ${String(field(made, 'message'))}`);
}

function productionNames(given: StepContext['given']): readonly string[] {
  return given.texts('production', mostContexts).map((name) => name.toLowerCase());
}

/** What an earlier try made. */
async function find({ job, ask }: StepContext, { environment, task }: Wanted): Promise<unknown> {
  const parameters = { sha: job.sha, environment, task };
  for await (const { data } of pagesOf(ask, { route: `GET ${all}`, parameters })) {
    const listed: readonly unknown[] = Array.isArray(data) ? data : [];
    const own = listed.find((one) => jobOfDeployment(one) === job.jobId && isOfApp(one, job.appId));
    if (own !== undefined) return own;
  }
  return undefined;
}

async function sayQueued({ job, ask }: StepContext, { id, environment, url }: JobDeployment) {
  const about = { deployment_id: id };
  const told = await dataOf(ask, { route: `GET ${statuses}`, parameters: { ...about, per_page: 1 } });
  if (Array.isArray(told) && told.length > 0) return;
  const log_url = logUrlOf(job);
  await dataOf(ask, {
    route: `POST ${statuses}`,
    parameters: {
      ...{ ...about, environment },
      ...deploymentStatusOf({ ...job, status: 'QUEUED' }),
      ...(log_url !== undefined && { log_url }),
      ...(url !== undefined && { environment_url: url }),
    },
  });
}

function refused(why: string): StepFailure {
  return new StepFailure('StepRefused', why);
}
