/**
 * node build/bundle-doors.mjs
 *
 * Bundles the doors that load no CDK, /operator, /runtime and /handlers, so that they work wherever they are loaded or bundled:
 *
 * - `lib/<door>.js`, CommonJS: what exists as ES modules only is inside, for jest and others that cannot require it; the SDK stays outside.
 * - `lib/<door>.mjs`, ES modules: everything is inside, for the SDK's packages call `require`, which does not exist in what a bundler
 *   makes an ES module of. Its parts are loaded for what they export alone: none does anything by being loaded.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const doors = ['operator', 'runtime', 'handlers'];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** For what is never asked: the proxy agents' own log, which needs `require`, and which browser this is. */
const nothing = join(here, 'nothing.mjs');

const options = {
  absWorkingDir: root,
  entryPoints: Object.fromEntries(doors.map((door) => [door, `src/${door}.ts`])),
  outdir: 'lib',
  bundle: true,
  platform: 'node',
  target: 'node20',
  alias: { debug: nothing, bowser: nothing },
  // Errors are told apart by their names.
  keepNames: true,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  // The ES module builds are those that can be tree-shaken.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

const commonJs = await build({
  ...options,
  format: 'cjs',
  // Octokit's packages are depended on for their types.
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@octokit/')),
  // What is loaded late is required late: a jest without ES modules cannot import it.
  supported: { 'dynamic-import': false },
});
const esModules = await build({
  ...options,
  format: 'esm',
  splitting: true,
  // An ES module by itself, and loaded late.
  external: ['js-yaml'],
  outExtension: { '.js': '.mjs' },
});

// esbuild has a part load what it takes nothing of, to keep the order of effects. There are none (`sideEffects` in package.json), and bundlers
// leave such an import out with a warning for each.
const parts = Object.keys(esModules.metafile.outputs);
const names = new Set(parts.map((part) => basename(part)));
for (const part of parts) {
  const text = readFileSync(join(root, part), 'utf8');
  const used = text.replace(/import"\.\/([\w-]+\.mjs)";/g, (statement, name) => (names.has(name) ? '' : statement));
  if (used !== text) writeFileSync(join(root, part), used);
}

for (const door of doors) writeFileSync(join(root, 'lib', `${door}.d.mts`), `export * from './${door}.js';\n`);
const outputs = { ...commonJs.metafile.outputs, ...esModules.metafile.outputs };
writeFileSync(join(root, 'lib/THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses({ outputs }, root));
