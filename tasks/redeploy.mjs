// `npm run redeploy`: compiles what changed and deploys it to the local deployment that `npm run local -- start` left running.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { deploy, processEnvironment } from './deployment.mjs';
import { root } from './processes.mjs';

const state = join(root, '.cache/local');
const environment = join(state, 'environment.json');

try {
  if (!existsSync(environment))
    throw new Error('No local deployment is running: start one with `npm run local -- start`.');
  const began = Date.now();
  const local = JSON.parse(readFileSync(environment, 'utf8'));
  await build((line) => console.error(line));
  const { outputs, outputsFile } = await deploy({
    env: processEnvironment(local),
    state,
    context: { removalPolicy: 'destroy', gitHubApiUrl: local.APP_FRAMEWORK_LOCAL_GITHUB },
  });
  for (const [name, value] of Object.entries(outputs)) console.log(`${name} = ${value}`);
  console.error(`Deployed in ${((Date.now() - began) / 1000).toFixed(1)} s; outputs in ${outputsFile}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
