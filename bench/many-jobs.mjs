// `node bench/many-jobs.mjs [--quick]`: from a push to the start of its workflow, and 60 workflows of one installation at once until the last is reported.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { asGitHub } from '../tasks/demo-callers.mjs';
import { appId, deployForBench, settingsOf, takeWebhooks } from './deployment.mjs';
import { printFigure, whole } from './report.mjs';
import { percentile } from './statistics.mjs';

const require = createRequire(import.meta.url);
const patienceMinutes = 10;

/** @param {{deployment: object, quick: boolean}} given the deployment of `deployForBench` */
export async function manyJobs({ deployment, quick }) {
  const { env, outputs, gate, gitHub } = deployment;
  const { next: before } = await gitHub.requests();
  const atOnce = quick ? 6 : 60;
  await takeWebhooks(deployment);
  // The local AWS refuses more calls at once than its machine has memory for, and GitHub would not send them again.
  await gitHub.setWebhookSettings({ concurrency: 8 });

  // One after the other: the first ones start the functions.
  const one = await placeFor(deployment, 'one-job-org');
  const single = [];
  for (let at = -2; at < (quick ? 3 : 20); at += 1) {
    const commit = await one.push(`alone-${at + 2}`);
    await one.reported([commit]);
    if (at >= 0) single.push(commit);
  }
  // What was written for the others would count: an installation has 60 creations at once, and 340 an hour after that.
  const many = await placeFor(deployment, 'many-jobs-org');
  gate.forget();
  const began = performance.now();
  const together = await Promise.all(Array.from({ length: atOnce }, (_, at) => many.push(`together-${at}`)));
  const conclusions = await many.reported(together);
  const seconds = (performance.now() - began) / 1_000;
  const asked = gate.calls().filter(({ service }) => service === 'GitHub').length;
  const refused = (await gitHub.requests(before)).requests.filter(({ status }) => status === 403 || status === 429);
  const startedAfter = async ({ id }, commits) => {
    const jobs = await jobsOf({ env, gate }, { table: outputs.JobsTableName, id });
    return Promise.all(commits.map(async ({ sha, pushed }) => (await startOf(env, jobs.get(sha))) - pushed));
  };
  return figureOf({
    alone: await startedAfter(one, single),
    together: await startedAfter(many, together),
    succeeded: conclusions.filter((conclusion) => conclusion === 'success').length,
    seconds,
    asked,
    refused: refused.length,
  });
}

/** A repository of an installation of its own, pushes to it, and what is reported there. */
async function placeFor({ env, gitHub }, owner) {
  const repository = `${owner}/web`;
  await gitHub.createAccount({ login: owner, type: 'Organization' });
  const { id } = await gitHub.createRepository({ owner, name: 'web' });
  const permissions = { checks: 'write', contents: 'read', issues: 'write', members: 'read', pull_requests: 'write' };
  const { id: installationId } = await gitHub.install({ appId, account: owner, permissions });
  await gitHub.setRateLimit({ installationId, writeLimits: true });
  // Whoever looks is somebody else: what they read is not to use up the points of the installation.
  const { login: user } = await gitHub.createAccount({ login: `${owner}-reader`, type: 'User' });
  await gitHub.addCollaborator({ repository, user, permission: 'read' });
  const { accessToken } = await gitHub.createUserToken({ appId, user });
  const push = async (name) => {
    const pushed = Date.now();
    const files = { [`${name}.txt`]: name };
    const { sha } = await gitHub.push({ repository, branch: `release/${name}`, files, sender: owner });
    return { sha, pushed };
  };
  const conclusionOf = async ({ sha }) => {
    const path = `/repos/${repository}/commits/${sha}/check-runs`;
    const { check_runs: runs } = await asGitHub(env.APP_FRAMEWORK_LOCAL_GITHUB, path, accessToken);
    return runs.find(({ status }) => status === 'completed')?.conclusion;
  };
  /** Waits for the reports of all, and answers how they ended. */
  const reported = async (commits) => {
    const conclusions = [];
    const end = performance.now() + patienceMinutes * 60_000;
    for (const commit of commits) {
      let conclusion = await conclusionOf(commit);
      for (; conclusion === undefined && performance.now() < end; conclusion = await conclusionOf(commit))
        await pause(250);
      conclusions.push(conclusion);
    }
    return conclusions;
  };
  return { id, push, reported };
}

