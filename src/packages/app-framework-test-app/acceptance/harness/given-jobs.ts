import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { awsJsonCall } from './aws-json-call';
import type { CheckRun } from './check-runs';
import { administrator, outputs } from './deployment';
import { eventually } from './eventually';
import { clientAs } from './framework-client';
import { type DeployedFunction, functionThat } from './functions';
import { givenApp, type ImportedApp } from './given-app';
import { givenWebhook } from './given-webhook';
import { at } from './json';
import { gitHub } from './local-github';

export type JobRow = Readonly<Record<string, AttributeValue>>;

/** What the App is let do where its workflows run. */
export const workflowPermissions = {
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  pull_requests: 'write',
} as const;

/** An App that may write checks, a new one unless it is given, a repository that it is installed on, and pushes into it. */
export async function givenWorkflows(present?: Pick<ImportedApp, 'appId' | 'gitHubApiUrl'>) {
  const app = present ?? (await givenApp());
  const owner = (await gitHub.createAccount(`workflows-${app.appId}-${Date.now()}`)).login;
  const repository = `${owner}/web`;
  const repositoryId = await gitHub.createRepository(owner, 'web');
  const installing = { appId: app.appId, account: owner, permissions: workflowPermissions };
  const installationId = await gitHub.install(installing);
  const webhook = await givenWebhook(app.appId);
  const tokens = await clientAs('InstallationTokenCallerRole');
  const token = (await tokens.getInstallationToken({ appId: app.appId, owner })).installationToken ?? '';
  const jobsIn = async (id: number, sha: string): Promise<JobRow[]> => {
    const repositoryKey = `${new URL(app.gitHubApiUrl).host}#${id}`;
    const asked = new QueryCommand({
      TableName: outputs.JobsTableName,
      IndexName: 'RepoStatusIndex',
      KeyConditionExpression: 'RepoKey = :repository',
      FilterExpression: 'HeadSha = :sha',
      ExpressionAttributeValues: { ':repository': { S: repositoryKey }, ':sha': { S: sha } },
    });
    return (await administrator.dynamoDb.send(asked)).Items ?? [];
  };
  let file = 0;
  return {
    app,
    owner,
    repository,
    installationId,
    takeAway: () => webhook.takeAway(),
    token,
    commit: (sha: string) => ({ gitHubApiUrl: app.gitHubApiUrl, repository, sha, token }),
    pushTo: (branch: string) => {
      file += 1;
      return gitHub.push({ repository, branch, files: { [`${file}.txt`]: 'text' }, sender: owner });
    },
    jobsOf: (sha: string) => jobsIn(repositoryId, sha),
    jobsIn,
  };
}

export type GivenWorkflows = Awaited<ReturnType<typeof givenWorkflows>>;

/** The one job of a commit, once it has this status. */
export function jobWith(status: string, { jobsOf }: GivenWorkflows, sha: string): Promise<JobRow> {
  return eventually({ what: `a job of ${sha} that is ${status}` }, async () =>
    (await jobsOf(sha)).find(({ Status }) => Status?.S === status),
  );
}

/** The check run of a commit, once it is so. */
export function checkRunWith(wanted: Partial<CheckRun>, runs: () => Promise<readonly CheckRun[]>): Promise<CheckRun> {
  return eventually({ what: `a check run with ${JSON.stringify(wanted)}` }, async () =>
    (await runs()).find((run) => Object.entries(wanted).every(([name, value]) => Object(run)[name] === value)),
  );
}

const tellTale = {
  follow: ({ handler }: DeployedFunction) => handler === 'index.follow',
  show: ({ environment }: DeployedFunction) => 'APP_FRAMEWORK_BOT_NAME' in environment,
  tend: ({ handler }: DeployedFunction) => handler === 'index.tend',
  operate: ({ description }: DeployedFunction) => description.startsWith('Tells of jobs'),
  ask: ({ handler }: DeployedFunction) => handler === 'index.ask',
  decide: ({ handler, environment }: DeployedFunction) =>
    handler === 'index.handler' && 'APPROVALS_TABLE_NAME' in environment,
  write: ({ description }: DeployedFunction) => description.startsWith('Steps of workflows that write'),
};

/**
 * The function that brings jobs up to date, shows them, looks after them, operates them, asks for approvals, decides on them, or does steps of theirs that write, in
 * the deployment that has this table of jobs.
 */
export function jobFunction(
  name: keyof typeof tellTale,
  jobsTable: string = outputs.JobsTableName,
): Promise<DeployedFunction> {
  return functionThat(
    `is for jobs and is called to ${name}`,
    (one) => one.environment.JOBS_TABLE_NAME === jobsTable && tellTale[name](one),
  );
}

/** Looks after all jobs now, however short a while ago somebody told of them. */
export async function tendJobs(): Promise<void> {
  const { name: FunctionName } = await jobFunction('tend');
  const asked = { FunctionName, Payload: JSON.stringify({ patienceSeconds: 0 }) };
  const { FunctionError, Payload } = await administrator.lambda.send(new InvokeCommand(asked));
  if (FunctionError) throw new Error(`Jobs were not looked after: ${Payload?.transformToString()}`);
}

export function callStates(
  operation: 'DescribeExecution' | 'RedriveExecution' | 'StopExecution',
  job: JobRow,
): Promise<unknown> {
  const input = { executionArn: job.ExecutionArn?.S };
  return awsJsonCall({ service: 'states', target: `AWSStepFunctions.${operation}`, version: '1.0', input });
}

/** Waits until the execution of a commit's one job has ended, though its row may not know of it. */
export async function executionEnds({ jobsOf }: GivenWorkflows, sha: string): Promise<void> {
  const [{ JobId, StateMachineArn } = {}] = await jobsOf(sha);
  const executionArn = `${StateMachineArn?.S?.replace(':stateMachine:', ':execution:')}:${JobId?.S}`;
  const target = 'AWSStepFunctions.DescribeExecution';
  await eventually({ what: `the end of ${executionArn}` }, async () => {
    const described = await awsJsonCall({ service: 'states', target, version: '1.0', input: { executionArn } });
    return at(described, 'status') === 'RUNNING' ? undefined : true;
  });
}

/** Has Step Functions tell nobody of executions meanwhile. */
export async function withoutStatusEvents<Result>(run: () => Promise<Result>): Promise<Result> {
  const events = (operation: string, input: object) =>
    awsJsonCall({ service: 'events', target: `AWSEvents.${operation}`, version: '1.1', input });
  const { Rules } = Object(await events('ListRules', {}));
  const names: string[] = Rules.filter(({ EventPattern = '' }) => EventPattern.includes('aws.states')).map(
    ({ Name }: { Name: string }) => Name,
  );
  if (names.length === 0) throw new Error('No rule hears of executions.');
  for (const Name of names) await events('DisableRule', { Name });
  try {
    return await run();
  } finally {
    for (const Name of names) await events('EnableRule', { Name });
  }
}
