// `npm run local -- start | stop | reset | status | env`: the command of app-framework-local, built first where it is not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, runNode } from './processes.mjs';

const bin = join(root, 'src/packages/app-framework-local/lib/cli.js');
if (!existsSync(bin)) await build((line) => console.error(line));
process.exitCode = await runNode(bin, process.argv.slice(2));
