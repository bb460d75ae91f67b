import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, deploy, destroy, processEnvironment, startLocal } from './deployment.mjs';
import { demoApp } from './main-job.mjs';
import { capture, root } from './processes.mjs';

const bin = join(root, 'src/packages/app-framework-local/lib/cli.js');

/** Starts a local AWS and a local GitHub, deploys the test app, and answers what the main job works with. */
export async function startDemo({ narrator, keep, state }) {
  const local = await narrator.step('Starting a local AWS (IAM and signatures enforced) and a local GitHub', (tell) =>
    keep ? startInBackground(state, tell) : startLocal({ stateDirectory: state, progress: tell }),
  );
  const context = { removalPolicy: 'destroy', gitHubApiUrl: local.env.APP_FRAMEWORK_LOCAL_GITHUB };
  const env = processEnvironment(local.env);
  const { outputs } = await narrator.step('Deploying the test app with the stock CDK CLI', async (tell) => {
    const deployed = await deploy({ env, state, context });
    const endpoints = Object.keys(deployed.outputs).filter((name) => name.endsWith('Endpoint'));
    tell(`stack deployed: ${endpoints.length} operations, each behind a URL that asks IAM`);
    return deployed;
  });
  return {
    outputs,
    env,
    gitHubUrl: local.env.APP_FRAMEWORK_LOCAL_GITHUB,
    stop: async () => {
      await destroy({ env, state, context });
      await local.stop();
    },
    whatNow,
  };
}

async function startInBackground(state, tell) {
  const { code, output } = await capture(process.execPath, [bin, '--state', state, 'start'], {
    env: processEnvironment({}),
  });
  if (code !== 0) throw new Error(`Starting the local deployment failed:\n${output}`);
  tell('both run in the background');
  const environment = join(state, 'environment.json');
  if (!existsSync(environment)) throw new Error(`The local deployment left no ${environment}.`);
  return { env: JSON.parse(readFileSync(environment, 'utf8')), stop: () => Promise.resolve() };
}

function whatNow() {
  const tools = `node ${cli.replace(`${root}/`, '')}`;
  return [
    '\nEverything is left running. Set the environment of the deployment in your shell:',
    '  eval "$(npm run --silent local -- env)"',
    'and try:',
    `  ${tools} get-table-name`,
    `  ${tools} list-installations`,
    `  ${tools} get-app-token ${demoApp.appId}`,
    `  ${tools} get-installation-token ${demoApp.appId} --owner ${demoApp.owner} --permission contents=read`,
    '  npm run redeploy                # after a change of the code',
    'Stop it with: npm run local -- stop',
  ].join('\n');
}
