/**
 * node build/bundle-handlers.mjs [package folder]
 *
 * Bundles every `src/**\/*.lambda.ts` into `assets/<name>/index.js`, with the licences of what went in beside them.
 *
 * Same sources and lock file, same bytes. Fails when a handler outgrows its budget in handler-budgets.json: bytes are
 * start-up time (the module is read and compiled before the first request is answered).
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(process.argv[2] ?? dirname(here));
const budgets = JSON.parse(readFileSync(join(root, 'build', 'handler-budgets.json'), 'utf8'));
const suffix = '.lambda.ts';

const entries = readdirSync(join(root, 'src'), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(suffix))
  .sort()
  .map((file) => ({ name: basename(file, suffix), file: join('src', file) }));
check(entries);

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(entries.map(({ name, file }) => [`${name}/index`, file])),
  outdir: 'assets',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // The ES module builds of the SDK and Smithy are those that can be tree-shaken: 40 % fewer bytes.
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': join(here, 'environment-credentials.mjs') },
  // Licence texts are in one file for all handlers.
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  write: false,
  logLevel: 'warning',
});
const licenses = thirdPartyLicenses(metafile, root);

// Only now, so that a build that fails leaves the assets of the last one.
rmSync(join(root, 'assets'), { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
writeFileSync(join(root, 'assets', 'THIRD-PARTY-LICENSES.txt'), licenses);
report(metafile);

function check(found) {
  const names = found.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const unbudgeted = names.filter((name) => !(name in budgets));
  const gone = Object.keys(budgets).filter((name) => !names.includes(name));
  const faults = [
    ...twice.map((name) => `two files are called ${name}${suffix}; a handler's name must be its own`),
    ...unbudgeted.map((name) => `${name} has no budget in build/handler-budgets.json`),
    ...gone.map((name) => `build/handler-budgets.json has a budget for ${name}, but there is no ${name}${suffix}`),
  ];
  if (faults.length > 0) {
    throw new Error(`The handlers cannot be bundled:\n  ${faults.join('\n  ')}`);
  }
}

function report({ outputs }) {
  const over = [];
  for (const { name } of entries) {
    const { bytes } = outputs[join('assets', name, 'index.js').replaceAll('\\', '/')];
    process.stdout.write(`${name.padEnd(24)} ${String(bytes).padStart(8)} of ${budgets[name]} bytes\n`);
    if (bytes > budgets[name]) {
      over.push(`${name}: ${bytes} bytes, budget ${budgets[name]}`);
    }
  }
  if (over.length > 0) {
    throw new Error(
      `Handlers over their budget:\n  ${over.join('\n  ')}\n` +
        `Look at what was added (esbuild --analyze), or raise the budget in build/handler-budgets.json and say why.`,
    );
  }
}
