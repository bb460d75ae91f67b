// `node bench/webhook-load.mjs [--quick]`, two phases: deliveries are posted with everything going wrong on the way, and then each one is looked for by its id.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { asGitHub, call, opsTools } from '../tasks/demo-callers.mjs';
import useTemporaryFolder from '../tasks/temporary-folder.cjs';
import { appId, deployForBench, repositories, settingsOf, takeWebhooks } from './deployment.mjs';
import { printFigure, whole } from './report.mjs';

const require = createRequire(import.meta.url);
const owner = 'load-org';
const handler = 'greet';
/** One delivery of so many is for a handler, which comments on an issue of its own; the others are for none. */
const handledOf = 5;
const wave = 250;
/** What happens to each wave: at GitHub, on the way, and to the functions. */
const faultsOfWave = [
  { effect: 'unreachable', times: 3 },
  { effect: 'timedOut', times: 2 },
  { effect: 'unheard', times: 4 },
  { effect: 'repeated', times: 6, copies: 2 },
  { effect: 'delayed', times: 6, milliseconds: 2_000 },
  { effect: 'overtaken', times: 6, by: 5 },
];
const wronglySignedOfWave = 2;
const patienceMinutes = 20;

/** @param {{deployment: object, quick: boolean}} given the deployment of `deployForBench` */
export async function webhookLoad({ deployment, quick }) {
  const { env, outputs, gitHub } = deployment;
  const many = quick ? 300 : 10_000;
  const installation = await deployment.newInstallation(owner);
  await gitHub.setRateLimit({ installationId: installation.id, limit: 10 * many, remaining: 10 * many });
  // Another figure may have had GitHub tell the deployment of everything.
  await gitHub.setWebhook(appId, {});
  const postings = await postingsOf(gitHub, { many, installation });
  await takeWebhooks(deployment);
  await gitHub.setWebhookSettings({ concurrency: 8 });
  // The list is swept from the first run on that sees the App.
  await opsTools(env, ['deliveries', 'recover'], [0, 6]);
  const functions = await functionsOf(env, outputs.DeliveryLedgerName);

  const began = performance.now();
  const killed = await postAll({ gitHub, env, functions }, postings);
  const posted = performance.now();
  const attempts = await gitHub.deliveries(appId);
  const ids = new Set(postings.map(({ deliveryId }) => deliveryId));
  const listed = attempts.filter(({ deliveryId }) => ids.has(deliveryId));

  const look = () => foundIn(env, outputs.DeliveryLedgerName, postings);
  let found = await look();
  const atFirst = found.unpublished;
  for (const end = posted + patienceMinutes * 60_000; !isWhole(found) && performance.now() < end; ) {
    // What the schedules do, more often than they do it.
    await opsTools(env, ['deliveries', 'recover'], [0, 6]);
    await pause(5_000);
    found = await look();
  }
  const verified = performance.now();
  return loadFigure({
    many,
    attempts: listed.length,
    notTaken: listed.filter(({ statusCode }) => statusCode !== 200).length,
    killed,
    atFirst,
    ...found,
    ...(await effectsOf({ env, outputs, gitHubUrl: deployment.gate.gitHubUrl }, postings)),
    perSecond: listed.length / ((posted - began) / 1_000),
    minutes: (verified - began) / 60_000,
  });
}

/** Issues are opened while nobody is told of it: their deliveries are posted later, under ids that are known. */
async function postingsOf(gitHub, { many, installation }) {
  const [name] = repositories;
  const repository = { id: 1, name, full_name: `${owner}/${name}`, owner: { login: owner } };
  const others = examples.filter(
    ({ name: event }) => !/^(issues|pull_request|installation|ping|check_run)/.test(event),
  );
  const payloads = others.flatMap(({ name: event, examples: each }) => each.map((payload) => ({ event, payload })));
  const postings = [];
  for (let at = 0; at < many; at += 1) {
    const deliveryId = randomUUID();
    if (at % handledOf !== 0) {
      const { event, payload } = payloads[at % payloads.length];
      // Bodies are not the same twice, as GitHub's are not.
      postings.push({ deliveryId, event, payload: { ...payload, bench: at } });
      continue;
    }
    const { number } = await gitHub.openIssue({ repository: repository.full_name, title: `Load ${at}` });
    const issue = { id: at, number, user: { login: 'mona' } };
    const payload = {
      action: 'opened',
      issue,
      repository,
      installation,
      sender: { id: 2, login: 'mona', type: 'User' },
    };
    postings.push({ deliveryId, event: 'issues', payload, issue: number });
  }
  return postings;
}

/** Names of the receiver and of the handler, which are killed now and then. */
async function functionsOf(env, ledgerName) {
  const { LambdaClient, paginateListFunctions } = require('@aws-sdk/client-lambda');
  const client = new LambdaClient(settingsOf(env));
  const found = {};
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName, Environment } of Functions) {
      const variables = Environment?.Variables ?? {};
      if (variables.LEDGER_TABLE_NAME === ledgerName && variables.APP_HOSTS) found.receiver = FunctionName;
      if (variables.APP_FRAMEWORK_WEBHOOK_HANDLER === handler) found.handler = FunctionName;
    }
  }
  client.destroy();
  return found;
}

