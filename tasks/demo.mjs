// `npm run demo`: the whole main job on this machine, from nothing, without an account. `-- --keep` leaves it running.
import { join } from 'node:path';
import { createNarrator } from './narrator.mjs';
import { root } from './processes.mjs';
import { installDependencies, requireNode } from './setup.mjs';
import useTemporaryFolder from './temporary-folder.cjs';

useTemporaryFolder();

// The AWS SDK warns of Node versions that it will leave behind; the story is not about that.
process.removeAllListeners('warning');
const keep = process.argv.includes('--keep');
const state = join(root, '.cache', keep ? 'local' : 'demo');
const narrator = createNarrator();

try {
  narrator.say('App Framework for GitHub Apps on AWS: from a private key to a scoped token, on this machine.');
  await narrator.step('Installing the dependencies that yarn.lock names', async () => {
    requireNode();
    await installDependencies();
  });
  await narrator.step('Building the packages and bundling the Lambda functions', async (tell) => {
    await (await import('./build.mjs')).build(tell);
  });
  const { mainJob } = await import('./main-job.mjs');
  const { startDemo } = await import('./demo-deployment.mjs');
  const demo = await startDemo({ narrator, keep, state });
  try {
    await mainJob({ narrator, ...demo });
  } finally {
    if (!keep) await narrator.step('Taking everything down', () => demo.stop());
  }
  if (keep) narrator.say(demo.whatNow());
  narrator.say(`\nDone in ${narrator.total()}.`);
} catch (error) {
  console.error(`\nThe demo stopped: ${error.message}`);
  process.exitCode = 1;
}
