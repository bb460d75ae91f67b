/**
 * node build/bundle.mjs
 *
 * Bundles the command and the two doors, each into a file that has what is ours; packages that are depended on stay outside. Of the compiler's
 * output the types of the doors are left.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pruneLib } from '../../app-framework/build/prune-lib.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const doors = ['index', 'jest', 'testing'];

pruneLib({ lib: join(root, 'lib'), code: [], types: doors });
await build({
  absWorkingDir: root,
  entryPoints: ['cli', ...doors].map((name) => `src/${name}.ts`),
  outdir: 'lib',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  // The other doors stand on the first one.
  external: ['./index'],
  // Errors are told apart by their names.
  keepNames: true,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
});
