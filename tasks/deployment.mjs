// The local deployment that demo, acceptance tests and inner loop share: a local AWS, a local GitHub, and the test app on them.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { capture, root } from './processes.mjs';

const require = createRequire(import.meta.url);

export const stackName = 'the-app-framework-test-stack';
export const cli = join(root, 'src/packages/app-framework-ops-tools/lib/app-framework-cli.js');

const testApp = join(root, 'src/packages/app-framework-test-app');
const cdkCli = require.resolve('aws-cdk/bin/cdk');

/** Starts both under this process: nothing outlives it. */
export function startLocal(options) {
  // Loaded late: it exists only after a build.
  return require(join(root, 'src/packages/app-framework-local')).startLocal(options);
}

// The CDK's check of a template takes it longer than all else of a synthesis, and the unit tests have made it. Bundling by `yarn run` finds
// esbuild without Yarn.
const quickSyntheses = () => ({
  CDK_VALIDATION: 'false',
  PATH: [join(root, 'tasks/quick-yarn'), process.env.PATH].join(delimiter),
});

/** What a process needs to work on the deployment and on nothing else: none of the caller's own AWS settings. */
export function processEnvironment(local, more = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|GITHUB|NODE_OPTIONS)/.test(name));
  return { ...Object.fromEntries(own), NODE_NO_WARNINGS: '1', ...quickSyntheses(), ...local, ...more };
}

/** Deploys the test app with the stock CDK CLI and answers its outputs. */
export async function deploy({ env, state, context = {} }) {
  mkdirSync(state, { recursive: true });
  const outputsFile = join(state, 'cdk-outputs.json');
  await cdk({
    env,
    state,
    args: ['deploy', stackName, '--require-approval', 'never', '--outputs-file', outputsFile],
    context,
  });
  return { outputsFile, outputs: JSON.parse(readFileSync(outputsFile, 'utf8'))[stackName] };
}

/** Takes the test app down; with the context `removalPolicy: 'destroy'` its tables go as well. */
export function destroy({ env, state, context = {} }) {
  return cdk({ env, state, args: ['destroy', stackName, '--force'], context });
}

/** The App that people sign in to in local deployments: whoever makes it at the local GitHub names it so. */
export const signInApp = { gitHubAppId: '2200009999', gitHubClientId: 'Iv23liSignInHere' };
/** Another one beside it, with a client of its own. */
const secondSignInApp = { secondGitHubAppId: '2200009998', secondGitHubClientId: 'Iv23liSignInToo' };
/** Who says who the users of the product are: a test that is one has its keys looked for elsewhere. */
const oidc = { oidcIssuer: 'https://login.example.com/' };

async function cdk({ env, state, args, context }) {
  if (!existsSync(join(testApp, 'lib/main.js')))
    throw new Error('The test app is not built: run `npm run build` first.');
  const { APP_FRAMEWORK_LOCAL_HTTPS: localHttpsUrl } = env;
  const told = { ...signInApp, ...secondSignInApp, ...oidc, ...(localHttpsUrl && { localHttpsUrl }), ...context };
  const settings = Object.entries(told).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const command = [cdkCli, ...args, '--no-notices', '--output', join(state, 'cdk.out'), ...settings];
  const { code, output } = await capture(process.execPath, command, { cwd: testApp, env });
  if (code !== 0) throw new Error(`cdk ${args[0]} failed:\n${output.slice(-8000)}`);
}
