// `npm run redeploy`: brings what the stack is made of up to date and deploys it to the local deployment that `npm run local -- start`
// left running. Types are not looked at: `npm run types` does that.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { deploy, processEnvironment } from './deployment.mjs';
import { capture, root } from './processes.mjs';
import { transpile } from './transpile.mjs';

const state = join(root, '.cache/local');
const environment = join(state, 'environment.json');

try {
  if (!existsSync(environment))
    throw new Error('No local deployment is running: start one with `npm run local -- start`.');
  const began = Date.now();
  const local = JSON.parse(readFileSync(environment, 'utf8'));
  if (!existsSync(join(root, 'src/packages/app-framework-client/dist-cjs/index.js'))) await build();
  await Promise.all(['app-framework', 'app-framework-test-app'].map(transpile));
  const bundled = await capture(process.execPath, ['src/packages/app-framework/build/bundle-handlers.mjs']);
  if (bundled.code !== 0) throw new Error(bundled.output);
  console.error(`Bundled after ${((Date.now() - began) / 1000).toFixed(1)} s`);
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
