// `npm test`: sets up, builds, then static checks, unit, construct and contract tests, and at the same time the acceptance tests on
// fresh local deployments of their own. The last line counts the tests as jest counted them; a failed static check counts as one more.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root, runJest, runNode } from './processes.mjs';
import { installDependencies, requireNode } from './setup.mjs';
import useTemporaryFolder from './temporary-folder.cjs';

useTemporaryFolder();

const results = join(root, '.cache/test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };
const began = Date.now();
const underWay = new Set();
const mostMinutes = 60;
setTimeout(giveUp, mostMinutes * 60_000).unref();

try {
  await step('Installing the dependencies', async () => {
    requireNode();
    await installDependencies();
  });
  await step('Building', async () => (await import('./build.mjs')).build(say));
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const { parts } = await import('./acceptance.mjs');
  const localAws = step('Python for the local AWS', preparePython);
  // Acceptance tests mostly wait: they leave both cores to what computes.
  await Promise.all([
    onThisMachine(localAws),
    ...parts.map(async (part) => (await localAws) && step(`Acceptance tests, ${part}`, () => accepted(part))),
  ]);
} catch (error) {
  console.error(error.message);
  totals.failed += 1;
}

say(`Took ${Math.round((Date.now() - began) / 1000)} s`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

async function step(name, work) {
  say(`\n== ${name}`);
  underWay.add(name);
  try {
    return await work();
  } finally {
    underWay.delete(name);
  }
}

/** What hangs is named, before whoever runs the tests ends them without a word. */
function giveUp() {
  say(`\nNot ended after ${mostMinutes} minutes: ${[...underWay].join('; ')}`);
  process.exit(1);
}

async function onThisMachine(localAws) {
  await step('Static checks', async () => {
    const { staticChecks } = await import('./static-checks.mjs');
    totals.failed += (await staticChecks(say)).length;
  });
  // By itself jest leaves one core alone, which is half of a small machine. One more than there are works while others wait.
  const workers = `--maxWorkers=${availableParallelism() + 1}`;
  const onAllCores = (name) => (extra) => runJest([...extra, workers, '--selectProjects', name]);
  if (await localAws) {
    await Promise.all([
      step('Contract tests of the local AWS', () => counted('contract', onAllCores('contract'))),
      step('Dry run of a release', rehearsed),
    ]);
  }
  // Last, for there are so many that no core is without one until the end.
  const longestFirst = '--testSequencer=<rootDir>/tasks/longest-first.cjs';
  await step('Unit and construct tests', () =>
    counted('unit', (extra) => onAllCores('unit')([longestFirst, ...extra])),
  );
}

/** What a release would publish, installed and deployed from elsewhere: counts as one test. */
async function rehearsed() {
  const { checkInstalls } = await import('./check-installs.mjs');
  try {
    await checkInstalls(say);
    totals.passed += 1;
  } catch (error) {
    say(`FAILED  ${error.message}`);
    totals.failed += 1;
  }
}

async function accepted(part) {
  const { acceptance } = await import('./acceptance.mjs');
  await counted(`acceptance-${part}`, (jestArguments) => acceptance({ jestArguments, report: say, part }));
}

/** False, and one failed test, where there is no Python that the local AWS can run on: then neither contract nor acceptance tests can. */
async function preparePython() {
  const code = await runNode('src/packages/app-framework-local/lib/cli.js', ['setup-python']);
  if (code !== 0) totals.failed += 1;
  return code === 0;
}

/** Runs jest and adds up its own counts; a suite that did not even load counts as one failed test. */
async function counted(name, run) {
  const file = join(results, `${name}.json`);
  const code = await run(['--json', `--outputFile=${file}`]);
  const result = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += result.numPassedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.failed += failed === 0 && code !== 0 ? 1 : failed;
}

function say(line) {
  console.error(line);
}
