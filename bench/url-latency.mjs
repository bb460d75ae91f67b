// GetInstallationToken as its callers wait for it: through the generated client, the Function URL and the function.
import { createRequire } from 'node:module';
import { appId, deployBeside } from './deployment.mjs';
import { isolated } from './isolated.mjs';
import { whole } from './report.mjs';
import { percentile } from './statistics.mjs';

const require = createRequire(import.meta.url);
const atOnce = 16;

export async function urlLatency({ deployment, startProcess, quick }) {
  const { env, outputs, gate, installationId } = deployment;
  const { Url } = await deployBeside(deployment, 'echo-stack.cjs', 'bench-echo');
  const endpoints = { ours: outputs.InstallationAccessTokenEndpoint, echo: Url };
  const input = { installationId, endpoints, rounds: quick ? 2 : 6, calls: quick ? 100 : 250 };
  gate.forget();
  const { ours, echo } = await isolated('url-latency.mjs', 'callInTurns', { input, env });
  const gitHubCalls = gate.calls().filter(({ service }) => service === 'GitHub').length;
  const handler = await handlerAlone(await startProcess('alone'), { appId, installationId }, quick ? 500 : 2_000);
  const parts = (of) =>
    [50, 99].map((percent) =>
      percentage(of(...[ours, echo, handler].map(({ samples }) => percentile(samples, percent)))),
    );
  const row = (name, { samples, repeated, perSecond }) => {
    const [half, most] = [50, 99].map((percent) => milliseconds(percentile(samples, percent)));
    return [name, whole(samples.length), repeated, half, most, whole(perSecond)];
  };
  return {
    title: `GetInstallationToken through client, Function URL and function, warm, ${atOnce} at once`,
    method:
      'The generated client signs and calls the deployed function on the local AWS, which checks signature and IAM; the token is there already. The echo is a ' +
      'function of one line behind a URL of the same kind, called by the same client, which answers as many bytes: what is above it is ours. In turns of ' +
      `${input.calls} calls; a difference below 0 is noise. "Handler alone" is the time inside the handler of one warm process, one call after the other, from event to answer; its audit line goes nowhere. ` +
      'The local AWS is one process that all calls go through, and it shares its processors with the caller and the functions, so nearly all of the whole is its time. ' +
      `GitHub was asked ${gitHubCalls} times meanwhile, warming up included. Published, not judged.`,
    columns: ['subject', 'calls', 'repeated', 'p50 ms', 'p99 ms', 'calls per second'],
    rows: [
      row('GetInstallationToken', ours),
      row('echo', echo),
      row('handler alone', handler),
      ['ours: above the echo', '', '', ...parts((all, without) => (all - without) / all), ''],
      ['ours: inside the handler', '', '', ...parts((all, _without, inside) => inside / all), ''],
    ],
    summary: [
      [
        `GetInstallationToken end to end, warm, ${atOnce} at once, p50 / p99`,
        'published',
        `${[50, 99].map((percent) => milliseconds(percentile(ours.samples, percent))).join(' / ')} ms, of which inside the handler ${percentage(percentile(handler.samples, 50) / percentile(ours.samples, 50))}`,
      ],
    ],
    faults: [],
  };
}

async function handlerAlone(process, input, times) {
  try {
    await process.askInTurn(input, times);
    const before = performance.now();
    const { milliseconds: samples } = await process.askInTurn(input, times);
    return { samples, repeated: 0, perSecond: times / ((performance.now() - before) / 1_000) };
  } finally {
    process.stop();
  }
}

/** Runs in a process of its own. */
export async function callInTurns({ installationId, endpoints, rounds, calls }) {
  const { AppFramework } = require('@aws/app-framework-for-github-apps-on-aws-client');
  const subjects = Object.entries(endpoints).map(([name, endpoint]) => {
    const client = new AppFramework({ installationAccessTokenEndpoint: endpoint.replace(/\/+$/, '') });
    return { name, ask: () => client.getInstallationToken({ appId, installationId }), answers: [], milliseconds: 0 };
  });
  // Step by step, because each call more at once starts a process more.
  for (const { ask } of subjects) for (const many of [1, 4, atOnce]) await call(ask, { calls: many * 5, atOnce: many });
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const before = performance.now();
      subject.answers.push(...(await call(subject.ask, { calls, atOnce })));
      subject.milliseconds += performance.now() - before;
    }
  }
  return Object.fromEntries(
    subjects.map(({ name, answers, milliseconds: taken }) => [
      name,
      {
        samples: answers.map((answer) => answer.milliseconds),
        repeated: answers.filter(({ attempts }) => attempts > 1).length,
        perSecond: answers.length / (taken / 1_000),
      },
    ]),
  );
}

/** So many calls, of which there are always `atOnce` under way. */
async function call(ask, { calls, atOnce: many }) {
  const answers = [];
  let left = calls;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const before = performance.now();
      const { $metadata } = await ask();
      answers.push({ milliseconds: performance.now() - before, attempts: $metadata.attempts });
    }
  };
  await Promise.all(Array.from({ length: many }, caller));
  return answers;
}

function milliseconds(number) {
  return number.toFixed(number < 10 ? 2 : 1);
}

function percentage(part) {
  return `${(part * 100).toFixed(Math.abs(part) < 0.1 ? 2 : 0)} %`;
}
