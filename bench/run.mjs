// `npm run bench`: every figure, side by side in one run. It prints them, writes docs/performance.md and fails when one is missed.
// `-- --quick` takes fewer samples and writes nothing. What is measured, and how, is in README.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../tasks/build.mjs';
import { root } from '../tasks/processes.mjs';
import useTemporaryFolder from '../tasks/temporary-folder.cjs';
import { coldAsks } from './cold-asks.mjs';
import { coldCeilings } from './cold-ceilings.mjs';
import { commandLatency } from './command-latency.mjs';
import { contextCallsFigure } from './context-calls.mjs';
import { deployForBench } from './deployment.mjs';
import { handlerStarts } from './handlers.mjs';
import { isolated } from './isolated.mjs';
import { manyJobs } from './many-jobs.mjs';
import { rateLimitFigure } from './rate-limit-figure.mjs';
import { remoteCalls } from './remote-calls.mjs';
import { loadNow, machine, pageOf, printFigure } from './report.mjs';
import { syncFigure } from './sync-figure.mjs';
import { tokenProcesses } from './token-processes.mjs';
import { triggersFigure } from './triggers.mjs';
import { urlLatency } from './url-latency.mjs';
import { warmVend } from './warm-vend.mjs';
import { webhookFigures } from './webhook-figures.mjs';
import { webhookLoad } from './webhook-load.mjs';

// The AWS SDK warns of Node versions that it will leave behind; the figures are not about that.
process.removeAllListeners('warning');
useTemporaryFolder();
const quick = process.argv.includes('--quick');
const report = (line) => console.error(`- ${line}`);

const shown = (figure) => {
  printFigure(figure);
  return figure;
};

/** In the order of the page; what measures times of single processes is measured first, while nothing else runs. */
async function bench() {
  report('Handlers: fresh processes, one after the other');
  const starts = (await handlerStarts({ quick })).map(shown);
  report('Webhooks: a long list, signatures and receivers');
  const webhooks = (await webhookFigures({ quick })).map(shown);
  report('Sync of up to 50,000 installations');
  const sync = shown(syncFigure(await isolated('sync.mjs', 'benchSync')));
  report('Rate limits');
  const rateLimits = shown(rateLimitFigure(await isolated('rate-limits.mjs', 'measureRateLimits')));
  report('Events held against 1,000 triggers');
  const triggers = shown(triggersFigure(await isolated('triggers.mjs', 'measureTriggers')));
  report('Calls for the context of pull requests');
  const contexts = shown(contextCallsFigure(await isolated('context-calls.mjs', 'measureContextCalls')));
  report('Ceilings of 1,000 processes that start at once');
  const ceilings = shown(await coldCeilings());
  const tokens = await onDeployment();
  return [...tokens, ...webhooks, triggers, contexts, ceilings, sync, rateLimits, ...starts];
}

async function onDeployment() {
  const deployment = await deployForBench(report);
  try {
    const given = { deployment, startProcess: await tokenProcesses(deployment), quick };
    const figures = [];
    for (const measure of [remoteCalls, coldAsks, warmVend, commandLatency, manyJobs, urlLatency, webhookLoad])
      figures.push(shown(await measure(given)));
    return figures;
  } finally {
    await deployment.stop();
  }
}

try {
  const began = performance.now();
  if (!process.argv.includes('--built')) await build(report);
  const load = loadNow();
  console.log(machine());
  const figures = await bench();
  if (!quick) {
    writeFileSync(
      join(root, 'docs/performance.md'),
      pageOf(figures, { date: new Date().toISOString().slice(0, 10), load }),
    );
  }
  const faults = figures.flatMap((figure) => figure.faults.map((fault) => `${figure.title}: ${fault}`));
  console.log(
    `\nDone in ${Math.round((performance.now() - began) / 1_000)} s. ${faults.length === 0 ? 'All is as it must be.' : ''}`,
  );
  for (const fault of faults) console.error(`Not as it must be: ${fault}.`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
