/**
 * node build/bundle-constructs.mjs
 *
 * Makes one file of the first door, so that a package of many rooms has few files. What is not ours stays outside,
 * the CDK above all: constructs are told apart by the one copy of it that an app has.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  absWorkingDir: dirname(dirname(fileURLToPath(import.meta.url))),
  entryPoints: ['src/index.ts'],
  outfile: 'lib/index.js',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Errors and constructs are told apart by their names.
  keepNames: true,
  charset: 'utf8',
  logLevel: 'warning',
});