/** Answers how many processes were killed meanwhile. */
async function postAll({ gitHub, env, functions }, postings) {
  let killed = 0;
  for (let from = 0; from < postings.length; from += wave) {
    const now = postings.slice(from, from + wave);
    for (const fault of faultsOfWave) {
      await gitHub.addDeliveryFault({ appId, afterDeliveries: Math.floor(Math.random() * 20), ...fault });
    }
    for (const [at, { deliveryId, event, payload }] of now.entries()) {
      const isWronglySigned = at >= now.length - wronglySignedOfWave;
      const wrong = isWronglySigned && { secret: 'wrong' };
      await gitHub.postWebhook(appId, { deliveryId, event, payload, ...wrong });
    }
    const settled = gitHub.webhooksSettled();
    // In the middle of a wave, wherever they are.
    for (const name of Object.values(functions)) killed += await kill(env, name);
    await settled;
  }
  await gitHub.clearDeliveryFaults();
  return killed;
}

async function kill({ AWS_ENDPOINT_URL }, functionName) {
  const answer = await fetch(`${AWS_ENDPOINT_URL}/_emulator/crash`, {
    method: 'POST',
    body: JSON.stringify({ functionName }),
  });
  return (await answer.json()).ended ?? 0;
}

/** Each delivery by its id: what the ledger has of it, and of its handler. */
async function foundIn(env, TableName, postings) {
  const { DynamoDBClient, paginateScan } = require('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(settingsOf(env));
  const rows = new Map();
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const { Delivery, Part, Status, Attempts, Source } of Items) {
      const deliveryId = Delivery.S.split('#').at(-1);
      rows.set(`${deliveryId} ${Part.S}`, { status: Status?.S, attempts: Number(Attempts?.N), source: Source?.S });
    }
  }
  client.destroy();
  const delivered = postings.map(({ deliveryId }) => rows.get(`${deliveryId} delivery`));
  const handled = postings
    .filter(({ issue }) => issue !== undefined)
    .map(({ deliveryId }) => rows.get(`${deliveryId} handler#${handler}`));
  return {
    unpublished: delivered.filter((row) => row?.status !== 'published').length,
    recovered: delivered.filter((row) => row?.source === 'recovered').length,
    handled: handled.length,
    unhandled: handled.filter((row) => row?.status !== 'done').length,
    triedAgain: handled.filter((row) => row?.attempts > 1).length,
  };
}

const isWhole = ({ unpublished, unhandled }) => unpublished === 0 && unhandled === 0;

/** What the handler did at GitHub, issue by issue. */
async function effectsOf({ env, outputs, gitHubUrl }, postings) {
  const { installationToken } = await call(env, outputs, 'InstallationTokenCallerRole', (client) =>
    client.getInstallationToken({ appId, owner }),
  );
  const counts = [];
  for (const { issue } of postings) {
    if (issue === undefined) continue;
    const path = `/repos/${owner}/${repositories[0]}/issues/${issue}/comments`;
    counts.push((await asGitHub(gitHubUrl, path, installationToken)).length);
  }
  return {
    withoutEffect: counts.filter((count) => count === 0).length,
    repeats: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}

function loadFigure(measured) {
  const { many, attempts, notTaken, killed, atFirst, unpublished, recovered, handled, unhandled } = measured;
  const { triedAgain, withoutEffect, repeats, perSecond, minutes } = measured;
  const lost = unpublished + Math.max(unhandled, withoutEffect);
  return {
    title: `${whole(many)} webhooks with duplicates and faults, each verified by its id`,
    method:
      `The local GitHub posts them to the deployed receiver. In each ${wave} some are never sent, some answered too late, signed with a wrong secret, sent three times, late, or out of order, and ` +
      'the processes of the receiver and of the handler are killed in the middle. One in ' +
      `${handledOf} is for a handler that comments on an issue of its own, the others are real payloads that no handler gets. Then nothing but recovery and sweep run, and each delivery is looked for: published in the ledger, ` +
      'done at its handler, one comment on its issue. **Must:** 0 lost, 0 repeats.',
    columns: [
      'deliveries',
      'attempts',
      'not answered 200',
      'processes killed',
      'missing at first',
      'fetched from GitHub',
    ],
    rows: [[...[many, attempts, notTaken, killed, atFirst, recovered].map(whole)]],
    summary: [
      [`${whole(many)} webhooks with faults: lost / repeated effects`, '0 / 0', `${lost} / ${repeats}`],
      ['of these for a handler / tried more than once', 'published', `${whole(handled)} / ${whole(triedAgain)}`],
      ['rate of the posting, minutes with verifying', 'published', `${perSecond.toFixed(0)}/s, ${minutes.toFixed(1)}`],
    ],
    faults: [
      ...(unpublished === 0 ? [] : [`${unpublished} deliveries are not published`]),
      ...(unhandled === 0 ? [] : [`${unhandled} are not done at their handler`]),
      ...(withoutEffect === 0 ? [] : [`${withoutEffect} had no effect`]),
      ...(repeats === 0 ? [] : [`${repeats} effects were repeated`]),
    ],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  useTemporaryFolder();
  const deployment = await deployForBench((line) => console.error(`- ${line}`));
  try {
    const figure = await webhookLoad({ deployment, quick: process.argv.includes('--quick') });
    printFigure(figure);
    for (const [what, must, is] of figure.summary) console.log(`  ${what}: ${is} (${must})`);
    process.exitCode = figure.faults.length > 0 ? 1 : 0;
  } finally {
    await deployment.stop();
  }
}
