// A comment with a command, from the moment it is written until the bot has reacted, and until it has answered.
import { createRequire } from 'node:module';
import { until } from '../tasks/until.mjs';
import { appId, settingsOf, takeWebhooks } from './deployment.mjs';
import { whole } from './report.mjs';
import { percentile } from './statistics.mjs';

const require = createRequire(import.meta.url);
const owner = 'command-org';
const person = 'command-ada';
/** Of the predecessor for one command. */
const predecessor = { aws: 12, gitHub: 5 };
/** Of AWS, for each delivery. */
const receiverCalls = 4;
const reaction = /^POST \/repos\/.*\/reactions$/;
const answer = /^POST \/repos\/.*\/issues\/\d+\/comments$/;

/** @param {{deployment: object, quick: boolean}} given the deployment of `deployForBench` */
export async function commandLatency({ deployment, quick }) {
  const { env, gate, gitHub } = deployment;
  const comments = quick ? 10 : 60;
  const repository = `${owner}/web`;
  await gitHub.createAccount({ login: owner, type: 'Organization' });
  await gitHub.createRepository({ owner, name: 'web' });
  // First its webhook, then the installation: the deployment hears of it by its event.
  await takeWebhooks(deployment);
  await gitHub.install({ appId, account: owner, permissions: { issues: 'write', members: 'read', metadata: 'read' } });
  await gitHub.createAccount({ login: person, type: 'User' });
  await gitHub.addMember({ organization: owner, user: person });
  await gitHub.addCollaborator({ repository, user: person, permission: 'write' });
  // Several, for the deployment writes to one no more than 30 times a minute.
  const issues = [];
  for (const title of ['A place to talk', 'Another', 'A third', 'A fourth'])
    issues.push(await gitHub.openIssue({ repository, title }));
  const restore = await throughGate({ env, gate });
  try {
    const samples = [];
    // The first ones start the functions and fill what is remembered: permission, membership, tokens.
    for (let at = -3; at < comments; at += 1) {
      const { number } = issues[(at + issues.length) % issues.length];
      const sample = await one(
        { gate, gitHub },
        { repository, number, body: `@ai3-mvp echo hi ${at}`, sender: person },
      );
      if (at >= 0) samples.push(sample);
    }
    return figureOf(samples);
  } finally {
    await restore();
  }
}

async function one({ gate, gitHub }, comment) {
  gate.forget();
  const began = performance.now();
  await gitHub.comment(comment);
  const timeOf = (form) => gate.calls().find(({ service, action }) => service === 'GitHub' && form.test(action))?.at;
  await until('the answer and the second reaction', () => {
    const reactions = gate.calls().filter(({ action }) => reaction.test(action));
    return (reactions.length > 1 && timeOf(answer) !== undefined) || undefined;
  });
  await settled(gate);
  const calls = gate.calls();
  return {
    reaction: timeOf(reaction) - began,
    answer: timeOf(answer) - began,
    gitHub: calls.filter(({ service }) => service === 'GitHub').length,
    aws: receiverCalls + calls.filter(({ service }) => service !== 'GitHub').length,
  };
}

/** The handler says that it is done after its last reaction: nothing more is asked for then. */
async function settled(gate) {
  let before = -1;
  await until('the end of the handler', async () => {
    const now = gate.calls().length;
    const isQuiet = now === before;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
    return isQuiet || undefined;
  });
}

/** Has the handler of commands ask AWS through the gate, where its calls are counted; those of the receiver are in the figures of receivers. */
async function throughGate({ env, gate }) {
  const { LambdaClient, paginateListFunctions, UpdateFunctionConfigurationCommand } = require('@aws-sdk/client-lambda');
  const client = new LambdaClient(settingsOf(env));
  const changed = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName, Environment } of Functions) {
      const Variables = Environment?.Variables ?? {};
      if (Variables.APP_FRAMEWORK_WEBHOOK_HANDLER !== 'commands') continue;
      const through = { ...Variables, AWS_ENDPOINT_URL: gate.awsUrl };
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: through } }));
      changed.push({ FunctionName, Environment: { Variables } });
    }
  }
  if (changed.length !== 1) throw new Error(`${changed.length} handlers of commands were found.`);
  return async () => {
    for (const before of changed) await client.send(new UpdateFunctionConfigurationCommand(before));
    client.destroy();
  };
}

function figureOf(samples) {
  const times = (name) =>
    [50, 99].map((percent) =>
      percentile(
        samples.map((sample) => sample[name]),
        percent,
      ).toFixed(0),
    );
  const most = (name) => Math.max(...samples.map((sample) => sample[name]));
  const half = (name) =>
    percentile(
      samples.map((sample) => sample[name]),
      50,
    );
  return {
    title: 'From a comment with a command to the reaction, and to the answer',
    method:
      'A person comments `@ai3-mvp echo hi` at the local GitHub, one comment after the other; the deployed receiver, bus, queue and handler of the test app do the rest. ' +
      'A gate before GitHub and AWS notes when the first reaction and the answer leave, and counts what the handler asks for; the receiver makes 4 calls of AWS before it. Permission and membership are remembered from the comments before, as for a person who talks to the bot. ' +
      `The local AWS brings an event to its queue and a message to its function when it comes to it, so most of the time is its. The predecessor made ${predecessor.aws} calls to AWS and ${predecessor.gitHub} to GitHub for a command. Published, not judged.`,
    columns: [
      'comments',
      'reaction p50 ms',
      'p99',
      'answer p50 ms',
      'p99',
      'calls of AWS with the receiver, median / most',
      'calls of GitHub, median / most',
    ],
    rows: [
      [
        whole(samples.length),
        ...times('reaction'),
        ...times('answer'),
        `${half('aws')} / ${most('aws')}`,
        `${half('gitHub')} / ${most('gitHub')}`,
      ],
    ],
    summary: [
      ['comment to first reaction / to answer, p50', 'published', `${times('reaction')[0]} / ${times('answer')[0]} ms`],
      [
        `calls for a command, AWS / GitHub, beside ${predecessor.aws} / ${predecessor.gitHub} of the predecessor`,
        'published',
        `${half('aws')} / ${half('gitHub')}`,
      ],
    ],
    faults: [],
  };
}
