import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * A new temporary folder from which Node.js finds no `node_modules` on its way up: functions run in it, and would otherwise
 * find packages that their bundles lack. `TMPDIR` may well point into a project.
 */
export async function makeFolderOutside(prefix: string): Promise<string> {
  const place = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && !findsPackages(folder));
  if (!place) throw new Error(`The folders for temporary files lie below a node_modules: set TMPDIR to one outside.`);
  return mkdtemp(join(place, prefix));
}

function findsPackages(from: string): boolean {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return true;
    if (folder === dirname(folder)) return false;
  }
}