/** ARNs of executions by the commits that they are for. */
async function jobsOf({ env, gate }, { table, id }) {
  const { DynamoDBClient, paginateQuery } = require('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(settingsOf(env));
  const question = {
    TableName: table,
    IndexName: 'RepoStatusIndex',
    KeyConditionExpression: 'RepoKey = :repository',
    ExpressionAttributeValues: { ':repository': { S: `${new URL(gate.gitHubUrl).host}#${id}` } },
  };
  const found = new Map();
  for await (const { Items = [] } of paginateQuery({ client }, question))
    for (const { HeadSha, ExecutionArn } of Items) found.set(HeadSha.S, ExecutionArn.S);
  client.destroy();
  return found;
}

/** When an execution was started, in milliseconds since 1970: no client is worth this one call. */
async function startOf(env, executionArn) {
  const { endpoint, region, credentials } = settingsOf(env);
  const { protocol, hostname, host, port } = new URL(endpoint);
  const signer = new SignatureV4({ service: 'states', region, credentials, sha256: Sha256 });
  const { headers, body } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    port: Number(port),
    path: '/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.DescribeExecution',
    },
    body: JSON.stringify({ executionArn }),
  });
  const answer = await fetch(`${endpoint}/`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`The execution ${executionArn} was not described: ${await answer.text()}`);
  return (await answer.json()).startDate * 1_000;
}

function figureOf({ alone, together, succeeded, seconds, asked, refused }) {
  const times = (samples) => [50, 99].map((percent) => whole(percentile(samples, percent)));
  const callsOfJob = (asked / together.length).toFixed(1);
  const missing = together.length - succeeded;
  return {
    title: `From a push to the start of its workflow, and ${together.length} workflows of one installation at once`,
    method:
      'Pushes to the local GitHub, each to a branch of its own, start a Standard workflow of the test app with a Parallel and a Map: first one after the other, each once the one before is reported, then all at once. ' +
      'The start is the one that Step Functions tells. "Reported" is a check run that is concluded. The App keeps below 2 writes a second for an installation, 60 that create something a minute and 400 an hour: of 60 check runs that are made at once the last is made after a minute, by that alone. ' +
      `The local GitHub enforces GitHub's limits on writes, and who looks for the reports is a person, whose reads cost the installation nothing. GitHub posts 8 deliveries at a time. A gate before GitHub counts what the deployment asks for, tokens included. **Must:** all ${together.length} end as success, and GitHub refuses nothing. Times are published, not judged.`,
    columns: [
      'pushes',
      'workflows',
      'start p50 ms',
      'start p99 ms',
      'last reported after, s',
      'GitHub calls a job',
      'refused by GitHub',
    ],
    rows: [
      ['one after the other', whole(alone.length), ...times(alone), '', '', ''],
      ['all at once', whole(together.length), ...times(together), seconds.toFixed(1), callsOfJob, whole(refused)],
    ],
    summary: [
      ['from a push to the start of its workflow, p50 / p99', 'published', `${times(alone).join(' / ')} ms`],
      [
        `${together.length} workflows at once: succeeded / last reported after / GitHub calls a job / refused by GitHub`,
        `${together.length} / published / published / 0`,
        `${succeeded} / ${seconds.toFixed(1)} s / ${callsOfJob} / ${refused}`,
      ],
    ],
    faults: [
      ...(missing > 0 ? [`${missing} of ${together.length} did not end as success`] : []),
      ...(refused > 0 ? [`GitHub refused ${refused} requests`] : []),
    ],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const deployment = await deployForBench(console.log);
  try {
    printFigure(await manyJobs({ deployment, quick: process.argv.includes('--quick') }));
  } finally {
    await deployment.stop();
  }
}
