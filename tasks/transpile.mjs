import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './processes.mjs';

/** Brings the lib/ of a package up to date without looking at types: a second instead of the compiler's many. */
export async function transpile(folder) {
  const source = join(root, 'src/packages', folder, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  await build({
    entryPoints: files
      .filter((file) => /\.ts$/.test(file) && !/\.(d|test|test\.support)\.ts$/.test(file))
      .map((file) => join(source, file)),
    outbase: source,
    outdir: join(source, '../lib'),
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}
