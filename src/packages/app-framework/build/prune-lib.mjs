// Keeps of lib/ what the package's doors reach. The functions start from bundles in assets/, and the doors without the CDK are bundled after
// this, so of those only the types are needed: what nobody loads would be dead weight.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const lib = join(packageFolder, 'lib');

const kept = new Set();
keep(join(lib, 'index.js'), '.js');
for (const door of ['index', 'operator', 'runtime', 'handlers']) keep(join(lib, `${door}.d.ts`), '.d.ts');
for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(file)) rmSync(file);
}

function keep(file, ending) {
  if (kept.has(file)) return;
  kept.add(file);
  const references = readFileSync(file, 'utf8').matchAll(/(?:from |require\(|import\()["'](\.[^"']+)["']/g);
  for (const [, target] of references) {
    const found = resolve(dirname(file), `${target}${ending}`);
    if (!existsSync(found)) throw new Error(`${file} refers to ${target}, which the compiler did not write`);
    keep(found, ending);
  }
}
