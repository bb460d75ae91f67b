// How fast a token comes that is there already: our token source beside the cache of @octokit/auth-app.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../tasks/processes.mjs';
import { appId } from './deployment.mjs';
import { isolated } from './isolated.mjs';
import { whole } from './report.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const leastOfOther = 1;

export async function warmVend({ deployment, startProcess, quick }) {
  const { env, outputs, gate, pem, installationId } = deployment;
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@octokit/auth-app/package.json'), 'utf8'));
  const input = {
    pem,
    installationId,
    endpoint: outputs.InstallationAccessTokenEndpoint,
    gitHubUrl: gate.gitHubUrl,
    rounds: quick ? 3 : 9,
    calls: quick ? 20_000 : 100_000,
  };
  const subjects = await isolated('warm-vend.mjs', 'vendInTurns', { input, env });
  const server = await startProcess('vend');
  const inFunction = await functionRate(server, { appId, installationId }, quick ? 2_000 : 10_000);
  const rate = (name) => subjects.find((subject) => subject.name === name);
  const pairs = ['whole installation', 'scoped'].map((scope) => ({
    scope,
    ours: rate(`ours, ${scope}`),
    theirs: rate(`theirs, ${scope}`),
    ratio: rate(`ours, ${scope}`).ratio,
  }));
  return {
    title: 'Warm vend in process',
    method:
      'What code that acts on GitHub calls before each request: `createTokenSource().installationToken()` of the runtime door beside `auth()` of ' +
      `\`@octokit/auth-app\` ${version}, both made once, both holding a token that they got before, ours over the Function URL and theirs from the ` +
      'local GitHub. Same process, same arguments, one awaited call after the other, in turns; medians. Both check the expiry of what they hold, and ' +
      'answer from a map. **Must:** at least the rate of `@octokit/auth-app`, as the median of the ratios of the turns. For comparison the whole token function with the token in its memory: ' +
      'event, model validation, ceiling, cache, audit line and answer.',
    columns: ['subject', 'calls per second', 'ratio'],
    rows: [
      ...pairs.flatMap(({ scope, ours, theirs, ratio }) => [
        [`token source, ${scope}`, whole(ours.perSecond), ratio.toFixed(2)],
        [`\`@octokit/auth-app\`, ${scope}`, whole(theirs.perSecond), '1.00'],
      ]),
      ['token function, whole installation', whole(inFunction), ''],
    ],
    summary: [
      [
        'warm vend in process, rate as a part of that of `@octokit/auth-app`, whole / scoped',
        `at least ${leastOfOther.toFixed(1)}`,
        pairs.map(({ ratio }) => ratio.toFixed(2)).join(' / '),
      ],
    ],
    faults: pairs
      .filter(({ ratio }) => ratio < leastOfOther)
      .map(({ scope, ratio }) => `the token source has ${ratio.toFixed(2)} of the rate of @octokit/auth-app, ${scope}`),
  };
}

async function functionRate(process, input, times) {
  try {
    await process.askInTurn(input, times);
    const before = performance.now();
    await process.askInTurn(input, times);
    return times / ((performance.now() - before) / 1_000);
  } finally {
    process.stop();
  }
}

/** Runs in a process of its own. */
export async function vendInTurns({ pem, installationId, endpoint, gitHubUrl, rounds, calls }) {
  const { createAppAuth } = await import('@octokit/auth-app');
  const { Octokit } = await import('@octokit/rest');
  const { createTokenSource } = require('@aws/app-framework-for-github-apps-on-aws/runtime');
  const auth = createAppAuth({ appId, privateKey: pem, request: new Octokit({ baseUrl: gitHubUrl }).request });
  const tokens = createTokenSource({ appId, installationAccessTokenEndpoint: endpoint });
  const scope = { repositoryNames: ['web'], permissions: { contents: 'read' } };
  const pairs = [
    ['whole installation', {}, {}],
    ['scoped', { scopeDown: scope }, scope],
  ].map(([name, ours, theirs]) => [
    { name: `ours, ${name}`, ask: () => tokens.installationToken({ installationId, ...ours }), rates: [] },
    { name: `theirs, ${name}`, ask: () => auth({ type: 'installation', installationId, ...theirs }), rates: [] },
  ]);
  // Two rounds that do not count: the first asks for the tokens, and both warm up.
  for (let round = -2; round < rounds; round += 1) {
    for (const [ours, theirs] of pairs) {
      for (const subject of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
        const rate = await rateOf(subject.ask, calls);
        if (round >= 0) subject.rates.push(rate);
      }
    }
  }
  return pairs.flatMap(([ours, theirs]) =>
    [ours, theirs].map(({ name, rates }) => ({
      name,
      perSecond: median(rates),
      ratio: median(rates.map((rate, round) => rate / theirs.rates[round])),
    })),
  );
}

async function rateOf(ask, calls) {
  const before = performance.now();
  for (let call = 0; call < calls; call += 1) await ask();
  return calls / ((performance.now() - before) / 1_000);
}
