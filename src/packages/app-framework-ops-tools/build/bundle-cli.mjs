/**
 * node build/bundle-cli.mjs
 *
 * Bundles the tool into the one file that is published, with the licences of what went in beside it. Same sources and lock file, same
 * bytes. Fails when the file outgrows its budget: the tool reads all of it before it prints its help.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyLicenses } from '../../app-framework/build/third-party-licenses.mjs';

// Seven clients of the SDK are half of it, whole: what is imported only when a command is called keeps in one file what nobody uses of it.
const budgetBytes = 1_330_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = join('lib', 'app-framework-cli.js');

// Classes with a method for every operation of a service: the tool sends commands.
const withoutAggregates = {
  name: 'without-aggregates',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/[A-Z]\w+$/ }, ({ importer, path }) => {
      const isAggregate = /@aws-sdk\/client-[^/]+\/dist-es\/index\.js$/.test(importer) && !path.endsWith('Client');
      return isAggregate ? { path, namespace: 'unused' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: '' }));
  },
};

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/app-framework-cli.ts'],
  outfile,
  bundle: true,
  minify: true,
  // Errors are told apart by their names.
  keepNames: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  // From the sources: what is published has the SDK inside, a second time.
  alias: {
    '@aws/app-framework-for-github-apps-on-aws/operator': join(root, '../app-framework/src/operator.ts'),
  },
  plugins: [withoutAggregates],
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: '#!/usr/bin/env node' },
  metafile: true,
  write: false,
  logLevel: 'warning',
});
const licenses = thirdPartyLicenses(metafile, root);

mkdirSync(join(root, 'lib'), { recursive: true });
writeFileSync(join(root, outfile), outputFiles[0].contents);
chmodSync(join(root, outfile), 0o755);
writeFileSync(join(root, 'THIRD-PARTY-LICENSES.txt'), licenses);

const { length } = outputFiles[0].contents;
process.stdout.write(`${outfile} ${length} of ${budgetBytes} bytes\n`);
if (length > budgetBytes) {
  throw new Error(
    `${outfile} has ${length} bytes, its budget is ${budgetBytes}. Look at what was added (esbuild --analyze), or raise the budget here and say why.`,
  );
}
