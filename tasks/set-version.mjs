// `node tasks/set-version.mjs v1.2.3`: every package of this working tree has that version, and so has what is built and tested from now on.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from './pack-release.mjs';
import { root } from './processes.mjs';

const version = versionOf(process.argv[2]);
for (const folder of readdirSync(join(root, 'src/packages'))) {
  const file = join(root, 'src/packages', folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
}
console.log(`All packages are ${version}.`);
