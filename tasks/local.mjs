// `npm run local -- start | stop | reset | status | env`: the command of app-framework-local, built first where it is not.
// `npm run local -- open`: the link to the pages of what is deployed there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { cli, processEnvironment } from './deployment.mjs';
import { root, runNode } from './processes.mjs';

const bin = join(root, 'src/packages/app-framework-local/lib/cli.js');
const { values, positionals } = parseArgs({
  options: { state: { type: 'string', default: join(root, '.cache/local') } },
  allowPositionals: true,
  // All else is the command's own.
  strict: false,
});
const environment = join(values.state, 'environment.json');
if (![bin, cli].every((file) => existsSync(file))) await build((line) => console.error(line));
const [command] = positionals;
if (command === 'open' && !existsSync(environment)) {
  console.error('No local deployment is running: npm run local -- start, then npm run redeploy.');
  process.exitCode = 1;
} else if (command === 'open') {
  const env = processEnvironment(JSON.parse(readFileSync(environment, 'utf8')));
  process.exitCode = await runNode(cli, ['open', '--show-link'], { env });
} else {
  process.exitCode = await runNode(bin, process.argv.slice(2));
}
