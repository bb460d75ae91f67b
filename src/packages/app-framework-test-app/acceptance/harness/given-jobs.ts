import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { awsJsonCall } from './aws-json-call';
import type { CheckRun } from './check-runs';
import { administrator, outputs } from './deployment';
import { eventually } from './eventually';
import { clientAs } from './framework-client';
import { givenApp } from './given-app';
import { givenWebhook } from './given-webhook';
import { gitHub } from './local-github';

export type JobRow = Readonly<Record<string, AttributeValue>>;

/** An App that may write checks, a repository that it is installed on, and pushes into it. */
export async function givenWorkflows() {
  const app = await givenApp();
  const owner = (await gitHub.createAccount(`workflows-${app.appId}`)).login;
  const repository = `${owner}/web`;
  await gitHub.createRepository(owner, 'web');
  const permissions = {
    checks: 'write',
    contents: 'read',
    issues: 'write',
    members: 'read',
    pull_requests: 'read',
  } as const;
  const installationId = await gitHub.install({ appId: app.appId, account: owner, permissions });
  const webhook = await givenWebhook(app.appId);
  const tokens = await clientAs('InstallationTokenCallerRole');
  const token = (await tokens.getInstallationToken({ appId: app.appId, owner })).installationToken ?? '';
  let file = 0;
  return {
    app,
    owner,
    repository,
    installationId,
    takeAway: () => webhook.takeAway(),
    commit: (sha: string) => ({ gitHubApiUrl: app.gitHubApiUrl, repository, sha, token }),
    pushTo: (branch: string) => {
      file += 1;
      return gitHub.push({ repository, branch, files: { [`${file}.txt`]: 'text' }, sender: owner });
    },
    jobsOf: async (sha: string): Promise<JobRow[]> => {
      const asked = new QueryCommand({
        TableName: outputs.JobsTableName,
        IndexName: 'RepoStatusIndex',
        KeyConditionExpression: 'RepoFullName = :repository',
        FilterExpression: 'HeadSha = :sha',
        ExpressionAttributeValues: { ':repository': { S: repository }, ':sha': { S: sha } },
      });
      return (await administrator.dynamoDb.send(asked)).Items ?? [];
    },
  };
}

export type GivenWorkflows = Awaited<ReturnType<typeof givenWorkflows>>;

/** The one job of a commit, once it has this status. */
export function jobWith(status: string, { jobsOf }: GivenWorkflows, sha: string): Promise<JobRow> {
  return eventually({ what: `a job of ${sha} that is ${status}`, seconds: 90 }, async () =>
    (await jobsOf(sha)).find(({ Status }) => Status?.S === status),
  );
}

/** The check run of a commit, once it is so. */
export function checkRunWith(wanted: Partial<CheckRun>, runs: () => Promise<readonly CheckRun[]>): Promise<CheckRun> {
  return eventually({ what: `a check run with ${JSON.stringify(wanted)}`, seconds: 90 }, async () =>
    (await runs()).find((run) => Object.entries(wanted).every(([name, value]) => Object(run)[name] === value)),
  );
}

export function callStates(operation: 'RedriveExecution' | 'StopExecution', job: JobRow): Promise<unknown> {
  const input = { executionArn: job.ExecutionArn?.S };
  return awsJsonCall({ service: 'states', target: `AWSStepFunctions.${operation}`, version: '1.0', input });
}
