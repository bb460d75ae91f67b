// `npm run acceptance`: deploys the test app on a fresh local deployment, runs the acceptance tests against it, takes everything down.
// `npm run acceptance -- --node 24` does so under that version of Node.js, which npx brings.
// `npm run acceptance -- --deployed` runs them against what the environment names already: see docs/local.md.
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { cli, deploy, processEnvironment, startLocal } from './deployment.mjs';
import { root, run, runJest } from './processes.mjs';
import useTemporaryFolder from './temporary-folder.cjs';

const folder = 'src/packages/app-framework-test-app/acceptance';
// These go on deployments of their own, beside that of all the others: what takes minutes, most of them waiting, and so much more that all
// three end at about one time.
const apart = {
  waits: [
    'crashes-in-jobs',
    'crashes-in-lanes',
    'crashes-in-refresh',
    'crashes-in-sign-in',
    'deliveries',
    'deployments',
    'import-failures',
    'lanes',
    'operations-tool',
    'scaffold',
  ],
  documents: ['documents', 'crashes', 'crashes-at-reads', 'device-flow', 'workflow-steps'],
};
// Reads what the others of its deployment left.
const scan = 'log-scan';

/** The parts that a whole run may be made of, side by side. */
export const parts = ['most', ...Object.keys(apart)];

function filesOf(part) {
  const all = readdirSync(join(root, folder)).filter((file) => file.endsWith('.acceptance.test.ts'));
  const elsewhere = Object.values(apart).flat();
  const isOf = (name) => (part === 'most' ? !elsewhere.includes(name) : apart[part].includes(name));
  return all.filter((file) => nameOf(file) === scan || isOf(nameOf(file)));
}

const nameOf = (file) => file.replace('.acceptance.test.ts', '');

/**
 * Exit code of the tests. `jestArguments` come on top of the project's own. A `part` runs its files only, on a deployment of its own, and
 * shows what jest said when it has ended.
 */
export async function acceptance({ jestArguments = [], report = () => {}, part } = {}) {
  const name = part ? `acceptance-${part}` : 'acceptance';
  const state = join(root, '.cache', name);
  const local = await startLocal({ stateDirectory: state, progress: report });
  try {
    report('Deploying the test app');
    const env = processEnvironment(local.env);
    const context = { removalPolicy: 'destroy', gitHubApiUrl: local.env.APP_FRAMEWORK_LOCAL_GITHUB };
    const { outputsFile } = await deploy({ env, state, context });
    report('Running the acceptance tests');
    const run = { ...env, ACCEPTANCE_OUTPUTS: outputsFile, ACCEPTANCE_CLI: cli };
    if (!part) return await runTests(run, jestArguments);
    const files = filesOf(part);
    const log = join(state, 'jest.log');
    const output = openSync(log, 'w');
    const code = await runTests({ ...run, ACCEPTANCE_PART: part, ACCEPTANCE_FILES: files.join() }, jestArguments, {
      files: files.map((file) => `${folder}/${file}`),
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    report(readFileSync(log, 'utf8'));
    return code;
  } finally {
    await local.stop();
  }
}

// In this order: the tests of what is logged read what all the others made the functions log.
const inOrder = `--testSequencer=<rootDir>/${folder}/harness/in-order.cjs`;

function runTests(env, jestArguments, { files = [], ...options } = {}) {
  const args = [...files, ...jestArguments, '--runInBand', inOrder, '--selectProjects', 'acceptance'];
  return runJest(args, { env, ...options });
}

/** This script again under another Node.js, with everything that it starts: the functions too. */
function under(version, args) {
  return run('npx', ['-y', `node@${version}`, import.meta.filename, ...args]);
}

async function main([mode, ...rest]) {
  if (mode === '--node') {
    const [version = '', ...args] = rest;
    if (!/^\d+(\.\d+){0,2}$/.test(version)) throw new Error('--node wants a version of Node.js, such as 24.');
    return under(version, args);
  }
  useTemporaryFolder();
  console.error(`Node.js ${process.version}`);
  if (mode === '--deployed') return runTests({ ...process.env, ACCEPTANCE_CLI: cli }, rest);
  await build();
  return acceptance({ jestArguments: [mode, ...rest].filter(Boolean), report: (line) => console.error(line) });
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
