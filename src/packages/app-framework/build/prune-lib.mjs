// Keeps of lib/ what the package's doors reach. The functions start from bundles in assets/, so what only they load would be dead weight.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const lib = join(packageFolder, 'lib');
const { exports: doors } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));

const kept = new Set();
for (const door of Object.values(doors).filter((file) => file.startsWith('./lib/'))) {
  for (const ending of ['.js', '.d.ts']) keep(resolve(packageFolder, door.replace(/\.js$/, ending)), ending);
}
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
