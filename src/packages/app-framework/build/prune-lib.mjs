// Keeps of lib/ what a package's doors reach, and removes the rest, which nobody loads: what starts from a bundle needs no more than its types.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @param {object} doors
 * @param {string} doors.lib
 * @param {readonly string[]} doors.code doors whose compiled files are what is published
 * @param {readonly string[]} doors.types doors whose types are
 */
export function pruneLib({ lib, code, types }) {
  const kept = new Set();
  const keep = (file, ending) => {
    if (kept.has(file)) return;
    kept.add(file);
    const references = readFileSync(file, 'utf8').matchAll(/(?:from |require\(|import\()["'](\.[^"']+)["']/g);
    for (const [, target] of references) {
      const found = resolve(dirname(file), `${target}${ending}`);
      if (!existsSync(found)) throw new Error(`${file} refers to ${target}, which the compiler did not write`);
      keep(found, ending);
    }
  };
  for (const door of code) keep(join(lib, `${door}.js`), '.js');
  for (const door of types) keep(join(lib, `${door}.d.ts`), '.d.ts');
  for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) rmSync(file);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lib = join(dirname(fileURLToPath(import.meta.url)), '../lib');
  pruneLib({ lib, code: ['index'], types: ['index', 'operator', 'runtime', 'handlers'] });
}
