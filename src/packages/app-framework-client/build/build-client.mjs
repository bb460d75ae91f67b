// Builds the client's CommonJS and ES modules (types come from the compiler before), and the compact model that ships beside them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const options = {
  absWorkingDir: root,
  entryPoints: ['src/index.ts'],
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
};

await build({ ...options, format: 'cjs', outfile: 'dist-cjs/index.js' });
await build({ ...options, format: 'esm', outfile: 'dist-es/index.mjs' });
writeFileSync(join(root, 'dist-es/index.d.mts'), "export * from '../dist-types/index.js';\n");

const model = JSON.parse(readFileSync(join(root, '../../../smithy/model.json'), 'utf8'));
writeFileSync(join(root, 'model.json'), `${JSON.stringify(compact(model))}\n`);

/** Without documentation, endpoint rules and protocol tests: what a server needs to route and to validate. */
function compact(value) {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(smithy\.api#documentation|smithy\.rules#.*|smithy\.test#.*)$/.test(key))
      .map(([key, inner]) => [key, compact(inner)]),
  );
}
